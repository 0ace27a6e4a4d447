"""What learning-service decides: what is asked for, how it fits into weeks, what is not kept."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Protocol
from uuid import UUID

from learning_service.paths.crud import LearningPathCrud
from learning_service.paths.errors import LearningPathNotFound, NoGroundedPath
from learning_service.paths.models import Drafted, Item, LearningPath, Wish
from learning_service.paths.scheduling import schedule
from learning_service.paths.schemas import LearningPathIn
from shared.core.clock import utc_now
from shared.core.errors import FieldError, Unprocessable
from shared.core.identity import Identity
from shared.core.ids import NewResource, new_id
from shared.core.paging import Page, Slice, cut
from shared.database.idempotency import IdempotencyStore
from shared.database.quotas import Quota, Use
from shared.resumes.client import Resumes
from shared.resumes.document import ResumeDocument
from shared.resumes.errors import ResumeNotErased, ResumeNotFound

RECHECK_MS = 50

STORING_AT_ONCE = 16
"""When hundreds of answers arrive at once, each waits here for its turn instead of using up the time that
resume-service and the database are given."""

ERASED_AT_ONCE = 500


class PathGenerator(Protocol):
    """Makes a learning path from a résumé."""

    async def draft(self, resume: ResumeDocument, wish: Wish) -> Drafted:
        """Between one and `wish.count` items with an analysis, each finding and item with true evidence.

        Raises `shared.core.errors.AppError` when it can make none.
        """
        ...


class LearningPathService:
    """Learning paths of callers; every method names the owner, and another owner's path does not exist."""

    def __init__(
        self,
        crud: LearningPathCrud,
        resumes: Resumes,
        generator: Callable[[], Awaitable[PathGenerator]],
        quota: Quota,
        idempotency: IdempotencyStore,
    ) -> None:
        self._crud = crud
        self._resumes = resumes
        self._generator = generator
        self._quota = quota
        self._idempotency = idempotency
        self._storing = asyncio.Semaphore(STORING_AT_ONCE)

    async def create(self, caller: Identity, resume_id: str, body: LearningPathIn, making: NewResource) -> LearningPath:
        """Make a path about the current version of a résumé and store it.

        Raises `Unprocessable` for a target date that is over, `ResumeNotFound` (also when the résumé is deleted
        meanwhile), `ResumeServiceUnavailable`, `QuotaExceeded`, and what the generator raises.
        """
        if making.again and (path := await self._crud.find(caller.id, making.id)) is not None:
            return path
        async with self._quota.one(caller.id, NoGroundedPath) as use:
            return await self._make(caller, resume_id, body, making.id, use)

    async def get(self, caller: Identity, path_id: UUID) -> LearningPath:
        """One path; raises `LearningPathNotFound`, also when its résumé is deleted, and `ResumeServiceUnavailable`."""
        path = await self._crud.find(caller.id, path_id)
        if path is None or not await self._resumes.has(str(path.resume_id), path.resume_version, caller):
            raise LearningPathNotFound
        return path

    async def holds(self, caller: Identity, thing_id: UUID) -> bool:
        """Whether the caller has this path and its résumé; raises `ResumeServiceUnavailable`."""
        try:
            await self.get(caller, thing_id)
        except LearningPathNotFound:
            return False
        return True

    async def current(self, caller: Identity, resume_id: str) -> LearningPath:
        """The newest path for a résumé; raises `LearningPathNotFound` and what `list` raises."""
        newest = await self.list(caller, resume_id, Page(1, None))
        if not newest.items:
            raise LearningPathNotFound("No learning path was made for this résumé yet.")
        return newest.items[0]

    async def list(self, caller: Identity, resume_id: str, page: Page) -> Slice[LearningPath]:
        """The paths made for a résumé, newest first; raises `ResumeNotFound`, `ResumeServiceUnavailable`."""
        resume = await self._resumes.get(resume_id, caller)
        found = await self._crud.page(caller.id, UUID(resume.id), page)
        return cut(found, [path.id for path in found], page.limit)

    async def delete(self, owner_id: str, path_id: UUID) -> None:
        """Remove a path; raises `LearningPathNotFound`."""
        if await self._crud.find(owner_id, path_id) is None:
            raise LearningPathNotFound
        # First: an answer that outlives the path would be kept for a day.
        await self._idempotency.forget_things([path_id])
        if not await self._crud.delete(owner_id, path_id):
            raise LearningPathNotFound

    async def erase(self, resume_id: str) -> None:
        """Remove all that was made of a résumé that its owner deleted.

        Raises `ResumeNotErased`, `ResumeServiceUnavailable`.
        """
        if not await self._resumes.is_erased(resume_id):
            raise ResumeNotErased
        while ids := await self._crud.ids(UUID(resume_id), ERASED_AT_ONCE):
            await self._idempotency.forget_things(ids)
            await self._crud.erase(ids)

    async def _make(
        self, caller: Identity, resume_id: str, body: LearningPathIn, path_id: UUID, use: Use
    ) -> LearningPath:
        now = utc_now()
        if body.target_date is not None and body.target_date <= now.date():
            raise Unprocessable(errors=[FieldError("/target_date", "The target date must be in the future.")])
        resume = await self._resumes.get(resume_id, caller)
        wish = wish_of(body, resume)
        drafted = await (await self._generator()).draft(resume, wish)
        use.spent()
        items = tuple(Item(new_id(), draft) for draft in drafted.items)
        path = LearningPath(
            id=path_id,
            owner_id=caller.id,
            resume_id=UUID(resume.id),
            resume_version=resume.version,
            language=wish.language,
            requested=wish.count,
            summary=drafted.summary,
            strengths=tuple(drafted.strengths),
            weaknesses=tuple(drafted.weaknesses),
            items=items,
            schedule=schedule(items, wish.hours_per_week, wish.target_date, now.date()),
            generation=drafted.generation,
            created_at=now,
        )
        async with self._storing:
            # Models take seconds: a person who deleted the résumé meanwhile wants nothing kept of it. Rules take
            # milliseconds, as long as the question itself would.
            if drafted.generation.latency_ms >= RECHECK_MS and not await self._resumes.has(
                resume.id, resume.version, caller
            ):
                raise ResumeNotFound
            stored = await self._crud.insert(path)
        # Two are at one request when one of them was thought to be dead; the other was faster.
        return path if stored else await self.get(caller, path_id)


def wish_of(body: LearningPathIn, resume: ResumeDocument) -> Wish:
    """What the body asks for, with the defaults that suit this résumé."""
    return Wish(
        count=body.count,
        language=body.language or resume.language,
        hours_per_week=body.hours_per_week,
        target_date=body.target_date,
        target_role=body.target_role,
        job_posting=body.job_posting,
        focus_areas=tuple(body.focus_areas or ()),
    )
