"""Dependencies of the endpoints of learning-service."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Request

from learning_service.paths.errors import LearningItemNotFound, LearningPathNotFound
from learning_service.paths.service import LearningPathService
from shared.web.runs import resources_of, thing_id


async def path_service(request: Request) -> LearningPathService:
    """Return the learning path service."""
    service = resources_of(request).service
    assert isinstance(service, LearningPathService)
    return service


async def path_id(path_id: Annotated[str, Path(description="Id of a learning path.")]) -> UUID:
    """Return the id in the path; raises `LearningPathNotFound` if it is malformed."""
    return thing_id(path_id, LearningPathNotFound)


async def item_id(item_id: Annotated[str, Path(description="Id of an item of the path.")]) -> UUID:
    """Return the id in the path; raises `LearningItemNotFound` if it is malformed."""
    return thing_id(item_id, LearningItemNotFound)


Paths = Annotated[LearningPathService, Depends(path_service)]
PathId = Annotated[UUID, Depends(path_id)]
ItemId = Annotated[UUID, Depends(item_id)]
