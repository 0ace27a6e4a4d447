"""What the lifespan of learning-service opens."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from zoneinfo import ZoneInfo

from learning_service.paths.models import LearningPath, PathPart
from learning_service.paths.order import PathOrder
from learning_service.paths.service import LearningPathService
from learning_service.reviews.service import ReviewService
from shared.core.lazy import Lazy
from shared.database.idempotency import IdempotencyStore
from shared.jobs.belongings import Belongings
from shared.jobs.service import JobService
from shared.jobs.work import Kind
from shared.runs.kept import KeptService
from shared.telemetry.llm import Models

PathKind = Kind[PathOrder, PathPart, LearningPath]


@dataclass(frozen=True)
class LearningResources(Belongings):
    """The services, and what every endpoint shares."""

    paths: LearningPathService
    reviews: ReviewService
    zone: ZoneInfo
    """The time zone of people who name none."""

    path_jobs: PathKind
    jobs: JobService
    idempotency: IdempotencyStore
    models: Models
    checks: Mapping[str, Callable[[], Awaitable[None]]]
    slow: Sequence[Lazy[Any]]

    @property
    def kept(self) -> Sequence[KeptService[Any]]:
        """Everything that belongs to a résumé."""
        return (self.paths, self.reviews)
