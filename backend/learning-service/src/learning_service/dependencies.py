"""What the endpoints of learning-service are given."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Request

from learning_service.paths.errors import LearningPathNotFound
from learning_service.paths.models import LearningPath, PathPart
from learning_service.paths.schemas import LearningPathIn
from shared.runs.opening import MakerResources
from shared.runs.service import MadeService
from shared.web.runs import resources_of, thing_id

LearningPathService = MadeService[LearningPathIn, PathPart, LearningPath]


async def path_service(request: Request) -> LearningPathService:
    """The service object of this process."""
    resources: MakerResources[LearningPathIn, PathPart, LearningPath] = resources_of(request)
    return resources.service


async def path_id(path_id: Annotated[str, Path(description="Id of a learning path.")]) -> UUID:
    """The id in the path; what cannot be an id names no learning path."""
    return thing_id(path_id, LearningPathNotFound)


Paths = Annotated[LearningPathService, Depends(path_service)]
PathId = Annotated[UUID, Depends(path_id)]
