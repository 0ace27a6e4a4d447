"""Evaluations in the background, by a model, through the real gateway and with real workers."""

import json
import signal
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest
import pytest_asyncio

from shared.testing.jobs.receiver import HOOKS, receiving
from shared.testing.models.evaluations import Judge, told
from shared.testing.models.questions import answer, question
from shared.testing.practising import Practice
from shared.testing.problems import assert_problem
from shared.testing.services import example_resume
from shared.testing.wire import WireServer, environment_for
from stack.running import RunningStack, running_stack

ASYNC = {"Prefer": "respond-async"}
INTERVIEW = "/api/v1/interview"
TEXT = "제가 캐시 만료를 5분으로 정했습니다. 가격이 하루 두 번만 바뀌었기 때문입니다."
DIMENSIONS = 6

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def wire() -> AsyncIterator[WireServer]:
    async with WireServer() as server:
        recover(server)
        yield server


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory, wire: WireServer) -> Iterator[RunningStack]:
    environment = {**environment_for(wire.openai.base_url), **HOOKS}
    with running_stack(tmp_path_factory.mktemp("evaluations"), jobs=True, environment=environment) as running:
        yield running


def recover(wire: WireServer) -> None:
    judge = Judge(level=3)

    def writes(body: dict[str, Any]) -> str:
        instructions, prompt = told(body)
        if prompt.startswith("Write "):
            return answer([question(number) for number in range(5)])
        return judge.write(instructions, prompt)

    wire.openai.answers(writes)


@pytest_asyncio.fixture(loop_scope="module")
async def client(stack: RunningStack) -> AsyncIterator[httpx.AsyncClient]:
    async with stack.client() as client:
        yield client


async def practise(client: httpx.AsyncClient, **body: object) -> Practice:
    """Start a session of three questions without follow-ups."""
    resume = (await client.post("/api/v1/resumes", json=example_resume())).json()
    body = {"questions": {"count": 3}, "follow_ups": 0, **body}
    session = await client.post(f"{INTERVIEW}/{resume['id']}/sessions", json=body)
    assert session.status_code == 201, session.text
    running = await client.patch(f"{INTERVIEW}/sessions/{session.json()['id']}", json={"state": "running"})
    return Practice(client, running.json())


async def send(practice: Practice, headers: dict[str, str] | None = None, **body: object) -> httpx.Response:
    """Answer the current question in the background."""
    current = (await practice.client.get(f"{INTERVIEW}{practice.path}")).json()["current_question"]["id"]
    return await practice.client.post(
        f"{INTERVIEW}{practice.path}/answers",
        json={"question_id": current, **body},
        headers={**ASYNC, **(headers or {})},
    )


async def events(client: httpx.AsyncClient, job: str) -> list[tuple[str, dict[str, Any]]]:
    """Name and data of all events until the end."""
    followed = await client.get(f"{job}/events")
    assert followed.status_code == 200, followed.text
    blocks = [dict(line.split(": ", 1) for line in block.split("\n")) for block in followed.text.strip().split("\n\n")]
    return [(one["event"], json.loads(one["data"])) for one in blocks if one.get("event", "progress") != "progress"]


async def test_an_answer_is_stored_at_once_and_evaluated_in_the_background(
    client: httpx.AsyncClient, wire: WireServer
) -> None:
    practice = await practise(client)
    async with receiving() as receiver:
        accepted = await send(practice, {"Idempotency-Key": "k"}, text=TEXT, callback_url=receiver.url)
        assert (accepted.status_code, accepted.json()["kind"]) == (202, "interview.evaluation")
        session = (await client.get(f"{INTERVIEW}{practice.path}")).json()
        assert session["current_question"]["id"] == practice.questions[1]
        path = accepted.headers["Location"]
        seen = await events(client, path)
        (webhook, *_) = await receiver.got(1)
    job = (await client.get(path)).json()
    stored = (await client.get(job["result_url"])).json()

    assert [name for name, _ in seen] == [*["dimension"] * DIMENSIONS, "completed"]
    assert job["parts"] == [data for name, data in seen if name == "dimension"]
    assert (job["state"], job["result_id"], stored["text"]) == ("succeeded", stored["id"], TEXT)
    assert stored["evaluation"]["generation"]["source"] == "llm"
    assert {name: of for name, of in seen[-1][1].items() if name != "session"} == stored
    assert seen[-1][1]["session"]["id"] == session["id"]
    assert json.loads(webhook.body)["data"]["result_url"] == job["result_url"]
    asked = wire.openai.asked_times
    again = await client.post(
        f"{INTERVIEW}{practice.path}/answers",
        json={"question_id": practice.questions[0], "text": TEXT, "callback_url": receiver.url},
        headers={**ASYNC, "Idempotency-Key": "k"},
    )
    assert (again.status_code, again.headers["Location"], wire.openai.asked_times) == (202, path, asked)


async def test_a_missing_evaluation_is_made_in_the_background_and_an_old_one_returned(
    client: httpx.AsyncClient, wire: WireServer
) -> None:
    practice = await practise(client)
    wire.openai.fails("invalid_request")
    failed = await practice.client.post(
        f"{INTERVIEW}{practice.path}/answers", json={"question_id": practice.questions[0], "text": TEXT}
    )
    evaluation = f"{INTERVIEW}{practice.path}/answers/{failed.json()['answer_id']}/evaluation"
    recover(wire)

    accepted = await client.post(evaluation, headers=ASYNC)
    assert accepted.status_code == 202, accepted.text
    seen = await events(client, accepted.headers["Location"])
    done = await client.post(evaluation, headers=ASYNC)

    assert seen[-1][0] == "completed"
    assert (done.status_code, done.json()["evaluation"]) == (200, seen[-1][1]["evaluation"])
    kinds = {job["kind"] for job in (await client.get(f"{INTERVIEW}/jobs")).json()["items"]}
    assert kinds == {"interview.evaluation"}


async def test_a_mock_interview_shows_nothing_of_its_evaluations_before_its_end(client: httpx.AsyncClient) -> None:
    practice = await practise(client, mode="mock")
    path = (await send(practice, text=TEXT)).headers["Location"]

    seen = await events(client, path)
    job = (await client.get(path)).json()

    assert [(name, data["evaluation"]) for name, data in seen] == [("completed", None)]
    assert (job["state"], job["parts"]) == ("succeeded", [])
    for _ in practice.questions[1:]:
        skipped = await send(practice, skip=True)
        assert skipped.status_code == 201, skipped.text
    assert (await client.get(job["result_url"])).json()["evaluation"] is not None


async def test_a_killed_worker_leaves_its_evaluation_to_the_next(
    stack: RunningStack, client: httpx.AsyncClient, wire: WireServer
) -> None:
    practice = await practise(client)
    asked = wire.openai.asked_times
    wire.openai.fails("hang")
    path = (await send(practice, text=TEXT)).headers["Location"]
    await wire.openai.asked(asked + 1)
    stack.end("interview-worker-1", signal.SIGKILL)
    recover(wire)
    stack.again("interview-worker-1")

    seen = await events(client, path)

    assert [name for name, _ in seen] == [*["dimension"] * DIMENSIONS, "completed"]
    job = (await client.get(path)).json()
    assert (job["state"], job["attempts"]) == ("succeeded", 2)


async def test_a_deleted_session_takes_the_jobs_of_its_answers_along(client: httpx.AsyncClient) -> None:
    practice = await practise(client)
    path = (await send(practice, text=TEXT)).headers["Location"]
    assert (await events(client, path))[-1][0] == "completed"

    assert (await client.delete(f"{INTERVIEW}{practice.path}")).status_code == 204
    assert_problem(await client.get(path), 404, "JOB_NOT_FOUND")


async def test_without_the_queue_no_answer_is_stored(stack: RunningStack, client: httpx.AsyncClient) -> None:
    practice = await practise(client)
    assert stack.nats is not None
    stack.nats.kill()

    refused = await send(practice, text=TEXT)

    assert_problem(refused, 503, "JOBS_UNAVAILABLE")
    session = (await client.get(f"{INTERVIEW}{practice.path}")).json()
    assert session["current_question"]["id"] == practice.questions[0]
    stack.nats.restart()
