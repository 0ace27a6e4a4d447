"""Processes come and go; clients do not notice, or are told so."""

import asyncio
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from shared.testing.problems import assert_problem
from stack.running import RunningStack, running_stack

CLIENTS = 6


@pytest.fixture
def twins(tmp_path: Path) -> Iterator[RunningStack]:
    with running_stack(tmp_path, replicas={"resume": 2}) as stack:
        yield stack


async def load(client: httpx.AsyncClient, example: dict[str, Any], posts: bool, until: asyncio.Event) -> list[int]:
    """Ask without a pause until told to stop, and some more; return the statuses."""
    statuses: list[int] = []
    after = 0
    while after < 20:
        after += until.is_set()
        statuses.append((await client.get("/api/v1/resumes", params={"limit": 1})).status_code)
        if posts:
            statuses.append((await client.post("/api/v1/resumes", json=example)).status_code)
    return statuses


@pytest.mark.parametrize(("how", "posts"), [(signal.SIGTERM, True), (signal.SIGKILL, False)])
async def test_no_request_fails_when_one_of_two_processes_ends_under_load(
    twins: RunningStack, example: dict[str, Any], how: signal.Signals, posts: bool
) -> None:
    ended = asyncio.Event()
    async with twins.client() as client:
        clients = [asyncio.create_task(load(client, example, posts, ended)) for _ in range(CLIENTS)]
        for _ in range(40):
            await client.get("/api/v1/resumes", params={"limit": 1})
        await asyncio.to_thread(twins.end, "resume-2", how)
        ended.set()
        statuses = [status for done in await asyncio.gather(*clients) for status in done]

    assert set(statuses) == ({200, 201} if posts else {200})
    assert '"status":200' in twins.log("resume-2")


async def test_a_service_without_any_process_is_a_503_problem(twins: RunningStack, example: dict[str, Any]) -> None:
    async with twins.client() as client:
        resume = (await client.post("/api/v1/resumes", json=example)).json()
        twins.end("resume-1", signal.SIGKILL)
        twins.end("resume-2", signal.SIGKILL)

        direct = [await client.get(f"/api/v1/resumes/{resume['id']}") for _ in range(10)]
        through = await client.post(f"/api/v1/interview/{resume['id']}/questions")

        for answer in direct:
            assert_problem(answer, 503, "SERVICE_UNREACHABLE")
        assert_problem(through, 503, "RESUME_SERVICE_UNAVAILABLE")
        assert (await client.get("/api/v1/learning/health")).status_code == 200
