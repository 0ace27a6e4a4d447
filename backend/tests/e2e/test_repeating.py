"""A process is killed in the middle of a generation, and the same request comes again."""

import asyncio
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from time import monotonic
from typing import Any

import httpx
import pytest

from shared.testing.models.questions import answer, question
from shared.testing.wire import KEYS, Answers, Fails, WireServer
from stack.running import RunningStack, running_stack

KEY = {"Idempotency-Key": "1c7a5c0e-once-and-no-more"}
PATIENCE_SECONDS = 20


@pytest.fixture
async def wire() -> AsyncIterator[WireServer]:
    """A model that never answers its first request, and all others."""
    async with WireServer() as server:
        server.openai.script([Fails("hang"), Answers(answer([question(number) for number in range(5)]))])
        yield server


@pytest.fixture
async def twins(tmp_path: Path, wire: WireServer) -> AsyncIterator[RunningStack]:
    """Two processes of interview-service."""
    environment = {
        "OPENAI_API_KEY": KEYS["openai"],
        "OPENAI_BASE_URL": wire.openai.base_url,
        "OPENAI_TIMEOUT_SECONDS": "60",
        "LLM_HEDGE_SHARE": "0",
    }
    with running_stack(tmp_path, replicas={"interview": 2}, environment=environment) as stack:
        yield stack


async def test_a_process_that_is_killed_frees_its_work_within_seconds(
    twins: RunningStack, wire: WireServer, example: dict[str, Any]
) -> None:
    async with (
        twins.client() as gateway,
        httpx.AsyncClient(base_url=f"http://127.0.0.1:{twins.ports['interview-1']}", trust_env=False) as doomed,
    ):
        resume = (await gateway.post("/api/v1/resumes", json=example)).json()["id"]
        path = f"/api/v1/interview/{resume}/questions"
        first = asyncio.create_task(doomed.post(path, headers=KEY, timeout=PATIENCE_SECONDS))
        async with asyncio.timeout(PATIENCE_SECONDS):
            await wire.openai.asked()
        await asyncio.to_thread(twins.end, "interview-1", signal.SIGKILL)
        with pytest.raises(httpx.TransportError):
            await first
        killed = monotonic()

        again = await gateway.post(path, headers=KEY)

        assert monotonic() - killed < 5
        assert (again.status_code, again.json()["generation"]["source"]) == (201, "llm")
        made = (await gateway.get(path)).json()["items"]
        assert [one["id"] for one in made] == [again.json()["id"]]
        assert (await gateway.post(path, headers=KEY)).content == again.content
        assert len(wire.openai.requests) == 2
