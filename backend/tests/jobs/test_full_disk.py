"""A queue whose disk is full: jobs are refused with a clear error, and none that was accepted is lost."""

import asyncio
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from shared.core.paging import Page
from shared.database.connection import Database
from shared.jobs.errors import JobsUnavailable
from shared.jobs.models import Job, JobEvent
from shared.testing.breaking import running
from shared.testing.jobs.nats import NatsServer
from shared.testing.jobs.poems import OWNER, Press, press_of

ROOM_BYTES = 16_384
MAX_JOBS = 500
Process = subprocess.Popen[bytes]
PAUSE_SECONDS = 0.05


LIMITED = (
    "import os, resource, sys\n"
    f"resource.setrlimit(resource.RLIMIT_FSIZE, ({ROOM_BYTES}, {ROOM_BYTES}))\n"
    "os.execv(sys.argv[1], sys.argv[1:])\n"
)
"""Starts a program whose files cannot grow beyond `ROOM_BYTES`, which it meets as it meets a full disk."""


class CrampedNats(NatsServer):
    """A server that has little room until it is started again."""

    @staticmethod
    def begin(port: int, directory: Path, before: Sequence[str] = (sys.executable, "-c", LIMITED)) -> Process:
        """Start it and return when it takes connections."""
        return NatsServer.begin(port, directory, before)

    def restart(self) -> None:
        """Start it again, with room."""
        self.process = NatsServer.begin(self.port, self.directory)


async def ended(press: Press, job: Job) -> list[JobEvent]:
    """The events of a job, as soon as they can be followed."""
    while True:
        try:
            return await press.events(job)
        except JobsUnavailable:
            await asyncio.sleep(PAUSE_SECONDS)


async def test_a_full_disk_refuses_jobs_and_loses_none(database: Database) -> None:
    accepted: list[Job] = []

    async def order_on(press: Press) -> None:
        for _ in range(MAX_JOBS):
            accepted.append(await press.order("roses"))  # noqa: PERF401  those before the one that is refused count

    with running(CrampedNats) as server:
        async with press_of(database, server.url, max_jobs=MAX_JOBS) as press:
            with pytest.raises(JobsUnavailable):
                await order_on(press)
            stored = (await press.service.list(OWNER, None, Page(100, None))).items
            server.kill()
            server.restart()
            async with press.working():
                ends = [(await ended(press, job))[-1].type for job in accepted]
    assert accepted
    assert ends == ["completed"] * len(accepted)
    assert {job.id for job in stored} == {job.id for job in accepted}
