"""An answer is evaluated by one request at a time, whichever process it reaches; MongoDB is real."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from interview_service.answers.crud import AnswerCrud
from pydantic import SecretStr

from shared.config.base import ServiceSettings
from shared.core.ids import new_id
from shared.database.connection import Database, connect
from shared.database.idempotency import LEASE_TIME
from shared.testing.models.evaluations import Judge
from shared.testing.mongod import Mongod
from shared.testing.practising import Practice, practise
from shared.testing.problems import assert_problem
from shared.testing.services import WithResumes
from shared.testing.wire import WireServer

from .conftest import Run
from .test_evaluating_api import DIMENSIONS, REQUESTS, TEXT, fail, recover, streamed

NOW = datetime(2026, 11, 30, 9, 0, tzinfo=UTC)
OWNER = "local"


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
async def database(mongod: Mongod, database_name: str) -> AsyncIterator[Database]:
    async with connect(ServiceSettings(mongodb_url=SecretStr(mongod.url)), database_name) as database:
        yield database


async def kept(services: WithResumes, wire: WireServer, judge: Judge) -> tuple[Practice, UUID]:
    """Return a session with an answer that no model has evaluated."""
    practice = await practise(services)
    fail(wire)
    answer_id = (await practice.send(text=TEXT)).json()["answer_id"]
    recover(wire, judge)
    judge.seen.clear()
    return practice, UUID(answer_id)


async def test_of_many_claims_one_holds_until_it_ends_or_is_let_go(services: WithResumes, database: Database) -> None:
    answer_id = UUID((await (await practise(services)).answer(text=TEXT))["id"])
    await database["answers"].update_one({"_id": answer_id}, {"$set": {"evaluation": None}})
    clock = Clock()
    answers = AnswerCrud(database, clock)
    first, second = new_id(), new_id()

    at_once = await asyncio.gather(*(answers.claim(OWNER, answer_id, new_id()) for _ in range(20)))
    assert Counter(at_once) == {"mine": 1, "held": 19}
    clock.now += LEASE_TIME
    assert await answers.claim(OWNER, answer_id, first) == "mine"
    clock.now += LEASE_TIME - timedelta(milliseconds=1)
    assert await answers.claim(OWNER, answer_id, second) == "held"
    # Renewed, it lasts longer.
    assert await answers.claim(OWNER, answer_id, first) == "mine"
    clock.now += LEASE_TIME - timedelta(milliseconds=1)
    await answers.disclaim(OWNER, answer_id, second)
    assert await answers.claim(OWNER, answer_id, second) == "held"
    await answers.disclaim(OWNER, answer_id, first)
    assert await answers.claim(OWNER, answer_id, second) == "mine"
    assert await answers.claim("other", answer_id, first) == "over"


async def test_two_processes_pay_for_one_evaluation(running: Run, wire: WireServer, judge: Judge) -> None:
    async with running() as one, running() as other:
        practice, answer_id = await kept(one, wire, judge)
        wire.openai.piece, wire.openai.pace = 8, 0.005
        path = f"{practice.path}/answers/{answer_id}/evaluation"

        responses = await asyncio.gather(*(client.service.post(path) for client in (one, other, one, other)))

    evaluations = [response.json()["evaluation"] for response in responses]
    assert [response.status_code for response in responses] == [200] * 4
    assert [evaluation == evaluations[0] for evaluation in evaluations] == [True] * 4
    assert evaluations[0]["generation"]["source"] == "llm"
    assert len(judge.seen) == REQUESTS


async def test_whoever_waits_on_a_stream_gets_every_judgement(
    modelled: WithResumes, wire: WireServer, judge: Judge
) -> None:
    practice, answer_id = await kept(modelled, wire, judge)
    path = f"/answers/{answer_id}/evaluation"

    both = await asyncio.gather(*(streamed(practice, path) for _ in range(2)))

    names = [[name for name, _ in told if name != "progress"] for told in both]
    assert names == [[*["dimension"] * DIMENSIONS, "completed"]] * 2
    assert both[0][-1][1]["evaluation"] == both[1][-1][1]["evaluation"]
    assert len(judge.seen) == REQUESTS


async def test_a_claim_of_a_dead_process_ends(
    modelled: WithResumes, wire: WireServer, judge: Judge, database: Database
) -> None:
    practice, answer_id = await kept(modelled, wire, judge)
    assert await AnswerCrud(database).claim(OWNER, answer_id, new_id()) == "mine"

    # Nobody renews it. The service waits for it to expire, and not for longer.
    async with asyncio.timeout(LEASE_TIME.total_seconds() + 10):
        evaluated = await modelled.service.post(f"{practice.path}/answers/{answer_id}/evaluation")

    assert evaluated.status_code == 200
    assert evaluated.json()["evaluation"]["generation"]["source"] == "llm"
    document = await database["answers"].find_one({"_id": answer_id})
    assert document is not None
    assert "claim" not in document


async def test_after_a_failure_whoever_waited_asks_for_themselves(
    modelled: WithResumes, wire: WireServer, judge: Judge
) -> None:
    practice, answer_id = await kept(modelled, wire, judge)
    fail(wire)
    path = f"{practice.path}/answers/{answer_id}/evaluation"

    failed = await asyncio.gather(*(modelled.service.post(path) for _ in range(2)))
    recover(wire, judge)
    evaluated = await modelled.service.post(path)

    for response in failed:
        assert_problem(response, 503, "LLM_UNAVAILABLE")
    assert evaluated.status_code == 200


async def test_an_answer_that_is_deleted_while_somebody_waits_is_gone(
    modelled: WithResumes, wire: WireServer, judge: Judge, database: Database
) -> None:
    practice, answer_id = await kept(modelled, wire, judge)
    holder, answers = new_id(), AnswerCrud(database)
    assert await answers.claim(OWNER, answer_id, holder) == "mine"

    waiting = asyncio.create_task(modelled.service.post(f"{practice.path}/answers/{answer_id}/evaluation"))
    await answers.forget(OWNER, UUID(practice.session["id"]))

    assert_problem(await waiting, 404, "ANSWER_NOT_FOUND")
    assert judge.seen == []
