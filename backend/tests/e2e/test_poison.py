"""A job that ends its worker every time: the workers are real processes, and each is killed in the middle of it."""

import asyncio
import signal
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from shared.jobs.__main__ import OperatorSettings, parsed, run
from shared.jobs.models import MAX_ATTEMPTS
from shared.testing.models.questions import answer, question
from shared.testing.services import example_resume
from shared.testing.wire import WireServer, environment_for
from stack.running import RunningStack, running_stack

WORKER = "interview-worker-1"
PATIENCE_SECONDS = 60
"""Until a killed worker's lease has run out and the next one has the job."""


@pytest.fixture
async def wire() -> AsyncIterator[WireServer]:
    async with WireServer() as server:
        server.openai.fails("hang")
        yield server


@pytest.fixture
def stack(tmp_path: Path, wire: WireServer) -> Iterator[RunningStack]:
    with running_stack(tmp_path, jobs=True, environment=environment_for(wire.openai.base_url)) as running:
        yield running


async def test_a_job_that_kills_its_workers_is_given_up_seen_and_made_after_all(
    stack: RunningStack, wire: WireServer, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert stack.nats is not None
    settings = OperatorSettings(mongodb_url=SecretStr(stack.mongod.url), nats_url=SecretStr(stack.nats.url))

    async def operate(*arguments: str) -> str:
        monkeypatch.setattr("sys.argv", ["shared.jobs", *arguments])
        assert await run(parsed(), settings) == 0
        return capsys.readouterr().out

    async with stack.client() as client:
        resume = (await client.post("/api/v1/resumes", json=example_resume())).json()
        accepted = await client.post(
            f"/api/v1/interview/{resume['id']}/questions", json={"count": 2}, headers={"Prefer": "respond-async"}
        )
        path = accepted.headers["Location"]
        for _ in range(MAX_ATTEMPTS):
            async with asyncio.timeout(PATIENCE_SECONDS):
                await wire.openai.asked(wire.openai.asked_times + 1)
            stack.end(WORKER, signal.SIGKILL)
            stack.again(WORKER)
        asked = wire.openai.asked_times

        followed = await client.get(f"{path}/events", timeout=PATIENCE_SECONDS)
        job = (await client.get(path)).json()

        assert "event: failed" in followed.text
        assert (job["state"], job["error"]["code"]) == ("failed", "JOB_POISONED")
        assert wire.openai.asked_times == asked
        assert job["id"] in await operate("dead")
        assert "1 given up" in await operate("status")

        wire.openai.answers(answer([question(number) for number in range(5)]))
        await operate("redrive", job["id"])
        followed = await client.get(f"{path}/events", timeout=PATIENCE_SECONDS)
        assert "event: completed" in followed.text
        assert (await client.get((await client.get(path)).json()["result_url"])).status_code == 200
        assert job["id"] not in await operate("dead")
