"""Professions as data keep what the product promises about them, and are told by what people write."""

import re
from collections import Counter

import pytest

from shared.language.lexicon import Lexicon
from shared.professions.library import competency_words, heads, profession
from shared.professions.models import Competency, Wording
from shared.professions.recognition import of_posting, of_resume, of_texts, of_title
from shared.resumes.document import HANGUL, ResumeDocument
from shared.skills.index import skill_index

SLOT = re.compile(r"\{(\w+)(?:[:|][^{}/]+/[^{}/]+)?\}")
SLOTS = {"from", "to", "means", "count", "place"}
ALL = sorted(heads())


def resume(*positions: str, **members: object) -> ResumeDocument:
    jobs = [{"company": "한솔", "position": position} for position in positions]
    return ResumeDocument("01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b", 1, {"name": "A", "work_experiences": jobs, **members})


def test_there_are_at_least_forty_five_in_all_families() -> None:
    assert len(ALL) >= 45
    assert {head.family for head in heads().values()} == {
        *("software", "business", "design", "health", "research", "education", "engineering", "service", "public")
    }
    assert all(head.source for head in heads().values())


@pytest.mark.parametrize("profession_id", ALL)
def test_a_profession_says_the_same_in_both_languages_and_names_known_skills(profession_id: str) -> None:
    known = profession(profession_id)

    assert 5 <= len(known.competencies) <= 8
    assert len({one.id for one in known.competencies}) == len(known.competencies)
    for competency in known.competencies:
        assert set(competency.skills) <= set(skill_index().by_id)
        assert len(competency.good.ko) == len(competency.good.en) == 3
        for ko, en in _wordings(competency):
            texts = " ".join((en.question, *en.follow_ups))
            assert HANGUL.search(ko.question)
            assert not HANGUL.search(texts)
            assert set(SLOT.findall(texts)) | set(SLOT.findall(ko.question)) <= SLOTS
        assert all(not SLOT.search(situation.ko.question) for situation in competency.situations)


@pytest.mark.parametrize("profession_id", ALL)
def test_a_probe_is_found_by_each_of_its_words_and_by_its_competency(profession_id: str) -> None:
    for competency in profession(profession_id).competencies:
        for probe in competency.probes:
            for word in probe.when.all:
                assert Lexicon([(word, True)]).keys(word), word
                assert competency.id in competency_words(profession_id).keys(word), (competency.id, word)


def test_no_question_stands_twice() -> None:
    told = Counter(
        ko.question for one in ALL for competency in profession(one).competencies for ko, _ in _wordings(competency)
    )

    assert [question for question, count in told.items() if count > 1] == []


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("외과 중환자실 간호사", "nurse"),
        ("Senior Backend Engineer", "backend_engineer"),
        ("C++ 게임 서버 개발자", "game_server_engineer"),
        ("프론트엔드개발자", "frontend_engineer"),
        ("Electrician", "electrician"),
        ("Kiosk operator", None),
        ("Qatar cabin crew", "cabin_crew"),
        ("인사팀 대리", "human_resources"),
        ("유니티 클라이언트 인턴", "game_client_engineer"),
        ("restaurant server", "hospitality"),
        ("우주선 선장", None),
        (None, None),
    ],
)
def test_a_title_is_matched_as_whole_words(title: str | None, expected: str | None) -> None:
    assert of_title(title) == expected


def test_the_latest_title_counts_most_and_words_count_where_titles_say_nothing() -> None:
    assert of_resume(resume("백엔드 개발자", "호텔 프런트")) == "backend_engineer"
    firmware = resume("선임연구원", summary="MCU 펌웨어와 RTOS, 부트로더를 개발합니다. I2C와 SPI 드라이버를 씁니다.")
    assert of_resume(firmware) == "embedded_engineer"
    assert of_resume(resume("피아노 조율사")) is None
    assert of_texts(["안녕하세요", "hello"]) is None


def test_a_posting_is_of_the_profession_that_it_names() -> None:
    assert of_posting(["[세강대학교병원] 내과계 중환자실 경력간호사 모집", "3교대 근무"]) == "nurse"


def _wordings(competency: Competency) -> list[tuple[Wording, Wording]]:
    return [(one.ko, one.en) for one in (*competency.probes, *competency.situations)]
