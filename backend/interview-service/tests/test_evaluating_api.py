"""Evaluations by a model as a client gets them; the SDKs, resume-service and MongoDB are real."""

import asyncio
from time import perf_counter
from typing import Any

import httpx
import pytest
from interview_service.evaluation.models import Evaluation
from pydantic import SecretStr

from shared.config.base import ServiceSettings
from shared.database.connection import connect
from shared.testing.models.evaluations import Judge
from shared.testing.mongod import Mongod
from shared.testing.practising import Practice, practise
from shared.testing.problems import assert_problem
from shared.testing.services import WithResumes
from shared.testing.wire import WireServer

from .conftest import Run, writes
from .test_streaming import STREAM, Event, events

NOBODY = "01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b"
TEXT = "제가 캐시 만료를 5분으로 정했습니다. 가격이 하루 두 번만 바뀌었기 때문입니다."
DIMENSIONS = 6
REQUESTS = 3
"""Of one evaluation."""

SECONDS = 2.5
"""Until the first judgement is told, with a provider that starts after one."""


def fail(wire: WireServer) -> None:
    wire.openai.fails("server_error")
    wire.claude.fails("server_error")


def recover(wire: WireServer, judge: Judge) -> None:
    for provider in (wire.openai, wire.claude):
        provider.answers(lambda body: writes(judge, body))


async def streamed(
    practice: Practice, path: str, body: dict[str, Any] | None = None, key: str | None = None
) -> list[Event]:
    headers = {**STREAM, "Idempotency-Key": key} if key is not None else STREAM
    async with practice.client.stream("POST", f"{practice.path}{path}", headers=headers, json=body) as response:
        assert response.status_code == 200, await response.aread()
        return [event async for event in events(response)]


async def test_a_models_evaluation_comes_with_the_answer(modelled: WithResumes) -> None:
    practice = await practise(modelled)

    answered = await practice.answer(text=TEXT)

    evaluation = Evaluation.model_validate(answered["evaluation"])
    assert {one.level for one in evaluation.dimensions} == {3}
    assert (evaluation.generation.source, evaluation.confidence) == ("llm", 1.0)
    kept = (await modelled.service.get(f"{practice.path}/answers/{answered['id']}")).json()
    assert kept["evaluation"] == answered["evaluation"]
    report = (await modelled.service.get(f"{practice.path}/report")).json()
    assert report["total"] == 3.0


async def test_a_stream_tells_the_answer_then_each_dimension_then_all_of_it(modelled: WithResumes) -> None:
    practice = await practise(modelled)
    first, second, _ = practice.questions

    told_events = await streamed(practice, "/answers", {"question_id": first, "text": TEXT})

    names = [name for name, _ in told_events if name != "progress"]
    assert names == ["answer", *["dimension"] * DIMENSIONS, "completed"]
    stored = told_events[0][1]
    assert (stored["text"], stored["evaluation"]) == (TEXT, None)
    assert stored["session"]["current_question"]["id"] == second
    whole = told_events[-1][1]
    judged = {one["name"]: one for name, one in told_events if name == "dimension"}
    assert judged == {one["name"]: one for one in whole["evaluation"]["dimensions"]}
    kept = (await modelled.service.get(f"{practice.path}/answers/{whole['id']}")).json()
    assert kept == {name: value for name, value in whole.items() if name != "session"}


async def test_a_stream_that_is_asked_for_again_gives_what_is_there(modelled: WithResumes, wire: WireServer) -> None:
    practice = await practise(modelled)
    body = {"question_id": practice.questions[0], "text": TEXT}

    first = await streamed(practice, "/answers", body, "one")
    asked = wire.openai.asked_times
    again = await streamed(practice, "/answers", body, "one")
    skipped = await streamed(practice, "/answers", {"question_id": practice.questions[1], "skip": True})

    assert [name for name, _ in again] == ["answer", "completed"]
    assert again[-1][1]["evaluation"] == first[-1][1]["evaluation"]
    assert [name for name, _ in skipped] == ["answer", "completed"]
    assert wire.openai.asked_times == asked


async def test_rules_stream_as_well(services: WithResumes) -> None:
    practice = await practise(services)

    told_events = await streamed(practice, "/answers", {"question_id": practice.questions[0], "text": TEXT})

    names = [name for name, _ in told_events if name != "progress"]
    assert (names[0], names[1], names[-1]) == ("answer", "dimension", "completed")
    assert told_events[-1][1]["evaluation"]["generation"]["source"] == "rule_based"
    refused = await services.service.post(
        f"{practice.path}/answers", headers=STREAM, json={"question_id": practice.questions[0], "text": TEXT}
    )
    assert_problem(refused, 409, "QUESTION_NOT_CURRENT")


async def test_a_mock_interview_tells_nothing_on_the_way(modelled: WithResumes) -> None:
    practice = await practise(modelled, mode="mock")
    ends: list[Event] = []
    for identifier in practice.questions:
        told_events = await streamed(practice, "/answers", {"question_id": identifier, "text": TEXT})
        names = {name for name, _ in told_events}
        assert "dimension" not in names or identifier == practice.questions[-1]
        ends.append(told_events[-1])

    assert [(name, one["evaluation"] is None) for name, one in ends] == [
        ("completed", True),
        ("completed", True),
        ("completed", False),
    ]
    listed = (await modelled.service.get(f"{practice.path}/answers")).json()["items"]
    assert all(one["evaluation"] is not None for one in listed)


async def test_when_all_models_fail_the_answer_is_kept_and_evaluated_later(
    modelled: WithResumes, wire: WireServer, judge: Judge
) -> None:
    practice = await practise(modelled)
    fail(wire)

    failed = await practice.send(text=TEXT)

    problem = assert_problem(failed, 503, "LLM_UNAVAILABLE")
    path = f"{practice.path}/answers/{problem['answer_id']}"
    kept = (await modelled.service.get(path)).json()
    assert (kept["text"], kept["evaluation"]) == (TEXT, None)
    assert (await practice.now())["questions"][0]["state"] == "answered"
    assert_problem(await modelled.service.post(f"{path}/evaluation"), 503, "LLM_UNAVAILABLE")
    recover(wire, judge)
    later = await modelled.service.post(f"{path}/evaluation")
    asked = wire.openai.asked_times + wire.claude.asked_times
    again = await modelled.service.post(f"{path}/evaluation")
    assert (later.status_code, again.status_code) == (200, 200)
    assert later.json()["evaluation"]["generation"]["source"] == "llm"
    assert again.json()["evaluation"] == later.json()["evaluation"]
    assert wire.openai.asked_times + wire.claude.asked_times == asked


async def test_the_same_key_again_evaluates_the_answer_that_is_there(
    modelled: WithResumes, wire: WireServer, judge: Judge
) -> None:
    practice = await practise(modelled)
    first, key = practice.questions[0], {"Idempotency-Key": "one"}
    fail(wire)
    failed = await practice.send(key, question_id=first, text=TEXT)
    recover(wire, judge)

    again = await practice.send(key, question_id=first, text=TEXT)

    assert (failed.status_code, again.status_code) == (503, 201)
    assert again.json()["evaluation"] is not None
    assert [one["id"] for one in (await modelled.service.get(f"{practice.path}/answers")).json()["items"]] == [
        failed.json()["answer_id"]
    ]


async def test_a_stream_whose_models_all_fail_ends_with_the_problem(modelled: WithResumes, wire: WireServer) -> None:
    practice = await practise(modelled)
    fail(wire)

    told_events = await streamed(practice, "/answers", {"question_id": practice.questions[0], "text": TEXT})

    (stored, *_, last) = told_events
    assert (stored[0], last[0], last[1]["code"]) == ("answer", "failed", "LLM_UNAVAILABLE")
    assert last[1]["answer_id"] == stored[1]["id"]


async def test_an_evaluation_counts_in_the_quota(running: Run) -> None:
    async with running(quota=2) as modelled:
        # The set of questions was the first.
        practice = await practise(modelled)
        first = await practice.answer(text=TEXT)
        second = await practice.answer(text=TEXT)
        path = f"{practice.path}/answers"

        assert first["evaluation"] is not None
        assert second["evaluation"] is None
        late = await modelled.service.post(f"{path}/{second['id']}/evaluation")
        assert_problem(late, 429, "QUOTA_EXCEEDED")
        assert (await modelled.service.post(f"{path}/{first['id']}/evaluation")).status_code == 200


async def test_reading_asks_no_model(modelled: WithResumes, wire: WireServer, judge: Judge) -> None:
    practice = await practise(modelled)
    fail(wire)
    await practice.send(text=TEXT)
    recover(wire, judge)
    asked = wire.openai.asked_times

    (read,) = (await modelled.service.get(f"{practice.path}/answers")).json()["items"]
    report = await modelled.service.get(f"{practice.path}/report")

    assert (read["evaluation"], report.status_code, wire.openai.asked_times) == (None, 200, asked)


async def test_what_cannot_be_evaluated(modelled: WithResumes, wire: WireServer) -> None:
    practice, mock = await practise(modelled), await practise(modelled, mode="mock")
    asked = wire.openai.asked_times
    skipped = await practice.answer(skip=True)

    async def evaluate(session: str, identifier: str, **headers: str) -> httpx.Response:
        path = f"/sessions/{session}/answers/{identifier}/evaluation"
        return await modelled.service.post(path, headers=headers)

    own, other = practice.session["id"], mock.session["id"]
    for headers in ({}, STREAM):
        assert_problem(await evaluate(own, skipped["id"], **headers), 409, "NOTHING_TO_EVALUATE")
        assert_problem(await evaluate(own, NOBODY, **headers), 404, "ANSWER_NOT_FOUND")
        assert_problem(await evaluate(other, skipped["id"], **headers), 404, "ANSWER_NOT_FOUND")
        assert_problem(await evaluate(NOBODY, skipped["id"], **headers), 404, "SESSION_NOT_FOUND")
    assert wire.openai.asked_times == asked
    answered = await mock.answer(text=TEXT)
    assert_problem(await evaluate(other, answered["id"]), 409, "WRONG_SESSION_STATE")


async def test_a_client_that_goes_frees_the_providers_and_its_answer_is_kept(
    modelled: WithResumes, wire: WireServer
) -> None:
    practice = await practise(modelled)
    wire.openai.piece, wire.openai.pace = 8, 0.05
    body = {"question_id": practice.questions[0], "text": TEXT}

    async with practice.client.stream("POST", f"{practice.path}/answers", headers=STREAM, json=body) as response:
        async for name, _ in events(response):
            if name == "dimension":
                break

    await wire.openai.disconnected()
    (kept,) = (await modelled.service.get(f"{practice.path}/answers")).json()["items"]
    assert (kept["text"], kept["evaluation"]) == (TEXT, None)
    wire.openai.pace = 0
    evaluated = await streamed(practice, f"/answers/{kept['id']}/evaluation")
    assert evaluated[-1][0] == "completed"
    assert evaluated[-1][1]["evaluation"] is not None


async def test_nothing_stays_of_an_answer_whose_resume_is_deleted_while_models_write(
    modelled: WithResumes, wire: WireServer, mongod: Mongod, database_name: str
) -> None:
    practice = await practise(modelled)
    wire.openai.piece, wire.openai.pace = 8, 0.02
    body = {"question_id": practice.questions[0], "text": TEXT}

    told_events: list[Event] = []
    async with practice.client.stream("POST", f"{practice.path}/answers", headers=STREAM, json=body) as response:
        async for event in events(response):
            if not told_events:
                await modelled.resumes.delete(f"/{practice.session['resume_id']}")
            told_events.append(event)

    assert (told_events[-1][0], told_events[-1][1]["code"]) == ("failed", "SESSION_NOT_FOUND")
    async with connect(ServiceSettings(mongodb_url=SecretStr(mongod.url)), database_name) as database:
        assert await database["answers"].count_documents({}) == 0


async def test_of_two_evaluations_at_once_one_stands(modelled: WithResumes, wire: WireServer, judge: Judge) -> None:
    practice = await practise(modelled)
    fail(wire)
    path = f"{practice.path}/answers/{(await practice.send(text=TEXT)).json()['answer_id']}"
    recover(wire, judge)

    judge.seen.clear()
    both = await asyncio.gather(*(modelled.service.post(f"{path}/evaluation") for _ in range(2)))

    assert [one.status_code for one in both] == [200, 200]
    assert both[0].json()["evaluation"] == both[1].json()["evaluation"]
    assert (await modelled.service.get(path)).json()["evaluation"] == both[0].json()["evaluation"]
    assert len(judge.seen) == REQUESTS


async def test_what_was_said_is_in_no_log_of_a_model(
    modelled: WithResumes, wire: WireServer, capfd: pytest.CaptureFixture[str]
) -> None:
    practice = await practise(modelled)
    said = f"{TEXT} 은하수삼백열두번지에서 측정했습니다."

    await practice.answer(text=said)
    fail(wire)
    await practice.send(text=said)

    logged = capfd.readouterr()
    assert "answer_evaluation" in logged.out
    assert "은하수" not in logged.out + logged.err


async def test_the_first_judgement_comes_soon(modelled: WithResumes, wire: WireServer, full_speed: None) -> None:
    del full_speed
    practice = await practise(modelled)
    # 200 characters a second, as models write Korean.
    wire.openai.delay, wire.openai.piece, wire.openai.pace = 1.0, 16, 0.08
    body = {"question_id": practice.questions[0], "text": TEXT}

    started, seen = perf_counter(), dict[str, float]()
    async with practice.client.stream("POST", f"{practice.path}/answers", headers=STREAM, json=body) as response:
        async for name, _ in events(response):
            seen.setdefault(name, perf_counter() - started)

    assert seen["answer"] < 1.0
    assert seen["dimension"] <= SECONDS


async def test_an_evaluation_asked_for_with_a_key_does_not_outlive_its_session(
    modelled: WithResumes, wire: WireServer, judge: Judge, mongod: Mongod, database_name: str
) -> None:
    practice = await practise(modelled)
    fail(wire)
    failed = (await practice.send(text=TEXT)).json()
    recover(wire, judge)
    path, key = f"{practice.path}/answers/{failed['answer_id']}/evaluation", {"Idempotency-Key": "k"}

    first = await modelled.service.post(path, headers=key)
    again = await modelled.service.post(path, headers=key)
    await modelled.service.delete(practice.path)

    assert again.json()["evaluation"] == first.json()["evaluation"] is not None
    assert_problem(await modelled.service.post(path, headers=key), 404, "SESSION_NOT_FOUND")
    async with connect(ServiceSettings(mongodb_url=SecretStr(mongod.url)), database_name) as database:
        kept = [one async for one in database["idempotency"].find({"_id.path": {"$regex": "evaluation$"}})]
    assert [one.get("answer") for one in kept] == [None]
