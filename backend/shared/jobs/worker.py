"""A worker: takes jobs from the queue, as many at a time as it has slots, and carries them out.

It holds a job by a lease in MongoDB, which its heartbeat renews. A worker that dies stops renewing; the queue delivers
the job again after `LEASE_SECONDS`, and the next worker continues after the parts that were kept. A worker that was
only frozen finds at its next write that it holds the job no more, and stops.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Coroutine, Mapping, Sequence
from contextlib import aclosing, asynccontextmanager, suppress
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog
from pymongo.errors import PyMongoError

from shared.core.clock import utc_now
from shared.core.errors import AppError
from shared.core.ids import new_id
from shared.database.connection import is_away
from shared.jobs.crud import LEASE_SECONDS, JobCrud
from shared.jobs.errors import Fenced, JobsUnavailable, QueueFull
from shared.jobs.events import EventLog, Log
from shared.jobs.models import MAX_ATTEMPTS, EventType, Failure, Job
from shared.jobs.queue import Delivery, JobQueue
from shared.jobs.retries import failure_of, pause_after
from shared.jobs.taking import RECONNECT_SECONDS, Hands
from shared.jobs.work import Work
from shared.runs.models import Completed, Event, Failed, Part, Progress

HEARTBEAT_SECONDS = LEASE_SECONDS / 3
HANDED_BACK_SECONDS = 0.01
HELD_SECONDS = 2.0
"""Pause after which a job that another worker still holds is offered again."""

POISONED = Failure(500, "JOB_POISONED", f"The job ended its worker {MAX_ATTEMPTS} times and was given up.")
BROKEN = Failure(500, AppError.code, AppError.default_detail)

logger = structlog.stdlib.get_logger(__name__)


class Worker:
    """Carries out the jobs of some kinds."""

    def __init__(
        self,
        crud: JobCrud,
        queue: JobQueue,
        logs: EventLog,
        works: Sequence[Work],
        slots: int,
        beat_seconds: float = HEARTBEAT_SECONDS,
        callbacks: JobQueue | None = None,
    ) -> None:
        self._crud = crud
        self._queue = queue
        self._logs = logs
        self._works: Mapping[str, Work] = {work.kind: work for work in works}
        self._beat_seconds = beat_seconds
        self._callbacks = callbacks
        self._hands = Hands(queue, tuple(self._works), slots, self._handle)

    async def run(self) -> None:
        """Take and carry out jobs until it is stopped or cancelled; then hand back what it has."""
        await self._hands.run()

    def stop(self) -> None:
        """Take no more jobs."""
        self._hands.stop()

    def cancel(self, job_id: UUID) -> None:
        """Stop a job of this worker, if it has it: its owner cancelled it."""
        if (task := self._hands.running.get(job_id)) is not None:
            task.cancel()

    async def _handle(self, delivery: Delivery) -> None:
        """Carry out one delivery; whatever happens, the job is not lost."""
        try:
            await self._carry_out(delivery)
        except (PyMongoError, JobsUnavailable) as error:
            logger.warning("job put back", job=str(delivery.job_id), error=type(error).__name__)
            await delivery.again(HELD_SECONDS)
        except asyncio.CancelledError:
            await delivery.again(HANDED_BACK_SECONDS)
            raise
        except Exception:
            # A bug of ours. Nobody awaits this task: without this the bug would not be seen, nor the job put back.
            logger.exception("worker failed", job=str(delivery.job_id))
            await delivery.again(LEASE_SECONDS)

    async def _carry_out(self, delivery: Delivery) -> None:
        # A holder of its own: this worker, too, may get a job again whose lease ran out.
        holder = new_id()
        job = await self._claimed(delivery.job_id, holder)
        if job is None:
            # Gone, ended, or held by another worker.
            if not await self._finish(delivery):
                await delivery.again(HELD_SECONDS)
            return
        try:
            log = await self._logs.open(job.id, f"{holder}", counting=bool(job.parts))
        except JobsUnavailable:
            # The queue may have taken longer to say so than the lease lasts.
            with suppress(Fenced):
                await self._crud.release(job.id, holder, None, counts=False)
            raise
        attempt = Attempt(self._crud, log, job, holder)
        try:
            if job.stalled > MAX_ATTEMPTS:
                await self._bury(job)
                await attempt.end_failed(POISONED, dead=True)
            else:
                async with self._beating(delivery, attempt, holder):
                    pause = await self._attempted(attempt, job)
                if pause is not None:
                    await delivery.again(pause)
                    return
        except Fenced:
            logger.info("job held no more", job=str(job.id))
            await self._finish(delivery)
        else:
            await self._announce(job)
            await delivery.done()

    async def _claimed(self, job_id: UUID, holder: UUID) -> Job | None:
        """Return the job as claimed; a cancellation does not reach the driver, and leaves nothing claimed."""
        claiming = asyncio.ensure_future(self._crud.claim(job_id, holder, len(self._hands.running)))
        try:
            return await asyncio.shield(claiming)
        except asyncio.CancelledError:
            with suppress(Fenced, PyMongoError):
                if await claiming is not None:
                    await self._crud.release(job_id, holder, None, counts=False)
            raise

    async def _finish(self, delivery: Delivery) -> bool:
        """Take a job that is gone or has ended out of the queue; return whether it is so."""
        job = await asyncio.shield(self._crud.whole(delivery.job_id))
        if job is not None and not job.ended:
            return False
        if job is not None:
            await tell_end(self._logs, job)
            await self._announce(job)
        await delivery.done()
        return True

    async def _announce(self, job: Job) -> None:
        """Have the job's owner called back; if the queue does not take it now, the sweep of webhooks queues it."""
        if self._callbacks is None or job.callback is None:
            return
        # As it ended, so that the queue knows an end again that it was told of twice.
        ended = await asyncio.shield(self._crud.find(job.owner_id, job.id))
        if ended is not None and ended.callback is not None and ended.callback.state == "waiting":
            with suppress(JobsUnavailable, QueueFull):
                await self._callbacks.add(ended)

    async def _attempted(self, attempt: "Attempt", job: Job) -> float | None:
        """Make one attempt; return the seconds until the next one, if there is to be one."""
        try:
            error = await attempt.run(self._works[job.kind])
        except Fenced:
            raise
        except PyMongoError as failed:
            if not is_away(failed):
                logger.exception("job failed", job=str(job.id), kind=job.kind)
                return await self._broken(attempt, job)
            # The database is away, which is not the job's fault.
            logger.warning("job waits for the database", job=str(job.id), error=type(failed).__name__)
            await attempt.put_back(HELD_SECONDS, counts=False)
            return HELD_SECONDS
        except Exception:
            # Whatever a recipe raises that it did not declare is a bug, which costs this job an attempt and no other.
            logger.exception("job failed", job=str(job.id), kind=job.kind)
            return await self._broken(attempt, job)
        if error is None:
            return None
        stalled = 1 if attempt.has_progressed else job.stalled
        pause = pause_after(error, stalled)
        if pause is not None:
            await attempt.put_back(pause)
            return pause
        is_dead = stalled >= MAX_ATTEMPTS
        if is_dead:
            await self._bury(job)
        await attempt.end_failed(failure_of(error), dead=is_dead)
        return None

    @asynccontextmanager
    async def _beating(self, delivery: Delivery, attempt: "Attempt", holder: UUID) -> AsyncGenerator[None]:
        """Keep the delivery and the lease alive during the block; end it with `Fenced` if the lease is lost."""
        task = asyncio.current_task()
        assert task is not None
        lost, over = False, asyncio.Event()

        async def beat() -> None:
            nonlocal lost
            while not lost and not await _set_within(over, self._beat_seconds):
                await delivery.alive()
                try:
                    await self._crud.renew(delivery.job_id, holder)
                except Fenced:
                    # The attempt itself may have ended the job and still be writing its log.
                    lost = not attempt.has_left
                    if not lost:
                        return
                    task.cancel()
                except PyMongoError:
                    logger.warning("lease not renewed", job=str(delivery.job_id))

        beating = asyncio.create_task(beat())
        try:
            yield
        except asyncio.CancelledError:
            if not lost:
                raise
            task.uncancel()
            raise Fenced from None
        finally:
            # Not cancelled: the driver can lose the cancellation, or break another task's lock (python/cpython#86296).
            over.set()
            await asyncio.wait({beating})

    async def _broken(self, attempt: "Attempt", job: Job) -> None:
        """End a job that met a bug of ours: another attempt would meet it again. An operator can have it tried anew."""
        await self._bury(job)
        await attempt.end_failed(BROKEN, dead=True)

    async def _bury(self, job: Job) -> None:
        """Note a job for the operator, before its end: after it, a crash would leave it unnoted."""
        logger.error("job given up", job=str(job.id), kind=job.kind, attempts=job.attempts)
        with suppress(JobsUnavailable):
            await self._queue.bury(job.kind, job.id)


class Attempt:
    """One attempt at a job by its holder."""

    def __init__(self, crud: JobCrud, log: Log, job: Job, holder: UUID) -> None:
        self._crud = crud
        self._log = log
        self._job = job
        self._holder = holder
        self._done, self._wanted = len(job.parts), job.wanted
        self.has_left = False
        """Whether it has given the job away, or is about to."""

    @property
    def has_progressed(self) -> bool:
        """Whether it has kept a part."""
        return self._done > len(self._job.parts)

    async def run(self, work: Work) -> AppError | None:
        """Run the job; return its failure, or `None` if it succeeded. Raises `Fenced`, `PyMongoError`."""
        # An earlier attempt may have kept a part and died before it could tell.
        for number in range(self._log.parts + 1, len(self._job.parts) + 1):
            await self._log.append("part", number=number)
        try:
            async with aclosing(work.events(self._job, self._holds)) as events:
                async for event in events:
                    if isinstance(event, Failed):
                        return event.error
                    await self._record(event, work)
        except asyncio.CancelledError:
            # Cancelled by its owner or by the end of this process; the document knows which.
            with suppress(Fenced, PyMongoError):
                await asyncio.shield(self._crud.release(self._job.id, self._holder, None, counts=False))
            raise
        return None

    async def end_failed(self, failure: Failure, *, dead: bool) -> None:
        """End the job as failed, and `dead` if it was given up. Raises `Fenced`."""
        self.has_left = True
        await _persistent(lambda: self._crud.end(self._job.id, self._holder, "failed", failure, dead=dead))
        await self._log.append("failed")

    async def put_back(self, pause: float, *, counts: bool = True) -> None:
        """Put the job back for a later attempt. Raises `Fenced`."""
        self.has_left = True
        retry_at = utc_now() + timedelta(seconds=pause)
        await _persistent(lambda: self._crud.release(self._job.id, self._holder, retry_at, counts=counts))
        await self._log.append("progress", stage="queued", done=self._done, wanted=self._wanted)

    async def _holds(self) -> bool:
        try:
            await asyncio.shield(self._crud.renew(self._job.id, self._holder))
        except Fenced:
            return False
        return True

    async def _record(self, event: Event[Any, Any], work: Work) -> None:
        job_id, holder = self._job.id, self._holder
        if isinstance(event, Progress):
            stage, wanted = event.stage, event.wanted
            self._wanted = wanted
            await _persistent(lambda: self._crud.progress(job_id, holder, stage, wanted))
            await self._log.append("progress", stage=stage, done=event.done, wanted=wanted)
        elif isinstance(event, Part):
            number, part = event.number, work.stored(event.value)
            self._done = number
            await _persistent(lambda: self._crud.part(job_id, holder, number, part))
            await self._log.append("part", number=number)
        elif isinstance(event, Completed):
            self.has_left = True
            await _persistent(lambda: self._crud.end(job_id, holder, "succeeded"))
            await self._log.append("completed")


async def _persistent(write: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Write, and wait for a database that is away. Raises `Fenced`; the write may be repeated.

    Shielded, because a cancellation must not reach the driver in the middle of a write (python/cpython#86296).
    """
    while True:
        try:
            return await asyncio.shield(write())
        except PyMongoError as error:
            if not is_away(error):
                raise
        await asyncio.sleep(RECONNECT_SECONDS)


async def tell_end(logs: EventLog, job: Job) -> None:
    """Complete the log of a job whose end is only in its document. Raises `JobsUnavailable`."""
    kind: EventType = "completed" if job.state == "succeeded" else "failed" if job.state == "failed" else "cancelled"
    with suppress(Fenced):
        log = await logs.open(job.id, "end")
        if not log.is_complete:
            await log.append(kind)


async def _set_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            await event.wait()
    except TimeoutError:
        return False
    return True
