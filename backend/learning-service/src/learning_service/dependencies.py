"""What the endpoints of learning-service are given."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, cast
from uuid import UUID

from fastapi import Depends, Path, Request

from learning_service.paths.errors import LearningPathNotFound
from learning_service.paths.service import LearningPathService
from shared.core.identity import Identity
from shared.core.ids import NewResource, parse_id
from shared.database.idempotency import IdempotencyStore
from shared.telemetry.models import Models
from shared.web.health import Check
from shared.web.idempotency import made_by


@dataclass(frozen=True, slots=True)
class LearningResources:
    """What the lifespan opens."""

    paths: LearningPathService
    idempotency: IdempotencyStore
    models: Models
    checks: Mapping[str, Check]

    async def holds(self, caller: Identity, thing_id: UUID) -> bool:
        """Whether the caller's path with this id may be shown."""
        return await self.paths.holds(caller, thing_id)


async def path_service(request: Request) -> LearningPathService:
    """The service object of this process."""
    return cast(LearningResources, request.state.resources).paths


async def path_id(path_id: Annotated[str, Path(description="Id of a learning path.")]) -> UUID:
    """The id in the path; what cannot be an id names no learning path."""
    identifier = parse_id(path_id)
    if identifier is None:
        raise LearningPathNotFound
    return identifier


Paths = Annotated[LearningPathService, Depends(path_service)]
PathId = Annotated[UUID, Depends(path_id)]
NewThing = Annotated[NewResource, Depends(made_by)]
ResumeId = Annotated[str, Path(description="Id of a résumé.")]
