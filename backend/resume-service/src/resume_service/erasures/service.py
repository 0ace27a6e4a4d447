"""Deleting a résumé, and all that was made of it, everywhere, whatever fails on the way.

The erasure is written down, the résumé is deleted, and the caller has the answer. The rest happens behind it: each
process looks for erasures that are due, deletes earlier versions, the original and kept answers here, and tells the
other services to forget, as often as it takes. Meanwhile nothing of it is served: they ask whether a résumé exists
before they show what they made of it. Everything is done twice, with a while between, for what was on its way into a
database the first time.
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
from shared.core.clock import utc_now
from shared.core.ids import new_id
from shared.database.idempotency import IdempotencyStore

LEASE = timedelta(seconds=10)
"""A process that dies while it is at an erasure is overtaken after this; every step may be done twice."""

LATE = timedelta(seconds=600)
"""Longer than any generation takes: what one has stored after the first sweep is found by the second."""

LAST_SWEEP = 1
FIRST_WAIT, MAX_WAIT = 0.5, 15.0
"""Seconds until an erasure is tried again, doubled with each failure."""

POLL_SECONDS = 2.0
"""An erasure of another process that died is noticed after this."""

STOP_SECONDS = 2.0
"""How long what is under way may take at the end of a process: longer than an operation of the database does, which is
better not cancelled (`shared.web.health`)."""

SLOW_SECONDS, DEAF_SECONDS = 0.5, 5.0
"""A service that took longer than the first to fail is left alone for the second: other erasures are waiting."""

NO_VERSION = 0
"""Of an erasure that deletes no résumé, only what is left of one."""

BATCH = 500
HERE = "resume-service"

logger = structlog.stdlib.get_logger(__name__)


class Eraser:
    """Deletes résumés of callers; `run` is a loop in each process that goes on with what is not done yet."""

    def __init__(
        self,
        resumes: ResumeCrud,
        versions: VersionCrud,
        originals: OriginalCrud,
        erasures: ErasureCrud,
        idempotency: IdempotencyStore,
        dependents: Dependents,
        late: timedelta = LATE,
    ) -> None:
        self._resumes = resumes
        self._versions = versions
        self._originals = originals
        self._erasures = erasures
        self._idempotency = idempotency
        self._dependents = dependents
        self._late = late
        self._deaf_until: dict[str, float] = {}
        self._more = asyncio.Event()
        self._stopped = False

    async def erase(self, resume: Resume, expected: int | None) -> bool:
        """Delete a résumé; false when it is there no more, or no longer in the `expected` version."""
        now = utc_now()
        # Only this version is deleted by whoever goes on if this call fails: its caller hears that, and may write the
        # next one.
        erasure = Erasure(new_id(), resume.id, resume.owner_id, resume.version, now)
        # Until the lease ends nobody else touches it: by then this call has said how it ended, or its process died.
        await self._erasures.plan([erasure], now + LEASE)
        deleted = await self._resumes.delete(resume.owner_id, resume.id, expected)
        if not deleted and await self._resumes.exists(resume.id):
            await self._erasures.drop(erasure)
        else:
            await self._begin([erasure])
        return deleted

    async def erase_all(self, owner_id: str) -> int:
        """Delete all résumés of a person; how many they were."""
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
        """Remove a résumé that nobody will hear of, with its original: storing the two has failed half way.

        A request that comes again with its key may still make it. So what was on its way into the database is removed
        later, and only if there is no such résumé then.
        """
        now = utc_now()
        remains = Erasure(new_id(), resume.id, resume.owner_id, NO_VERSION, now, sweep=LAST_SWEEP)
        await self._erasures.plan([remains], now + self._late)
        # The résumé last: as long as it is there, its owner can delete both.
        await self._originals.delete(resume.id)
        await self._resumes.delete(resume.owner_id, resume.id, resume.version)

    async def is_erased(self, resume_id: UUID) -> bool:
        """Whether what was made of a résumé is to go: its deletion was asked for and is done, here."""
        return await self._erasures.exists(resume_id) and not await self._resumes.exists(resume_id)

    async def run(self) -> None:
        """Go on with erasures that are due, until `stop`."""
        while not self._stopped:
            self._more.clear()
            try:
                while not self._stopped and (erasure := await self._erasures.claim(utc_now(), LEASE)) is not None:
                    await self._go_on(erasure)
            except Exception as error:  # noqa: BLE001  whatever one round meets, the next one is needed
                logger.warning("could not process erasures; retrying", error=type(error).__name__)
            with suppress(TimeoutError):
                async with asyncio.timeout(POLL_SECONDS):
                    await self._more.wait()

    def stop(self) -> None:
        """Let `run` end; what it is at is finished, or given up when it is cancelled."""
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
        if HERE not in done:
            await self._versions.delete(erasure.resume_id)
            await self._originals.delete(erasure.resume_id)
            if erasure.version != NO_VERSION:
                await self._idempotency.forget_things([erasure.resume_id])
            done.add(HERE)
        waits: list[float] = []
        for name in sorted(self._dependents.names - done):
            wait = await self._ask(name, erasure)
            if wait is None:
                done.add(name)
            else:
                waits.append(wait)
        await self._settle(replace(erasure, done=frozenset(done)), max(waits, default=None))

    async def _ask(self, name: str, erasure: Erasure) -> float | None:
        """Tell another service to forget; the seconds until it should be asked again, `None` when it has forgotten."""
        loop = asyncio.get_running_loop()
        started = loop.time()
        if (deaf := self._deaf_until.get(name, 0) - started) > 0:
            return deaf
        try:
            await self._dependents.forget(name, erasure.resume_id)
        except DependentUnavailable as error:
            if not erasure.failures:
                logger.warning("could not erase in another service; retrying", service=name, error=str(error))
            if loop.time() - started > SLOW_SECONDS:
                self._deaf_until[name] = loop.time() + DEAF_SECONDS
            return min(MAX_WAIT, FIRST_WAIT * 2 ** min(erasure.failures, 10))
        return None

    async def _is_deleted(self, erasure: Erasure) -> bool:
        """Whether the résumé is gone; who planned this may have died before it came to that."""
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
    """Let `eraser` run; what it cannot finish at the end goes on wherever the next process is."""
    task = asyncio.create_task(eraser.run())
    try:
        yield
    finally:
        # Stopped and not only cancelled: `asyncio.wait_for`, in the driver, can lose a cancellation that comes at the
        # moment of its result (python/cpython#86296), and the loop would go on for ever.
        eraser.stop()
        await asyncio.wait({task}, timeout=STOP_SECONDS)
        task.cancel()
        await asyncio.wait({task})
