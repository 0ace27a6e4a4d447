"""Taking from the queue: each thing is handled in a task of its own, as many of a kind at a time as there are slots."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Sequence
from contextlib import asynccontextmanager
from typing import Any
from uuid import UUID

from shared.jobs.errors import JobsUnavailable
from shared.jobs.queue import Delivery, JobQueue, Taking

RECONNECT_SECONDS = 0.5


class Hands:
    """Takes the jobs of some kinds and has them handled."""

    def __init__(
        self, queue: JobQueue, kinds: Sequence[str], slots: int, handle: Callable[[Delivery], Coroutine[Any, Any, None]]
    ) -> None:
        self._queue = queue
        self._kinds = kinds
        self._slots = slots
        self._handle = handle
        self._stopping = False
        self.running: dict[UUID, asyncio.Task[None]] = {}
        """The tasks that handle jobs now, by the jobs' ids."""

    async def run(self) -> None:
        """Take and handle jobs until it is stopped or cancelled; then cancel and await what it handles."""
        async with asyncio.TaskGroup() as group:
            for kind in self._kinds:
                group.create_task(self._serve(kind))

    def stop(self) -> None:
        """Take no more jobs, also if the cancellation that follows gets lost in a library (python/cpython#86296)."""
        self._stopping = True

    async def _serve(self, kind: str) -> None:
        free = asyncio.Semaphore(self._slots)
        async with _finishing() as tasks:
            while not self._stopping:
                try:
                    async with self._queue.taking(kind) as taking:
                        await self._take(taking, free, tasks)
                except JobsUnavailable:
                    await asyncio.sleep(RECONNECT_SECONDS)

    async def _take(self, taking: Taking, free: asyncio.Semaphore, tasks: set[asyncio.Task[None]]) -> None:
        while not self._stopping:
            await free.acquire()
            delivery = None
            try:
                delivery = await taking.next()
            finally:
                if delivery is None:
                    free.release()
            if delivery is not None:
                task = asyncio.create_task(self._handle(delivery))
                self.running[delivery.job_id] = task
                tasks.add(task)
                task.add_done_callback(lambda done, job_id=delivery.job_id: self._ended(done, job_id, free, tasks))

    def _ended(
        self, task: asyncio.Task[None], job_id: UUID, free: asyncio.Semaphore, tasks: set[asyncio.Task[None]]
    ) -> None:
        tasks.discard(task)
        if self.running.get(job_id) is task:
            del self.running[job_id]
        free.release()


@asynccontextmanager
async def _finishing() -> AsyncGenerator[set[asyncio.Task[None]]]:
    """Yield a set of tasks, and cancel and await those that are in it at the end."""
    tasks: set[asyncio.Task[None]] = set()
    try:
        yield tasks
    finally:
        left = tuple(tasks)
        for task in left:
            task.cancel()
        if left:
            await asyncio.wait(left)
