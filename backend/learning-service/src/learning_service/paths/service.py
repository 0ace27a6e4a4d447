"""Use cases for learning paths, in addition to those of `MadeService`."""

from dataclasses import replace
from uuid import UUID

from learning_service.paths.crud import LearningPathCrud
from learning_service.paths.errors import LearningPathNotFound
from learning_service.paths.models import LearningPath, PathPart
from learning_service.paths.progress import Change, changed
from learning_service.paths.schemas import LearningPathIn
from shared.core.clock import utc_now
from shared.core.errors import PreconditionFailed
from shared.core.identity import Identity
from shared.database.idempotency import IdempotencyStore
from shared.resumes.client import Resumes
from shared.runs.engine import Engine
from shared.runs.service import MadeService

TRIES = 4
"""Attempts at a change that conflicts with concurrent ones, if the caller gave no version."""


class LearningPathService(MadeService[LearningPathIn, PathPart, LearningPath]):
    """Creates, reads and deletes learning paths, and records progress."""

    def __init__(
        self,
        engine: Engine[LearningPathIn, PathPart, LearningPath],
        crud: LearningPathCrud,
        resumes: Resumes,
        idempotency: IdempotencyStore,
    ) -> None:
        super().__init__(engine, crud, resumes, idempotency, LearningPathNotFound)
        self._paths = crud

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
