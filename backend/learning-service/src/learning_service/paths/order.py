"""What is ordered of the engine: the body, and what else a path follows from. There is no token in it."""

from dataclasses import dataclass

from learning_service.paths.models import LearningPath, Practised
from learning_service.paths.schemas import LearningPathIn


@dataclass(frozen=True, slots=True)
class PathOrder:
    """The order of a path."""

    body: LearningPathIn
    practised: Practised | None = None
    earlier: LearningPath | None = None
