"""Paths that a coach would sign: of the person's own trade and branch, for the role they named, nothing they have."""

import pytest
from learning_service.paths.assessing.roles import named_by_role
from learning_service.paths.assessing.topics import can_be_built, practice_of
from learning_service.paths.models import LearningPath

from shared.resumes.document import ResumeDocument

from . import people
from .drafting import draft, items_of, said

GROWN = ["10a당 수확량을 2.4톤에서 3.8톤으로 늘림", "직거래 비중을 20%에서 55%로 높임"]
GROWER = people.of(work_experiences=[people.job("딸기 재배 농장주", *GROWN, start="2012-01")])
PLANNER = people.of(
    work_experiences=[
        people.job("풀필먼트센터 운영 대리", "오출고율을 0.31%에서 0.12%로 낮춤", "차량 공차율을 28%에서 21%로 낮춤")
    ]
)
RETRAINED = people.of(
    work_experiences=[
        people.job("Teaching Assistant", "Made a sound board that three autistic pupils used to ask for breaks"),
        people.job("Radio producer", "Weekly reach went from 61,000 to 74,000", start="2011-01", end="2018-12"),
    ]
)
STUDENT = people.of(
    work_experiences=[
        people.job("카페 아르바이트", "우유 폐기량을 주당 12팩에서 5팩으로 줄임", start="2022-03"),
        people.job("영업관리 인턴", "채널 다섯 곳의 매출 취합", start="2021-07", end="2021-09"),
    ],
    education=[{"institution": "한길대학교", "status": "재학"}],
)


async def path(person: ResumeDocument, **body: object) -> LearningPath:
    return await draft(person, **body)


async def test_another_job_of_the_trade_is_no_gap_but_what_the_posting_names_is() -> None:
    alone = await path(GROWER)
    posted = await path(GROWER, job_posting="자격요건\n- 한우 사육과 축사 방역 경험")

    assert "축사" not in said(alone)
    assert "축사" in said(posted)


async def test_what_the_target_role_names_comes_before_strengths() -> None:
    made = await path(PLANNER, target_role="SCM 기획/수요예측 담당자 (이커머스 또는 식품)")

    assert "수요예측" in items_of(made)[0].title
    assert "또는" not in " ".join(item.title for item in items_of(made))


async def test_results_of_the_new_trade_come_before_those_of_the_old() -> None:
    made = await path(RETRAINED, target_role="Trainee teacher (primary)", count=8)
    titles = [item.title for item in items_of(made)]
    new, old = (next((at for at, title in enumerate(titles) if word in title), 99) for word in ("sound board", "reach"))

    assert new < old


async def test_a_gap_rests_on_the_job_of_the_trade_and_not_on_the_latest_one() -> None:
    made = await path(STUDENT, job_posting="담당업무\n- 영업 현황 관리")

    assert not any(one.quote == "카페 아르바이트" for item in items_of(made) for one in item.evidence)


@pytest.mark.parametrize(
    ("phrase", "practice"),
    [
        ("핀테크", "domain"),
        ("Healthcare / HIPAA environment", "domain"),
        ("핀테크 서비스의 정산 시스템 개발", "work"),
        ("Full UK licence", "unwritten"),
        ("1종 보통 운전면허", "unwritten"),
        ("건축기사 자격증", "certificate"),
    ],
)
def test_a_phrase_is_prepared_for_by_what_it_is(phrase: str, practice: str) -> None:
    assert practice_of(phrase) == practice


@pytest.mark.parametrize(
    ("phrase", "expected"),
    [
        ("Onboard and normalise new log sources", True),
        ("정산 배치 개발", True),
        ("Clear writing", False),
        ("Take part in the incident rotation", False),
        ("기획 단계 리스크 관리", False),
    ],
)
def test_only_what_can_be_built_is_built_small(phrase: str, expected: bool) -> None:
    assert can_be_built(phrase) is expected


@pytest.mark.parametrize(
    ("role", "named"),
    [
        ("재무회계 담당자 (연결·공시)", ["연결", "공시"]),
        ("Staff Firmware Engineer, connected medical devices", ["connected medical devices"]),
        ("물류 담당자 (이커머스 또는 식품)", []),
        ("Driver, warehouse manager", []),
        ("Trainee teacher (primary)", []),
        ("간호사", []),
    ],
)
def test_a_role_names_more_than_the_trade(role: str, named: list[str]) -> None:
    assert list(named_by_role(role)) == named
