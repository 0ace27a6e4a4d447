"""A queue whose disk is full: jobs are refused with a clear error, and none that was accepted is lost."""

import asyncio
import resource
import sys

import pytest

from shared.core.paging import Page
from shared.database.connection import Database
from shared.jobs.errors import JobsUnavailable
from shared.jobs.models import Job, JobEvent
from shared.testing.jobs.nats import NatsServer, running_nats
from shared.testing.jobs.poems import OWNER, Press, press_of

ROOM_BYTES = 4096
MAX_JOBS = 500
PAUSE_SECONDS = 0.05


def fill(server: NatsServer, room: int) -> None:
    """Let no file of the server grow beyond `room` bytes, which it meets as it meets a full disk."""
    resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (room, resource.RLIM_INFINITY))


async def ended(press: Press, job: Job) -> list[JobEvent]:
    """The events of a job, as soon as they can be followed."""
    while True:
        try:
            return await press.events(job)
        except JobsUnavailable:
            await asyncio.sleep(PAUSE_SECONDS)


@pytest.mark.skipif(sys.platform != "linux", reason="prlimit is Linux's")
async def test_a_full_disk_refuses_jobs_and_loses_none(database: Database) -> None:
    accepted: list[Job] = []

    async def order_on(press: Press) -> None:
        for _ in range(MAX_JOBS):
            accepted.append(await press.order("roses"))  # noqa: PERF401  those before the one that is refused count

    with running_nats() as server:
        async with press_of(database, server.url, max_jobs=MAX_JOBS) as press:
            accepted.append(await press.order("roses"))
            fill(server, ROOM_BYTES)
            with pytest.raises(JobsUnavailable):
                await order_on(press)
            stored = (await press.service.list(OWNER, None, Page(100, None))).items
            server.kill()
            # Without the limit: there is room again.
            server.restart()
            async with press.working():
                ends = [(await ended(press, job))[-1].type for job in accepted]
    assert ends == ["completed"] * len(accepted)
    assert {job.id for job in stored} == {job.id for job in accepted}
