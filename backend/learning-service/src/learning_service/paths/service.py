"""Use cases for learning paths, in addition to those of `MadeService`."""

from dataclasses import replace
from uuid import UUID

from learning_service.paths.crud import LearningPathCrud
from learning_service.paths.errors import LearningPathNotFound
from learning_service.paths.loop.reading import practised_of
from learning_service.paths.models import LearningPath, PathPart
from learning_service.paths.order import PathOrder
from learning_service.paths.progress import Change, changed
from learning_service.paths.schemas import LearningPathIn
from learning_service.practice.client import Practice
from shared.core.clock import utc_now
from shared.core.errors import PreconditionFailed
from shared.core.identity import Identity
from shared.core.paging import Page
from shared.resumes.client import Resumes
from shared.runs.engine import Engine
from shared.runs.kept import Traces
from shared.runs.service import MadeService

TRIES = 4
"""Attempts at a change that conflicts with concurrent ones, if the caller gave no version."""


class LearningPathService(MadeService[PathOrder, PathPart, LearningPath]):
    """Creates, reads and deletes learning paths, and records progress."""

    def __init__(
        self,
        engine: Engine[PathOrder, PathPart, LearningPath],
        crud: LearningPathCrud,
        resumes: Resumes,
        traces: Traces,
        practice: Practice,
        goal: float,
    ) -> None:
        super().__init__(engine, crud, resumes, traces, LearningPathNotFound)
        self._paths = crud
        self._practice = practice
        self._goal = goal

    async def order(self, caller: Identity, resume_id: str, body: LearningPathIn) -> PathOrder:
        """What to order for a body: with how practice goes and the path before, where the path is to follow from them.

        Raises `ResumeNotFound`, `InterviewServiceUnavailable`.
        """
        if not body.from_practice:
            return PathOrder(body)
        progress = await self._practice.progress(caller, resume_id)
        earlier = await self._paths.page(caller.id, UUID(resume_id), Page(1, None))
        return PathOrder(body, practised_of(progress, self._goal), earlier[0] if earlier else None)

    async def change_item(
        self, caller: Identity, path_id: UUID, item_id: UUID, change: Change, expected: int | None
    ) -> LearningPath:
        """Record progress on an item and return the changed path.

        Raises `LearningPathNotFound`, `LearningItemNotFound`, `Unprocessable`, `ResumeServiceUnavailable`, and
        `PreconditionFailed` if the path is no longer at the `expected` version.
        """
        for _ in range(TRIES):
            path = await self.get(caller, path_id)
            if expected is not None and path.version != expected:
                raise PreconditionFailed
            items = changed(path.items, item_id, change)
            new = replace(path, items=items, version=path.version + 1, updated_at=utc_now())
            if await self._paths.replace(new, path.version):
                return new
            if expected is not None:
                break
        raise PreconditionFailed

    async def remove(self, owner_id: str, path_id: UUID, expected: int | None) -> None:
        """Delete a path; raises `LearningPathNotFound`, `PreconditionFailed`."""
        if expected is not None:
            path = await self._paths.find(owner_id, path_id)
            if path is None:
                raise LearningPathNotFound
            if path.version != expected:
                raise PreconditionFailed
        await self.delete(owner_id, path_id)
