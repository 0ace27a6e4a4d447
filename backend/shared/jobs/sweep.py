"""The sweep: queues what a crash left between the document and the queue."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from random import uniform

import structlog
from pymongo.errors import PyMongoError

from shared.jobs.crud import LEASE_SECONDS, JobCrud
from shared.jobs.errors import JobsUnavailable, QueueFull
from shared.jobs.models import Job
from shared.jobs.queue import JobQueue

EVERY_SECONDS = 5.0
FORGOTTEN = timedelta(seconds=LEASE_SECONDS)
"""Age from which on a job is missed: its process has had time to queue it, and the queue to deliver it again."""

LOST = timedelta(seconds=60)
AT_ONCE = 500

logger = structlog.stdlib.get_logger(__name__)


class Sweep:
    """Looks for jobs that no worker knows of. Every worker process runs one; they need no agreement."""

    def __init__(self, crud: JobCrud, queue: JobQueue, kinds: Sequence[str], forgotten: timedelta = FORGOTTEN) -> None:
        self._crud = crud
        self._queue = queue
        self._kinds = kinds
        self._forgotten = forgotten

    async def run(self) -> None:
        """Sweep every few seconds until it is cancelled."""
        while True:
            # Jitter, so that workers that were started together do not all look at once.
            await asyncio.sleep(uniform(EVERY_SECONDS / 2, EVERY_SECONDS))  # noqa: S311
            try:
                await self.once()
            except (PyMongoError, JobsUnavailable, QueueFull) as error:
                logger.warning("sweep failed", error=type(error).__name__)

    async def once(self) -> int:
        """Queue what is forgotten; return how many jobs that were. Raises `JobsUnavailable`, `QueueFull`."""
        found = await self._crud.forgotten(self._kinds, self._forgotten, AT_ONCE)
        for kind in self._kinds:
            backlog = await self._queue.backlog(kind)
            if backlog.waiting + backlog.taken < await self._crud.count_open(kind):
                # The queue lost some, for example with its disk. One that is queued twice is carried out once.
                found += await self._crud.waiting((kind,), LOST, AT_ONCE)
        for job in found:
            await self._add(job)
        return len(found)

    async def _add(self, job: Job) -> None:
        logger.warning("job queued again", job=str(job.id), kind=job.kind, state=job.state)
        await self._queue.add(job)
        if job.state == "queued":
            await self._crud.published(job.id)
