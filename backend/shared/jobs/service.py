"""The jobs of callers: accepted, read, followed, cancelled, erased."""

import asyncio
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any, TypeVar
from uuid import UUID

from shared.core.clock import utc_now
from shared.core.identity import Identity
from shared.core.ids import NewResource
from shared.core.paging import Page, Slice, cut
from shared.database.idempotency import IdempotencyStore
from shared.jobs.broker import Broker
from shared.jobs.crud import JobCrud
from shared.jobs.errors import JobFinished, JobNotFound, JobsUnavailable, QueueFull, TooManyJobs
from shared.jobs.events import EventLog
from shared.jobs.figures import Figures, figures_of
from shared.jobs.models import LAST, Callback, Job, JobEvent, JobState, Target
from shared.jobs.queue import WEBHOOK_LANE, JobQueue
from shared.jobs.webhooks.policy import Webhooks
from shared.jobs.work import Kind, Work, packed
from shared.jobs.worker import tell_end
from shared.resumes.client import Resumes
from shared.resumes.errors import ResumeNotErased, ResumeNotFound

B = TypeVar("B")
ERASED_AT_ONCE = 500
MAX_PER_OWNER = 100
"""Jobs of one owner and kind that wait or run at a time: nobody fills the queue of all others."""

TELL_SECONDS = 3.0
FIRST_VERSION = 1


@dataclass(frozen=True, slots=True)
class Traces:
    """What is left of the making of things: stored responses, and jobs with the parts that they delivered."""

    idempotency: IdempotencyStore
    jobs: JobCrud

    async def forget_things(self, thing_ids: Sequence[UUID]) -> None:
        """Remove all traces of deleted things, with the jobs that make or made them."""
        await self.idempotency.forget_things(thing_ids)
        await self.jobs.erase_makers(thing_ids)


class JobService:
    """The jobs of a service, of all its kinds. Every method names the owner; another owner's job is treated as missing.

    Without a broker everything that needs the queue raises `JobsUnavailable`.
    """

    def __init__(
        self,
        kinds: Sequence[Kind[Any, Any, Any]],
        crud: JobCrud,
        broker: Broker | None,
        resumes: Resumes,
        idempotency: IdempotencyStore,
        webhooks: Webhooks,
        max_per_owner: int = MAX_PER_OWNER,
    ) -> None:
        self._kinds = {kind.work.kind: kind for kind in kinds}
        self._crud = crud
        self._broker = broker
        self._resumes = resumes
        self._idempotency = idempotency
        self._webhooks = webhooks
        self._max_per_owner = max_per_owner

    @property
    def works(self) -> Sequence[Work]:
        """What a worker of this service carries out."""
        return tuple(kind.work for kind in self._kinds.values())

    async def check(self, kind: Kind[Any, Any, Any], caller: Identity, callback_url: str | None = None) -> None:
        """Raise what would refuse another job of the caller now: see `create`."""
        self._connected()
        if callback_url is not None:
            self._webhooks.check(callback_url)
        await kind.quota.check(caller.id)
        if await self._crud.open_of(caller.id, self._max_per_owner) >= self._max_per_owner:
            raise TooManyJobs

    async def create(
        self,
        kind: Kind[B, Any, Any],
        caller: Identity,
        resume_id: str,
        order: B,
        new: NewResource,
        callback_url: str | None = None,
        target: Target | None = None,
    ) -> Job:
        """Accept a job: it is stored and queued when this returns. Its end is told to `callback_url`.

        It makes a new thing with its own id, or adds to `target`. Raises `CallbackRefused`, `QuotaExceeded`,
        `TooManyJobs`, `ResumeNotFound`, `ResumeServiceUnavailable`, `JobsUnavailable`, `QueueFull`.
        """
        queue = JobQueue(self._connected())
        if new.again and (found := await self._crud.find(caller.id, new.id)) is not None:
            await self._queued(queue, found)
            return found
        await self.check(kind, caller, callback_url)
        resume = await self._resumes.get(resume_id, caller)
        now = utc_now()
        job = Job(
            id=new.id,
            owner_id=caller.id,
            scopes=frozenset(caller.scopes),
            kind=kind.work.kind,
            resume_id=resume.uuid,
            # The same id: a request that is repeated makes the same thing, whatever became of the job.
            makes=new.id if target is None else target.id,
            place=None if target is None else target.place,
            request=kind.work.packed(order),
            resume=packed(resume),
            created_at=now,
            changed_at=now,
            callback=None if callback_url is None else Callback(callback_url),
        )
        if not await self._crud.insert(job):
            # Another process was faster with the same request.
            return await self._crud.find(caller.id, new.id) or job
        if not await self._resumes.has(resume_id, resume.version, caller):
            # Its owner deleted it in this moment, and the erasure found no job.
            await self._crud.erase([job.id])
            raise ResumeNotFound
        try:
            await self._queued(queue, job)
        except (JobsUnavailable, QueueFull):
            # Nothing was promised yet, unless the queue has the job although its acknowledgement got lost.
            if await self._crud.remove(job.id):
                raise
        return job

    async def get(self, caller: Identity, job_id: UUID) -> Job:
        """Return a job with its parts so far; raises `JobNotFound`, also if its résumé was deleted.

        Raises `ResumeServiceUnavailable`.
        """
        job = await self._own(caller, job_id)
        if not await self._resumes.has(str(job.resume_id), FIRST_VERSION, caller):
            raise JobNotFound
        return job

    async def list(self, caller: Identity, state: JobState | None, page: Page) -> Slice[Job]:
        """List the caller's jobs without their parts, newest first."""
        found = await self._crud.page(caller.id, tuple(self._kinds), state, page)
        return cut(found, [job.id for job in found], page.limit)

    async def cancel(self, caller: Identity, job_id: UUID) -> None:
        """Cancel a job that waits or runs, with the call to a provider; raises `JobNotFound`, `JobFinished`."""
        # Without a look at the résumé, which the caller may have no right to read.
        await self._own(caller, job_id)
        job = await self._crud.cancel(caller.id, job_id)
        if job is None:
            raise JobNotFound
        if job.state != "cancelled":
            raise JobFinished
        await self._tell(job)

    async def follow(self, job: Job, after: int) -> AsyncGenerator[JobEvent | None]:
        """Yield the job's events after the sequence `after`; see `EventLog.follow`. Raises `JobsUnavailable`."""
        return EventLog(self._connected()).follow(job.id, after)

    async def completed_log(self, job: Job) -> JobEvent | None:
        """Return the last event of a job, after writing an end that is in its document only.

        `None`: the log was never begun, or has expired. Raises `JobsUnavailable`.
        """
        logs = EventLog(self._connected())
        last = await logs.last(job.id)
        if job.ended and last is not None and last.type not in LAST:
            await self._tell_end(logs, job)
            last = await logs.last(job.id)
        return last

    def part(self, job: Job, stored: Mapping[str, Any]) -> Any:
        """Return a part that is kept in a job."""
        return self._kinds[job.kind].work.read(stored)

    async def result(self, job: Job) -> Any:
        """Return what a job made, or `None` if it was deleted."""
        return await self._kinds[job.kind].results.find(job.owner_id, job.makes)

    async def read_again(self, job: Job) -> Job | None:
        """Return the job as it is now, or `None` if it was erased."""
        return await self._crud.find(job.owner_id, job.id)

    async def look_again(self, job: Job) -> Job | None:
        """Return the job as it is now with the parts that are known of it, or `None` if it was erased.

        Every follower asks once a second, so what is long stays in the database.
        """
        found = await self._crud.outline(job.owner_id, job.id)
        return None if found is None else replace(found, parts=job.parts, request=job.request)

    async def figures(self) -> Sequence[Figures]:
        """Return how the queue is doing, by kind, for operators."""
        return [await figures_of(kind, self._crud, self._broker) for kind in self._kinds]

    async def erase(self, resume_id: str) -> None:
        """Delete all jobs about a résumé that its owner has deleted, the running ones too.

        Raises `ResumeNotErased`, `ResumeServiceUnavailable`.
        """
        if not await self._resumes.is_erased(resume_id):
            raise ResumeNotErased
        while ids := await self._crud.of_resume(UUID(resume_id), ERASED_AT_ONCE):
            await self._idempotency.forget_things(ids)
            await self._crud.erase(ids)
            await self._stop(ids)
            await self._forget(ids)

    async def _own(self, caller: Identity, job_id: UUID) -> Job:
        job = await self._crud.find(caller.id, job_id)
        if job is None or job.kind not in self._kinds:
            raise JobNotFound
        return job

    async def _queued(self, queue: JobQueue, job: Job) -> None:
        if job.state == "queued":
            await queue.add(job)
            await self._crud.published(job.id)

    async def _tell(self, job: Job) -> None:
        """Tell the workers and the followers that a job was cancelled; both would find out by themselves later."""
        if self._broker is None or not self._broker.connected:
            return
        await self._stop([job.id])
        with suppress(JobsUnavailable, QueueFull):
            await self._tell_end(EventLog(self._broker), job)
            if job.callback is not None:
                await JobQueue(self._broker, lane=WEBHOOK_LANE).add(job)

    async def _tell_end(self, logs: EventLog, job: Job) -> None:
        """Complete a job's log; raises `JobsUnavailable` if the queue does not take it soon."""
        try:
            async with asyncio.timeout(TELL_SECONDS):
                await tell_end(logs, job)
        except TimeoutError as error:
            raise JobsUnavailable from error

    async def _forget(self, ids: Sequence[UUID]) -> None:
        """Delete the logs, which hold no words of the person; without the queue they expire within a day."""
        if self._broker is not None:
            with suppress(JobsUnavailable):
                for job_id in ids:
                    await EventLog(self._broker).forget(job_id)

    async def _stop(self, ids: Sequence[UUID]) -> None:
        for job_id in ids:
            if self._broker is not None:
                await self._broker.tell_cancelled(job_id)

    def _connected(self) -> Broker:
        if self._broker is None or not self._broker.connected:
            raise JobsUnavailable
        return self._broker
