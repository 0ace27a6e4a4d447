"""Jobs through the real gateway, with workers, a queue and a database that are killed meanwhile."""

import asyncio
import json
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest

from faults.scenario import survive
from shared.testing.jobs.receiver import HOOKS, receiving
from shared.testing.services import example_resume
from shared.web.streaming import BEAT, HEARTBEAT_SECONDS
from stack.running import RunningStack, running_stack

ASYNC = {"Prefer": "respond-async"}
INTERVIEW = "/api/v1/interview"


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    with running_stack(tmp_path_factory.mktemp("jobs"), jobs=True, environment=HOOKS) as running:
        yield running


@pytest.fixture
async def client(stack: RunningStack) -> AsyncIterator[httpx.AsyncClient]:
    async with stack.client() as client:
        yield client


@pytest.fixture
async def questions(client: httpx.AsyncClient) -> str:
    """The path at which questions about a new résumé are made."""
    stored = await client.post("/api/v1/resumes", json=example_resume())
    return f"{INTERVIEW}/{stored.json()['id']}/questions"


async def events(client: httpx.AsyncClient, job: str, after: str = "") -> list[tuple[str, str, dict[str, object]]]:
    """Id, name and data of all events until the stream ends."""
    answer = await client.get(f"{job}/events", headers={"Last-Event-ID": after} if after else {})
    assert answer.status_code == 200, answer.text
    told = [dict(line.split(": ", 1) for line in block.split("\n")) for block in answer.text.strip().split("\n\n")]
    return [(one["id"], one["event"], json.loads(one["data"])) for one in told if "event" in one]


async def test_a_job_is_accepted_followed_and_found_again(client: httpx.AsyncClient, questions: str) -> None:
    accepted = await client.post(questions, headers={**ASYNC, "Idempotency-Key": "k"}, json={"count": 2})
    assert (accepted.status_code, accepted.headers["Preference-Applied"]) == (202, "respond-async")
    path = accepted.headers["Location"]

    told = await events(client, path)
    job = (await client.get(path)).json()
    made = (await client.get(job["result_url"])).json()

    assert [name for _, name, _ in told] == ["progress", "progress", "question", "question", "progress", "completed"]
    assert told[-1][2] == made
    assert job["parts"] == [data for _, name, data in told if name == "question"] == made["questions"]
    assert (job["state"], job["progress"]["done"], job["attempts"]) == ("succeeded", 2, 1)
    again = await client.post(questions, headers={**ASYNC, "Idempotency-Key": "k"}, json={"count": 2})
    assert again.headers["Location"] == path


async def test_a_client_that_comes_back_gets_the_rest_and_then_nothing(
    client: httpx.AsyncClient, questions: str
) -> None:
    path = (await client.post(questions, headers=ASYNC, json={"count": 2})).headers["Location"]
    told = await events(client, path)

    assert await events(client, path, after=told[2][0]) == told[3:]
    done = await client.get(f"{path}/events", params={"last_event_id": told[-1][0]})
    assert (done.status_code, done.content) == (204, b"")
    unknown = await client.get(f"{path}/events", headers={"Last-Event-ID": "soon"})
    assert (unknown.status_code, unknown.json()["code"]) == (400, "INVALID_EVENT_ID")


async def test_a_deleted_set_is_not_shown_by_its_job(client: httpx.AsyncClient, questions: str) -> None:
    path = (await client.post(questions, headers=ASYNC)).headers["Location"]
    made = (await events(client, path))[-1][2]

    assert (await client.delete(f"{INTERVIEW}/question-sets/{made['id']}")).status_code == 204
    assert (await client.get(path)).status_code == 404


async def test_a_waiting_job_can_be_cancelled_and_an_ended_one_cannot(
    stack: RunningStack, client: httpx.AsyncClient, questions: str
) -> None:
    ended = (await client.post(questions, headers=ASYNC)).headers["Location"]
    await events(client, ended)
    stack.end("interview-worker-1", signal.SIGKILL)
    waiting = (await client.post(questions, headers=ASYNC)).headers["Location"]

    listed = (await client.get(f"{INTERVIEW}/jobs", params={"state": "queued"})).json()["items"]
    assert [waiting.endswith(job["id"]) for job in listed] == [True]
    assert (await client.delete(waiting)).status_code == 204
    assert [name for _, name, _ in await events(client, waiting)] == ["cancelled"]
    refused = await client.delete(ended)
    assert (refused.status_code, refused.json()["code"]) == (409, "JOB_FINISHED")
    stack.again("interview-worker-1")


async def test_a_stream_that_has_nothing_to_tell_yet_begins_at_once(
    stack: RunningStack, client: httpx.AsyncClient, questions: str
) -> None:
    stack.end("interview-worker-1", signal.SIGKILL)
    waiting = (await client.post(questions, headers=ASYNC)).headers["Location"]

    async with asyncio.timeout(HEARTBEAT_SECONDS / 2), client.stream("GET", f"{waiting}/events") as answer:
        assert answer.status_code == 200
        assert await anext(answer.aiter_bytes()) == BEAT
    assert (await client.delete(waiting)).status_code == 204
    stack.again("interview-worker-1")


async def test_the_end_of_a_job_is_told_although_its_worker_is_killed_meanwhile(
    stack: RunningStack, client: httpx.AsyncClient, questions: str
) -> None:
    async with receiving() as receiver:
        receiver.silent = True
        wish = {"count": 1, "callback_url": receiver.url}
        accepted = await client.post(questions, headers=ASYNC, json=wish)
        await receiver.got(1)
        stack.end("interview-worker-1", signal.SIGKILL)
        receiver.silent = False
        stack.again("interview-worker-1")
        first, second = await receiver.got(2)
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    message = json.loads(first.body)
    job = (await client.get(accepted.headers["Location"])).json()
    told = {name: job[name] for name in ("id", "kind", "state", "resume_id", "result_id", "result_url")}
    assert message["data"] == {**told, "url": accepted.headers["Location"]}
    assert (message["type"], message["timestamp"]) == ("job.succeeded", job["finished_at"])


async def test_a_callback_is_refused_where_none_can_be_made(client: httpx.AsyncClient, questions: str) -> None:
    for headers, url in (({}, "https://example.com/"), (ASYNC, "https://10.0.0.1/"), (ASYNC, "https://u:p@a.example/")):
        refused = await client.post(questions, headers=headers, json={"callback_url": url})
        assert (refused.status_code, refused.json()["code"]) == (422, "CALLBACK_REFUSED")
        assert refused.json()["errors"][0]["pointer"] == "/callback_url"


async def test_metrics_are_on_the_services_own_port(stack: RunningStack) -> None:
    async with httpx.AsyncClient(trust_env=False) as direct:
        for name, kind in (("interview", "interview.questions"), ("learning", "learning.path")):
            told = (await direct.get(f"http://127.0.0.1:{stack.ports[f'{name}-1']}/metrics")).text
            assert f'jobs_queued{{kind="{kind}"}} 0.0' in told
            assert 'jobs_up{source="queue"} 1.0' in told


async def test_without_the_queue_everything_but_jobs_works(
    stack: RunningStack, client: httpx.AsyncClient, questions: str
) -> None:
    path = (await client.post(questions, headers=ASYNC, json={"count": 2})).headers["Location"]
    told = await events(client, path)
    assert stack.nats is not None
    stack.nats.kill()
    try:
        refused = await client.post(questions, headers=ASYNC)
        assert (refused.status_code, refused.json()["code"]) == (503, "JOBS_UNAVAILABLE")
        assert (await client.post(questions)).status_code == 201
        ready = await client.get(f"{INTERVIEW}/ready")
        assert (ready.status_code, ready.json()["status"], ready.json()["checks"]["jobs"]) == (
            200,
            "degraded",
            "degraded",
        )
        # An ended job is told from its document.
        assert [name for _, name, _ in await events(client, path)] == ["question", "question", "completed"]
        assert (await events(client, path))[-1][2] == told[-1][2]
    finally:
        stack.nats.restart()


async def test_jobs_end_once_whatever_is_killed(tmp_path: Path) -> None:
    outcome = await survive(tmp_path, jobs=8, kills=5, seed=7)
    assert outcome.wrong == []
    assert outcome.states == {"succeeded": 8}
    assert outcome.kills.total() == 5
    assert len(outcome.told) == 8
