"""The delivery of webhooks, by the queue that also carries the jobs: attempts, pauses, and what a crash left."""

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from random import uniform
from uuid import UUID

import structlog
from pymongo.errors import PyMongoError

from shared.core.clock import utc_now
from shared.core.ids import new_id
from shared.jobs.errors import JobsUnavailable, QueueFull
from shared.jobs.models import Job, JobUrls
from shared.jobs.queue import Delivery, JobQueue
from shared.jobs.taking import Hands
from shared.jobs.webhooks.crud import LEASE_SECONDS, CallbackCrud
from shared.jobs.webhooks.schemas import JobWebhook
from shared.jobs.webhooks.sending import Refusal, Sender

PAUSES_SECONDS = (5, 30, 120, 600, 3600, 4 * 3600, 12 * 3600)
"""Before each further attempt; the last one is made most of a day after the first."""

SLOTS = 32
ACK_SECONDS = LEASE_SECONDS
SWEEP_SECONDS = 5.0
OVERDUE = timedelta(seconds=30)
AT_ONCE = 500
AGAIN_SECONDS = 1.0

logger = structlog.stdlib.get_logger(__name__)


class Postman:
    """Tells owners of the ends of their jobs. Every worker process runs one."""

    def __init__(
        self,
        crud: CallbackCrud,
        queue: JobQueue,
        sender: Sender,
        urls: Mapping[str, JobUrls],
        overdue: timedelta = OVERDUE,
    ) -> None:
        self._crud = crud
        self._queue = queue
        self._sender = sender
        self._urls = urls
        self._overdue = overdue
        self._hands = Hands(queue, tuple(urls), SLOTS, self._handle)

    async def run(self) -> None:
        """Deliver until it is stopped or cancelled."""
        async with asyncio.TaskGroup() as group:
            group.create_task(self._hands.run())
            group.create_task(self._sweep())

    def stop(self) -> None:
        """Begin no more attempts."""
        self._hands.stop()

    async def once(self) -> int:
        """Queue the webhooks that a crash or a full queue left; return how many.

        Raises `JobsUnavailable`, `QueueFull`.
        """
        found = await self._crud.overdue(tuple(self._urls), self._overdue, AT_ONCE)
        for job in found:
            await self._queue.add(job)
        return len(found)

    async def _sweep(self) -> None:
        while True:
            await asyncio.sleep(uniform(SWEEP_SECONDS / 2, SWEEP_SECONDS))  # noqa: S311  as of jobs
            try:
                await self.once()
            except (PyMongoError, JobsUnavailable, QueueFull) as error:
                logger.warning("sweep of webhooks failed", error=type(error).__name__)

    async def _handle(self, delivery: Delivery) -> None:
        """Make an attempt if one is due; the message stays in the queue until there is nothing more to tell."""
        try:
            pause = await self._attempted(delivery.job_id)
        except asyncio.CancelledError:
            await delivery.again(0)
            raise
        except PyMongoError as error:
            logger.warning("webhook put back", job=str(delivery.job_id), error=type(error).__name__)
            pause = AGAIN_SECONDS
        if pause is None:
            await delivery.done()
        else:
            await delivery.again(pause)

    async def _attempted(self, job_id: UUID) -> float | None:
        """Return the seconds until the next attempt, or `None` if there is to be none. Raises `PyMongoError`."""
        holder = new_id()
        # Shielded here and below, because a cancellation must not reach the driver (python/cpython#86296).
        job = await asyncio.shield(self._crud.claim(job_id, holder))
        if job is None or job.callback is None:
            return await self._wait(job_id)
        try:
            refusal = await self._sender.send(job.callback.url, message_id(job), body(job, self._urls[job.kind]))
        except asyncio.CancelledError:
            await asyncio.shield(self._crud.put_off(job_id, holder, 0, "the worker was stopped"))
            raise
        if refusal is None:
            await asyncio.shield(self._crud.end(job_id, holder, "delivered"))
            return None
        pause = pause_after(refusal, job.callback.attempts)
        if pause is None:
            logger.warning("webhook given up", job=str(job_id), reason=refusal.reason, attempts=job.callback.attempts)
            await asyncio.shield(self._crud.end(job_id, holder, "given_up", refusal.reason))
        else:
            await asyncio.shield(self._crud.put_off(job_id, holder, pause, refusal.reason))
        return pause

    async def _wait(self, job_id: UUID) -> float | None:
        job = await asyncio.shield(self._crud.find(job_id))
        if job is None or job.callback is None:
            # Told, given up, gone, or queued again: its next end is told with a message of its own.
            return None
        due = job.callback.due_at
        return max(AGAIN_SECONDS, 0 if due is None else (due - utc_now()).total_seconds())


def message_id(job: Job) -> str:
    """Return the `webhook-id` of a job's end: the same in every attempt."""
    assert job.finished_at is not None
    return f"msg_{job.id.hex}_{round(job.finished_at.timestamp() * 1000)}"


def body(job: Job, urls: JobUrls) -> bytes:
    """Return the message about a job's end."""
    data = {
        "id": job.id,
        "kind": job.kind,
        "state": job.state,
        "resume_id": job.resume_id,
        "url": urls.job(job),
        "result_id": job.makes if job.state == "succeeded" else None,
        "result_url": urls.result(job),
    }
    message = {"type": f"job.{job.state}", "timestamp": job.finished_at, "data": data}
    return JobWebhook.model_validate(message).model_dump_json().encode()


def pause_after(refusal: Refusal, attempts: int) -> float | None:
    """Return the seconds until the next attempt, with jitter, or `None` after the last; `attempts` were made."""
    if refusal.is_final or attempts > len(PAUSES_SECONDS):
        return None
    pause = PAUSES_SECONDS[attempts - 1]
    return max(refusal.retry_after, uniform(pause * 0.8, pause * 1.2))  # noqa: S311  jitter
