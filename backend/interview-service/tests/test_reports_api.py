"""Reports and progress as a client gets them; resume-service and MongoDB are real."""

from datetime import timedelta
from time import process_time
from typing import Any
from uuid import UUID

import pytest
from interview_service.answers.crud import BY_SESSION, OF_OWNER, AnswerCrud
from interview_service.answers.models import Answer
from interview_service.evaluation.rubric import rubrics
from interview_service.reports.models import Progress, Report
from interview_service.sessions.crud import SessionCrud
from pydantic import SecretStr

from shared.config.base import ServiceSettings
from shared.core.clock import utc_now
from shared.core.ids import new_id
from shared.database.connection import Database, connect
from shared.testing.mongod import Mongod
from shared.testing.practising import Practice, practise
from shared.testing.problems import assert_problem
from shared.testing.services import WithResumes

NOBODY = "01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b"
GOOD = (
    "제가 캐시 만료를 5분으로 정했습니다. 가격이 하루 두 번만 바뀌었기 때문입니다. 그 결과 240ms가 90ms로 줄었습니다."
)
WEAK = "열심히 했습니다."
MARKDOWN = {"Accept": "text/markdown"}


async def report_of(practice: Practice) -> Report:
    answer = await practice.client.get(f"{practice.path}/report")
    assert answer.status_code == 200, answer.text
    return Report.model_validate_json(answer.content)


async def progress_of(practice: Practice) -> Progress:
    answer = await practice.client.get(f"/{practice.session['resume_id']}/progress")
    assert answer.status_code == 200, answer.text
    return Progress.model_validate_json(answer.content)


async def again(practice: Practice) -> Practice:
    """Another session with the same questions."""
    body = {"question_set_id": practice.session["question_set_id"], "follow_ups": 0}
    made = await practice.client.post(f"/{practice.session['resume_id']}/sessions", json=body)
    another = Practice(practice.client, made.json())
    await another.patch(state="running")
    return another


async def test_a_report_says_what_went_well_and_what_to_do_first(services: WithResumes) -> None:
    practice = await practise(services)
    best, weak, _ = [await practice.answer(text=GOOD), await practice.answer(text=WEAK), await practice.answer()]

    report = await report_of(practice)

    assert (report.answered, report.skipped, report.open) == (2, 1, 0)
    assert report.best is not None
    assert report.weakest is not None
    assert (report.best.answer_id, report.weakest.answer_id) == (best["id"], weak["id"])
    assert report.best.quotes
    assert all(quote in GOOD for quote in report.best.quotes)
    assert 1 <= len(report.first_steps) <= 3
    anchors = {anchor["ko"] for rubric in rubrics().values() for one in rubric.dimensions for anchor in one.levels}
    assert {step.to_next_level for step in report.first_steps} <= anchors
    assert report.total == pytest.approx((best["evaluation"]["total"] + weak["evaluation"]["total"]) / 2, abs=0.01)
    assert [one.skipped for one in report.answers] == [False, False, True]
    assert all(one.before is None and one.change is None for one in report.dimensions)


async def test_steps_are_about_different_answers_that_are_equally_weak(services: WithResumes) -> None:
    practice = await practise(services)
    for _ in range(3):
        await practice.answer(text=WEAK)

    report = await report_of(practice)

    assert len(report.first_steps) == 3
    assert len({step.question for step in report.first_steps}) == 3


async def test_a_report_tells_the_change_since_the_session_before(services: WithResumes) -> None:
    first = await practise(services)
    await first.answer(text=WEAK)
    second = await again(first)
    await second.answer(text=GOOD)

    report = await report_of(second)

    evidence = next(one for one in report.dimensions if one.name == "evidence")
    assert evidence.before == 1
    assert evidence.mean is not None
    assert evidence.change == evidence.mean - 1 > 0
    assert all(one.before is None for one in (await report_of(first)).dimensions)


async def test_a_report_is_the_same_without_the_index_that_its_query_names(
    services: WithResumes, mongod: Mongod, database_name: str
) -> None:
    first = await practise(services)
    await first.answer(text=WEAK)
    second = await again(first)
    await second.answer(text=GOOD)
    report, progress = await report_of(second), await progress_of(second)

    async with connect(ServiceSettings(mongodb_url=SecretStr(mongod.url)), database_name) as database:
        for index in (BY_SESSION, OF_OWNER):
            await database["answers"].drop_index(index.document["name"])

    later = await report_of(second)
    assert (later.before, later.dimensions) == (report.before, report.dimensions)
    assert later.before is not None
    assert await progress_of(second) == progress


async def test_a_report_is_markdown_on_request(services: WithResumes) -> None:
    practice = await practise(services)
    await practice.answer(text=GOOD)

    answer = await services.service.get(f"{practice.path}/report", headers=MARKDOWN)

    assert answer.headers["Content-Type"] == "text/markdown; charset=utf-8"
    assert answer.text.startswith("# 연습 보고서\n")
    assert "| 근거 |" in answer.text
    json = await services.service.get(f"{practice.path}/report", headers={"Accept": "application/json, text/markdown"})
    assert json.headers["Content-Type"] == "application/json"
    refused = await services.service.get(f"{practice.path}/report", headers={"Accept": "image/png"})
    assert_problem(refused, 406, "NOT_ACCEPTABLE")


async def test_a_session_without_answers_has_an_empty_report(services: WithResumes) -> None:
    practice = await practise(services, run=False)

    report = await report_of(practice)
    markdown = (await services.service.get(f"{practice.path}/report", headers=MARKDOWN)).text
    progress = await progress_of(practice)

    assert (report.answered, report.total, report.best, report.first_steps) == (0, None, None, [])
    assert "##" not in markdown
    assert (progress.sessions, progress.answers, progress.total, progress.weakest) == (0, 0, None, [])


async def test_nothing_is_told_of_a_mock_interview_that_goes_on(services: WithResumes) -> None:
    practice = await practise(services, mode="mock")
    await practice.answer(text=GOOD)

    assert_problem(await services.service.get(f"{practice.path}/report"), 409, "WRONG_SESSION_STATE")
    assert (await progress_of(practice)).answers == 0
    await practice.patch(state="finished")
    assert (await report_of(practice)).answered == 1
    assert (await progress_of(practice)).answers == 1


async def test_progress_names_the_weakest_with_evidence_and_counts_the_newest_attempt(services: WithResumes) -> None:
    first = await practise(services)
    await first.answer(text=WEAK)
    await first.patch(question_id=first.questions[0])
    second_try = await first.answer(text=GOOD)
    second = await again(first)
    await second.answer(text=WEAK)

    progress = await progress_of(second)

    assert (progress.sessions, progress.answers) == (2, 2)
    assert [point.session_id for point in progress.over_time] == [first.session["id"], second.session["id"]]
    assert progress.over_time[0].total == second_try["evaluation"]["total"]
    evidence = next(one for one in progress.dimensions if one.name == "evidence")
    assert (evidence.latest, evidence.answers) == (1, 2)
    assert evidence.change is not None
    assert evidence.change < 0
    assert 1 <= len(progress.weakest) <= 2
    assert progress.weakest[0].evidence[0].session_id == second.session["id"]
    assert progress.competences
    assert progress.types


async def test_what_is_not_there_is_a_404(services: WithResumes) -> None:
    for missing in (NOBODY, "nope"):
        assert_problem(await services.service.get(f"/sessions/{missing}/report"), 404, "SESSION_NOT_FOUND")
        assert_problem(await services.service.get(f"/{missing}/progress"), 404, "RESUME_NOT_FOUND")


async def a_thousand_answers(practice: Practice, mongod: Mongod, database_name: str) -> None:
    async with connect(ServiceSettings(mongodb_url=SecretStr(mongod.url)), database_name) as database:
        crud = AnswerCrud(database)
        session = await SessionCrud(database).find("local", UUID(practice.session["id"]))
        assert session is not None
        (kept,) = await crud.of_session("local", session.id)
        for number in range(999):
            members: dict[str, Any] = {name: getattr(kept, name) for name in Answer.__slots__}
            members |= {"id": new_id(), "session_id": new_id(), "created_at": utc_now() - timedelta(minutes=number)}
            assert await crud.insert(Answer(**members))


@pytest.mark.usefixtures("full_speed")
async def test_progress_over_a_thousand_answers_is_fast(
    services: WithResumes, mongod: Mongod, database_name: str
) -> None:
    practice = await practise(services)
    await practice.answer(text=GOOD)
    await a_thousand_answers(practice, mongod, database_name)

    assert (await progress_of(practice)).answers == 1000
    times: list[float] = []
    for _ in range(5):
        started = process_time()
        await progress_of(practice)
        times.append(process_time() - started)
    # Thirty milliseconds over HTTP on a machine of its own; tests share theirs, so processor time counts.
    assert min(times) < 0.06


async def test_progress_and_reports_read_answers_by_index(
    services: WithResumes, mongod: Mongod, database_name: str
) -> None:
    first = await practise(services)
    await first.answer(text=WEAK)
    await a_thousand_answers(first, mongod, database_name)
    second = await again(first)
    await second.answer(text=GOOD)

    async with connect(ServiceSettings(mongodb_url=SecretStr(mongod.url)), database_name) as database:
        await database.command("profile", 2)
        progress = await progress_of(second)
        await database.command("profile", 0)
        for_progress = await asked_of_answers(database)
        await database.drop_collection("system.profile")
        await database.command("profile", 2)
        report = await report_of(second)
        await database.command("profile", 0)
        for_report = await asked_of_answers(database)

    assert (progress.answers, report.before is not None) == (1001, True)
    # The levels of all answers, and the few that are shown as evidence.
    assert for_progress[0] == ("IXSCAN { owner_id: 1, resume_id: 1, _id: -1 }", False, 1001)
    assert for_progress[1][2] <= 4
    assert len(for_progress) == 2
    # The open turn, the session's answers, the session before, and its answers, which are few enough to sort.
    by_turn = "IXSCAN { session_id: 1, turn: 1 }"
    assert for_report == [
        (by_turn, False, 0),
        (by_turn, False, 1),
        ("IXSCAN { owner_id: 1, resume_id: 1, session_id: -1 }", False, 1),
        (by_turn, True, 1),
    ]


async def asked_of_answers(database: Database) -> list[tuple[str, bool, int]]:
    """Return the plan of each profiled query of answers, whether it sorts, and how many answers it reads."""
    found = database["system.profile"].find({"ns": f"{database.name}.answers", "op": "query"}).sort("ts", 1)
    return [(one["planSummary"], one.get("hasSortStage", False), one["docsExamined"]) async for one in found]
