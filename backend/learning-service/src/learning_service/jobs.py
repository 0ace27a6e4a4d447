"""Jobs of learning-service, as HTTP shows them."""

from pydantic import BaseModel

from learning_service.paths.models import Analysis, LearningPath, PathPart
from learning_service.paths.order import PathOrder
from learning_service.paths.schemas import AnalysisOut, ItemOut, LearningPathOut
from shared.jobs.models import JobUrls
from shared.web.jobs import Door, jobs_router

PREFIX = "/api/v1/learning"
PATHS_KIND = "learning.path"


def part_of(part: PathPart) -> tuple[str, BaseModel]:
    """Return name and schema of the event of a part."""
    return ("analysis", AnalysisOut.of(part)) if isinstance(part, Analysis) else ("item", ItemOut.of(part))


PATH_JOBS: Door[PathOrder, PathPart, LearningPath] = Door(
    PATHS_KIND,
    JobUrls(PREFIX, "learning-paths"),
    part_of,
    LearningPathOut.of,
    {"analysis": "AnalysisOut", "item": "ItemOut", "completed": "LearningPathOut"},
)
job_routers = jobs_router(PREFIX, (PATH_JOBS,), "jobs")
