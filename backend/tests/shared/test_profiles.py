"""What stands out in a person's dates, and how senior they are in the field that they want."""

from datetime import date
from typing import Any

import pytest

from shared.profiles.career import Career
from shared.profiles.notes import notes_of
from shared.profiles.profile import Profile
from shared.resumes.document import ResumeDocument
from shared.skills.index import skill_index

TODAY = date(2026, 11, 30)


def job(position: str, start: str, end: str | None, company: str = "한솔", **members: Any) -> dict[str, Any]:
    return {"company": company, "position": position, "start": start, "end": end, **members}


def resume(*jobs: dict[str, Any], **members: Any) -> ResumeDocument:
    content = {"name": "A", "work_experiences": list(jobs), **members}
    return ResumeDocument("01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b", 1, content)


def career(*jobs: dict[str, Any]) -> Career:
    return Career(resume(*jobs), TODAY)


def profile(*jobs: dict[str, Any], role: str | None = None, posting: str | None = None, **members: Any) -> Profile:
    return Profile(resume(*jobs, **members), skill_index(), TODAY, role, posting)


def test_a_gap_is_the_longest_time_between_two_jobs() -> None:
    gap = career(
        job("간호사", "2022-01", "present", "나"),
        job("간호사", "2015-03", "2018-02", "가"),
        job("간호사", "2018-06", "2021-04", "다"),
    ).gap()

    assert gap is not None
    assert (gap.months, gap.after.company, gap.before.company) == (8, "다", "나")
    assert career(job("간호사", "2020-01", "2020-12"), job("간호사", "2021-01", "present")).gap() is None


def test_jobs_at_once_and_promotions_are_seen() -> None:
    both = career(job("개발자", "2020-01", "2023-01", "가"), job("강사", "2021-01", "2022-01", "나")).at_once()
    grown = career(job("사원", "2015-01", "2018-01"), job("팀장", "2018-02", "present")).promotion()

    assert both is not None
    assert grown is not None
    assert (grown[0].position, grown[1].position) == ("사원", "팀장")


def test_three_short_jobs_in_a_row_stand_out() -> None:
    stays = career(
        job("마케터", "2023-01", "2023-10", "가"),
        job("마케터", "2023-11", "2024-08", "나"),
        job("마케터", "2024-09", "2025-06", "다"),
    ).short_stays()

    assert stays == (3, 3)
    assert career(job("마케터", "2015-01", "2023-10", "가")).short_stays() is None


def test_years_elsewhere_make_nobody_senior() -> None:
    teacher = job("수학 교사", "2014-03", "2023-07", "한빛중학교")

    assert profile(teacher, role="데이터 분석가", total_experience_months=113).level == "junior"
    assert profile(teacher, role="데이터 분석가").changes_career
    assert profile(job("데이터 분석가", "2014-03", "present"), total_experience_months=150).level == "lead"
    assert not profile(job("데이터 분석가", "2014-03", "present"), role="시니어 데이터 분석가").changes_career


def test_a_role_that_nobody_knows_leaves_the_profession_open_and_is_noted() -> None:
    found = profile(job("간호사", "2020-01", "present"), role="우주선 선장")

    assert found.profession is None
    assert found.own_profession == "nurse"
    assert notes_of(found, "ko") == (
        '희망 직무 "우주선 선장"에 맞는 직업 자료가 없어, 이력서와 공고에 적힌 내용만으로 만들었습니다.',
    )


@pytest.mark.parametrize("skill", ["Jenkins", "GitHub Actions"])
def test_one_of_two_alternatives_carries_a_competency(skill: str) -> None:
    shown = {
        one.competency.id: one.is_carried
        for one in profile(job("백엔드 개발자", "2020-01", "present", tech_stack=[skill])).competencies
    }

    assert shown["operation"]
    assert not all(shown.values())


def test_years_in_another_trade_make_nobody_senior() -> None:
    changed = (
        job("Night Auditor", "2016-05", "2022-03", "The Saltmarsh Hotel"),
        job("Data Engineer", "2023-02", "present", "Copperline"),
    )

    assert profile(*changed, total_experience_months=117).level == "mid"
    assert profile(job("Data Engineer", "2016-05", "present"), total_experience_months=127).level == "senior"


def test_years_in_a_related_trade_count() -> None:
    marketers = (
        job("퍼포먼스 마케터", "2019-01", "2021-06", "가"),
        job("마케팅 매니저", "2021-07", "present", "나"),
    )

    assert profile(*marketers, role="그로스 마케터", total_experience_months=95).level == "senior"
