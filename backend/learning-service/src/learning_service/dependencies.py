"""Dependencies of the endpoints of learning-service."""

from typing import Annotated, cast
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Depends, Path, Query, Request

from learning_service.days import ZoneName
from learning_service.paths.errors import LearningItemNotFound, LearningPathNotFound
from learning_service.paths.service import LearningPathService
from learning_service.resources import LearningResources, PathKind
from learning_service.reviews.errors import ReviewNotFound
from learning_service.reviews.service import ReviewService
from shared.jobs.service import JobService
from shared.web.runs import thing_id


async def everything(request: Request) -> LearningResources:
    """Return the resources of the lifespan."""
    return cast("LearningResources", request.state.resources)


async def path_service(request: Request) -> LearningPathService:
    """Return the learning path service."""
    return (await everything(request)).paths


async def job_service(request: Request) -> JobService:
    """Return the jobs."""
    return (await everything(request)).jobs


async def path_jobs(request: Request) -> PathKind:
    """Return the kind of job that makes learning paths."""
    return (await everything(request)).path_jobs


async def review_service(request: Request) -> ReviewService:
    """Return the review service."""
    return (await everything(request)).reviews


async def path_id(path_id: Annotated[str, Path(description="Id of a learning path.")]) -> UUID:
    """Return the id in the path; raises `LearningPathNotFound` if it is malformed."""
    return thing_id(path_id, LearningPathNotFound)


async def item_id(item_id: Annotated[str, Path(description="Id of an item of the path.")]) -> UUID:
    """Return the id in the path; raises `LearningItemNotFound` if it is malformed."""
    return thing_id(item_id, LearningItemNotFound)


async def review_id(review_id: Annotated[str, Path(description="Id of a review card.")]) -> UUID:
    """The id in the path; what cannot be an id names no card."""
    return thing_id(review_id, ReviewNotFound)


async def zone(
    request: Request,
    time_zone: Annotated[
        ZoneName | None,
        Query(
            description="The person's time zone, as in the IANA database; `REVIEW_TIME_ZONE` by default.",
            examples=["Asia/Seoul"],
        ),
    ] = None,
) -> ZoneInfo:
    """The time zone that days are meant in."""
    return ZoneInfo(time_zone) if time_zone is not None else (await everything(request)).zone


Everything = Annotated[LearningResources, Depends(everything)]
Paths = Annotated[LearningPathService, Depends(path_service)]
Jobs = Annotated[JobService, Depends(job_service)]
PathJobs = Annotated[PathKind, Depends(path_jobs)]
PathId = Annotated[UUID, Depends(path_id)]
ItemId = Annotated[UUID, Depends(item_id)]
Reviews = Annotated[ReviewService, Depends(review_service)]
ReviewId = Annotated[UUID, Depends(review_id)]
Zone = Annotated[ZoneInfo, Depends(zone)]
