"""The banks keep what the product promises about them."""

import re
from collections import Counter

import pytest
from interview_service.questions.bank import SLOT, Angle, CareerQuestion, Wording, angle_bank
from interview_service.questions.models import DIFFICULTIES, QUESTION_TYPES
from interview_service.questions.packs import Pack, question_bank
from interview_service.questions.things import things
from interview_service.questions.topics import Topic, topic_bank

from shared.professions.library import heads
from shared.resumes.document import HANGUL
from shared.skills.index import skill_index

pytestmark = pytest.mark.unmeasured

PACKS = list(question_bank().packs.values())
OF_TECHNOLOGIES = set(QUESTION_TYPES) - {"motivation", "career", "situational", "behavioral"}
CLAIM_SLOTS = {
    *("subject", "from", "to", "change", "means", "count", "employer", "project", "role", "old", "new", "term"),
}


def test_there_are_packs_of_known_skills_for_at_least_sixty_and_for_every_area() -> None:
    assert {pack.skill for pack in PACKS} <= set(skill_index().by_id)
    assert len(PACKS) >= 60
    areas = Counter(skill_index().by_id[pack.skill].area for pack in PACKS)
    assert set(areas) == {"backend", "frontend", "data", "mobile", "devops", "practice"}


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.skill)
def test_a_pack_has_every_type_and_every_difficulty(pack: Pack) -> None:
    assert {question.type for question in pack.questions} == OF_TECHNOLOGIES
    assert {question.difficulty for question in pack.questions} == set(DIFFICULTIES)


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.skill)
def test_both_languages_are_what_they_say_and_say_as_much(pack: Pack) -> None:
    for question in pack.questions:
        assert HANGUL.search(question.ko.question)
        assert not HANGUL.search(question.en.question + question.en.intent)
        assert len(question.ko.covers) == len(question.en.covers)
        assert len(question.ko.follow_ups) == len(question.en.follow_ups)


@pytest.mark.parametrize("language", ["ko", "en"])
def test_no_question_stands_twice_in_all_banks(language: str) -> None:
    bank = angle_bank()
    told = Counter(
        question.wording("ko" if language == "ko" else "en").question for pack in PACKS for question in pack.questions
    )
    others = (*bank.angles, *bank.careers, *bank.postings)
    told.update(one.of("ko" if language == "ko" else "en").question for one in others)
    probes = (probe for topic in topic_bank().topics for probe in topic.probes)
    told.update(probe.of("ko" if language == "ko" else "en").question for probe in probes)

    assert [question for question, count in told.items() if count > 1] == []


def test_the_bank_of_angles_serves_every_measure_and_every_kind() -> None:
    bank = angle_bank()

    assert len(bank.angles) >= 120
    assert len({angle.id for angle in bank.angles}) == len(bank.angles)
    for kind in bank.measures:
        assert sum(kind in angle.measures for angle in bank.angles) >= 3, kind
    for kind in things().heads:
        assert sum(kind in angle.kinds for angle in bank.angles) >= 4, kind
    assert {name for angle in bank.angles for name in angle.measures} <= bank.measures.keys()


@pytest.mark.parametrize("question", [*angle_bank().angles, *angle_bank().careers], ids=lambda question: question.id)
def test_an_angle_says_the_same_in_both_languages(question: Angle | CareerQuestion) -> None:
    assert _slots(question.ko) == _slots(question.en)
    assert HANGUL.search(question.ko.question)
    assert not HANGUL.search(question.en.question + question.en.intent + "".join(question.en.follow_ups))
    assert 2 <= len(question.ko.covers) <= 5
    if isinstance(question, Angle):
        assert _slots(question.ko) <= CLAIM_SLOTS


def _slots(wording: Wording) -> set[str]:
    return set(SLOT.findall(wording.question))


@pytest.mark.parametrize("topic", topic_bank().topics, ids=lambda topic: topic.id)
def test_a_topic_is_told_and_asked_in_both_languages(topic: Topic) -> None:
    assert topic.when.ko
    assert topic.when.en
    assert len(topic.good.ko) == len(topic.good.en) >= 3
    for probe in topic.probes:
        assert HANGUL.search(probe.ko.question)
        assert not HANGUL.search(probe.en.question + "".join(probe.en.follow_ups))
        assert probe.ko.follow_ups
        assert probe.en.follow_ups
        korean, english = ({*SLOT.findall(wording.question)} for wording in (probe.ko, probe.en))
        assert korean == english <= CLAIM_SLOTS


@pytest.mark.parametrize("topic", topic_bank().topics, ids=lambda topic: topic.id)
def test_every_word_of_a_topic_finds_it(topic: Topic) -> None:
    for alternative in (*topic.when.ko, *topic.when.en):
        parts = [words.split("|") for words in alternative.split(" & ")]
        for number in range(max(map(len, parts))):
            line = " and then ".join(words[number % len(words)] for words in parts)
            met = {asking.topic.id for asking in topic_bank().about(line)}
            assert topic.id in met or met & FIRST or _ruled_out(topic, line), line


FIRST = {topic.id for topic in topic_bank().topics if topic.first}


def _ruled_out(topic: Topic, line: str) -> bool:
    lists = (topic.without, *(topic_bank().unless[name] for name in topic.unless))
    words = (word for one in lists for alternative in (*one.ko, *one.en) for word in re.split(r" & |\|", alternative))
    return any(word.casefold() in line.casefold() for word in words)


def test_the_trades_of_topics_are_known() -> None:
    known = {*heads(), *(head.family for head in heads().values())}
    named = {trade for topic in topic_bank().topics for trade in topic.trades}

    assert named
    assert named <= known


def test_topics_have_ids_of_their_own() -> None:
    ids = [topic.id for topic in topic_bank().topics]

    assert len(ids) == len(set(ids)) >= 250
