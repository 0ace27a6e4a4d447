"""Deletes a résumé and everything made from it in all services, despite failures.

The erasure is stored, the résumé is deleted, and the caller gets the response. The rest happens in the background: each
process claims due erasures, deletes earlier versions, the original and stored responses here, and calls the other
services until they have deleted their part. Meanwhile nothing is served, because they check that a résumé exists before
they return what they made from it. Everything is swept twice, with a delay, to catch writes that were in flight during
the first sweep.
"""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import structlog

from resume_service.erasures.crud import ErasureCrud
from resume_service.erasures.dependents import Dependents, DependentUnavailable
from resume_service.erasures.models import Erasure
from resume_service.imports.originals import OriginalCrud
from resume_service.resumes.crud import ResumeCrud
from resume_service.resumes.models import Resume
from resume_service.versions.crud import VersionCrud
from shared.backup.erased import ErasureLog
from shared.core.clock import utc_now
from shared.core.ids import new_id
from shared.database.idempotency import IdempotencyStore

LEASE = timedelta(seconds=10)
"""If a process dies during an erasure, another one takes over after this time; every step is idempotent."""

LATE = timedelta(seconds=600)
"""Delay of the second sweep. It exceeds any generation, so results stored after the first sweep are found."""

LAST_SWEEP = 1
FIRST_WAIT, MAX_WAIT = 0.5, 15.0
"""Seconds until a failed erasure is retried, doubled with each failure up to the maximum."""

POLL_SECONDS = 2.0
"""Interval for looking for due erasures, such as those of a process that died."""

STOP_SECONDS = 2.0
"""Grace period for the current step on shutdown. It exceeds a database operation, which is better not cancelled
(`shared.web.health`)."""

SLOW_SECONDS, COOLDOWN_SECONDS = 0.5, 5.0
"""A service that took longer than the first to fail gets no calls for the second, so that other erasures proceed."""

NO_VERSION = 0
"""Version of an erasure that only deletes leftovers, not a résumé."""

BATCH = 500
HERE, LOG = "resume-service", "erasure-log"

logger = structlog.stdlib.get_logger(__name__)


class Eraser:
    """Deletes résumés. `run` is a loop in each process that continues unfinished erasures."""

    def __init__(
        self,
        resumes: ResumeCrud,
        versions: VersionCrud,
        originals: OriginalCrud,
        erasures: ErasureCrud,
        idempotency: IdempotencyStore,
        dependents: Dependents,
        log: ErasureLog,
        late: timedelta = LATE,
    ) -> None:
        self._resumes = resumes
        self._versions = versions
        self._originals = originals
        self._erasures = erasures
        self._idempotency = idempotency
        self._dependents = dependents
        self._log = log
        self._late = late
        self._cooldown_until: dict[str, float] = {}
        self._more = asyncio.Event()
        self._stopped = False

    async def erase(self, resume: Resume, expected: int | None) -> bool:
        """Delete a résumé; return false if it is gone or no longer at the `expected` version."""
        now = utc_now()
        # If this call fails, retries delete only this version, because the caller sees the failure and may write a new
        # one.
        erasure = Erasure(new_id(), resume.id, resume.owner_id, resume.version, now)
        # No other process claims it until the lease ends: by then this call has finished, or its process died.
        await self._erasures.plan([erasure], now + LEASE)
        deleted = await self._resumes.delete(resume.owner_id, resume.id, expected)
        if not deleted and await self._resumes.exists(resume.id):
            await self._erasures.drop(erasure)
        else:
            await self._begin([erasure])
        return deleted

    async def erase_all(self, owner_id: str) -> int:
        """Delete all résumés of an owner and return their number."""
        count = 0
        while current := await self._resumes.current(owner_id, BATCH):
            now = utc_now()
            erasures = [Erasure(new_id(), resume_id, owner_id, version, now) for resume_id, version in current.items()]
            await self._erasures.plan(erasures, now + LEASE)
            await self._resumes.delete_many(owner_id, current.keys())
            await self._begin(erasures)
            count += len(current)
        await self._idempotency.forget_owner(owner_id)
        return count

    async def withdraw(self, resume: Resume) -> None:
        """Delete a résumé and its original after storing the two failed half way, so the caller never learns its id.

        A retry with the same idempotency key may still create it. Therefore leftovers of writes in flight are deleted
        later, and only if no such résumé exists then.
        """
        now = utc_now()
        remains = Erasure(new_id(), resume.id, resume.owner_id, NO_VERSION, now, sweep=LAST_SWEEP)
        await self._erasures.plan([remains], now + self._late)
        # The résumé goes last: as long as it exists, its owner can delete both.
        await self._originals.delete(resume.id)
        await self._resumes.delete(resume.owner_id, resume.id, resume.version)

    async def is_erased(self, resume_id: UUID) -> bool:
        """Return whether other services must delete what they made: the deletion was requested and is done here."""
        return await self._erasures.exists(resume_id) and not await self._resumes.exists(resume_id)

    async def run(self) -> None:
        """Process due erasures until `stop` is called."""
        while not self._stopped:
            self._more.clear()
            try:
                while not self._stopped and (erasure := await self._erasures.claim(utc_now(), LEASE)) is not None:
                    await self._go_on(erasure)
            except Exception as error:  # noqa: BLE001  the loop must survive any error
                logger.warning("could not process erasures; retrying", error=type(error).__name__)
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await self._more.wait()

    def stop(self) -> None:
        """Make `run` return after the current step; cancel `run` to abort the step."""
        self._stopped = True
        self._more.set()

    async def _begin(self, erasures: Sequence[Erasure]) -> None:
        await self._erasures.release(erasures, utc_now())
        self._more.set()

    async def _go_on(self, erasure: Erasure) -> None:
        if not await self._is_deleted(erasure):
            await self._erasures.drop(erasure)
            return
        done = set(erasure.done)
        waits: list[float] = []
        if LOG not in done:
            if await self._is_recorded(erasure):
                done.add(LOG)
            else:
                waits.append(MAX_WAIT)
        if HERE not in done:
            await self._versions.delete(erasure.resume_id)
            await self._originals.delete(erasure.resume_id)
            if erasure.version != NO_VERSION:
                await self._idempotency.forget_things([erasure.resume_id])
            done.add(HERE)
        for name in sorted(self._dependents.names - done):
            wait = await self._ask(name, erasure)
            if wait is None:
                done.add(name)
            else:
                waits.append(wait)
        await self._settle(replace(erasure, done=frozenset(done)), max(waits, default=None))

    async def _ask(self, name: str, erasure: Erasure) -> float | None:
        """Call another service to delete its part; return the seconds until a retry, or `None` if it is done."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        if (deaf := self._cooldown_until.get(name, 0) - started) > 0:
            return deaf
        try:
            await self._dependents.forget(name, erasure.resume_id)
        except DependentUnavailable as error:
            if not erasure.failures:
                logger.warning("could not erase in another service; retrying", service=name, error=str(error))
            if loop.time() - started > SLOW_SECONDS:
                self._cooldown_until[name] = loop.time() + COOLDOWN_SECONDS
            return min(MAX_WAIT, FIRST_WAIT * 2 ** min(erasure.failures, 10))
        return None

    async def _is_recorded(self, erasure: Erasure) -> bool:
        """Record the erasure for later restores; return false if the log cannot be written now."""
        if erasure.version == NO_VERSION or erasure.sweep:
            return True
        try:
            await self._log.record(erasure.resume_id)
        except OSError as error:
            logger.warning("could not write the erasure log; retrying", error=str(error))
            return False
        return True

    async def _is_deleted(self, erasure: Erasure) -> bool:
        """Delete the résumé if the process that planned this died before doing so; return whether it is gone."""
        deleted = await self._resumes.delete(erasure.owner_id, erasure.resume_id, erasure.version)
        return deleted or not await self._resumes.exists(erasure.resume_id)

    async def _settle(self, erasure: Erasure, wait: float | None) -> None:
        if wait is not None:
            due = utc_now() + timedelta(seconds=wait)
            await self._erasures.save(replace(erasure, failures=erasure.failures + 1), due)
        elif erasure.sweep < LAST_SWEEP:
            following = replace(erasure, sweep=erasure.sweep + 1, done=frozenset[str](), failures=0)
            await self._erasures.save(following, erasure.requested_at + self._late)
        else:
            await self._erasures.drop(erasure)
            logger.info("résumé erased", resume_id=str(erasure.resume_id))


@asynccontextmanager
async def running(eraser: Eraser) -> AsyncGenerator[None]:
    """Run `eraser` in the background. Another process continues what it cannot finish on shutdown."""
    task = asyncio.create_task(eraser.run())
    try:
        yield
    finally:
        # Stopped and not only cancelled: `asyncio.wait_for` in the driver can lose a cancellation that arrives together
        # with its result (python/cpython#86296), and the loop would never end.
        eraser.stop()
        await asyncio.wait({task}, timeout=STOP_SECONDS)
        task.cancel()
        await asyncio.wait({task})
