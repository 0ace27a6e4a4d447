"""Job titles as people write them, in both languages, with ranks, teams, brackets and words of other trades."""

from collections import Counter
from pathlib import Path

import pytest

from shared.professions.library import heads
from shared.professions.recognition import of_job, of_resume, of_title
from shared.professions.titles import reading_of, title_within
from shared.resumes.document import ResumeDocument

WRITTEN = Path(__file__).parent / "data" / "titles.tsv"
"""A title in each line, with the part that it belongs to, its kind, and the professions that a reader would accept.
The matcher was written without seeing the parts `blind` and `later`."""

GATES = {"title": 0.99, "none": 0.98, "trap": 0.97}
"""Minimum shares that are read as a reader would: titles of the professions, of others, and misleading ones."""

WRONG = 7
"""Maximum number of titles that are read as another trade, which is worse than not knowing it."""


def written() -> list[tuple[str, set[str | None], str]]:
    rows = [line.split("\t") for line in WRITTEN.read_text("utf-8").splitlines()]
    return [
        (kind, {None if one == "null" else one for one in accepted.split("|")}, title)
        for _, kind, accepted, title in rows
    ]


def resume(*jobs: dict[str, object], **members: object) -> ResumeDocument:
    return ResumeDocument(
        "01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b", 1, {"name": "A", "work_experiences": list(jobs), **members}
    )


def test_the_list_has_titles_of_every_profession_of_none_and_misleading_ones() -> None:
    kinds = Counter(kind for kind, _, _ in written())
    named = {one for _, accepted, _ in written() for one in accepted}

    assert kinds["title"] >= 600
    assert kinds["none"] >= 150
    assert kinds["trap"] >= 100
    assert named == {*heads(), None}


@pytest.mark.parametrize("kind", sorted(GATES))
def test_titles_are_read_as_a_reader_would(kind: str) -> None:
    asked = [(accepted, title) for one, accepted, title in written() if one == kind]
    missed = [(title, of_title(title)) for accepted, title in asked if of_title(title) not in accepted]

    assert 1 - len(missed) / len(asked) >= GATES[kind], missed


def test_hardly_any_title_is_read_as_another_trade() -> None:
    read = [(title, of_title(title), accepted) for _, accepted, title in written()]
    wrong = [(title, named) for title, named, accepted in read if named is not None and named not in accepted]

    assert len(wrong) <= WRONG, wrong


def test_a_profession_is_told_by_each_of_its_own_titles() -> None:
    owners: dict[str, set[str]] = {}
    for head in heads().values():
        for title in head.titles.all:
            owners.setdefault(title.casefold(), set()).add(head.id)

    assert {title: of_title(title) for title, ids in owners.items() if of_title(title) not in ids} == {}


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("개발2팀 대리", None),
        ("Senior Associate", None),
        ("파트장", None),
        ("기술지원 대리", "it_support"),
        ("정보보호팀 과장", "security_engineer"),
        ("퍼포먼스 마케팅 매니저", "growth_crm_marketer"),
        ("Head of Marketing", "marketer"),
        ("Teacher of Chemistry", "teacher"),
        ("Software Engineer (Frontend)", "frontend_engineer"),
        ("In-house Designer, outdoor brand", None),
        ("QA (GMP)", "biotech_production"),
        ("Systems Administrator, then DevOps Engineer", "site_reliability_engineer"),
        ("보육교사 (만 2세반 → 만 4세반 담임)", "childcare_teacher"),
        ("총무팀 자산관리 담당", "office_administrator"),
        ("한우농장 대표", "farmer"),
        ("애견미용사", None),
        ("", None),
    ],
)
def test_ranks_teams_and_brackets_do_not_hide_the_trade(title: str, expected: str | None) -> None:
    assert of_title(title) == expected


def test_a_title_that_several_trades_use_is_general_until_a_field_narrows_it() -> None:
    assert [one.is_general for one in (reading_of("QA"), reading_of("게임 QA")) if one is not None] == [True, False]


def test_duties_tell_the_trade_of_a_job_whose_title_does_not() -> None:
    ward = ["병동에서 투약과 활력징후를 확인했습니다.", "욕창 예방과 낙상 평가를 맡았습니다."]

    assert of_job("파트장", ward) == "nurse"
    assert of_job("QA", ward) == "nurse"
    assert of_job("QA", []) == "qa_engineer"
    assert of_job("약사", ward) == "pharmacist"
    assert of_job("간호학과 학생", ward) is None


def test_the_latest_title_decides_between_trades_that_are_close() -> None:
    person = resume(
        {"position": "퍼포먼스 마케터", "start": "2022-01"},
        {"position": "마케터", "start": "2019-01", "end": "2021-12", "achievements": ["브랜드 캠페인 운영"]},
    )

    assert of_resume(person) == "growth_crm_marketer"


def test_a_summary_is_searched_for_titles_that_are_not_general() -> None:
    found = title_within("5년 차 간호사입니다. 병동에서 일했습니다.")

    assert found is not None
    assert found.profession == "nurse"
    assert title_within("QA도 했습니다") is None
    assert title_within(None) is None
