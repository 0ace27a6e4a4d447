"""The HTTP face of learning paths: each endpoint translates and decides nothing."""

from fastapi import APIRouter, Response, status

from learning_service.dependencies import PathId, Paths
from learning_service.paths.errors import LearningPathNotFound, NoGroundedPath
from learning_service.paths.schemas import LearningPathIn, LearningPathList, LearningPathOut
from shared.core.errors import BadRequest, ContentTooLarge, Unprocessable, UnsupportedMediaType
from shared.core.paging import InvalidCursor
from shared.database.quotas import QuotaExceeded
from shared.llm.errors import LlmBudgetExceeded, LlmDeadlineExceeded, LlmUnavailable
from shared.resumes.errors import ResumeNotErased, ResumeNotFound, ResumeServiceUnavailable
from shared.runs.crud import TooLargeToKeep
from shared.web.auth import Asker, Reader, Writer
from shared.web.openapi import link
from shared.web.pagination import PageQuery
from shared.web.problems import responses
from shared.web.routing import JsonRoute
from shared.web.runs import NewThing, ResumeId

PREFIX = "/api/v1/learning"

router = APIRouter(prefix=PREFIX, route_class=JsonRoute, tags=["learning paths"])


@router.post(
    "/{resume_id}/learning-path",
    status_code=status.HTTP_201_CREATED,
    responses={
        201: {"links": {name: link(name, path_id="/id") for name in ("get_learning_path", "delete_learning_path")}},
        **responses(
            BadRequest,
            ResumeNotFound,
            ContentTooLarge,
            UnsupportedMediaType,
            Unprocessable,
            TooLargeToKeep,
            ResumeServiceUnavailable,
            LlmUnavailable,
            LlmBudgetExceeded,
            QuotaExceeded,
            NoGroundedPath,
            LlmDeadlineExceeded,
        ),
    },
)
async def create_learning_path(
    resume_id: ResumeId,
    caller: Asker,
    paths: Paths,
    making: NewThing,
    response: Response,
    body: LearningPathIn | None = None,
) -> LearningPathOut:
    """Make a learning path from a résumé, store it, and return it."""
    path = await paths.create(caller, resume_id, body or LearningPathIn(), making)
    response.headers["Location"] = f"{PREFIX}/learning-paths/{path.id}"
    return LearningPathOut.of(path)


@router.get(
    "/{resume_id}/learning-path", responses=responses(ResumeNotFound, LearningPathNotFound, ResumeServiceUnavailable)
)
async def current_learning_path(resume_id: ResumeId, caller: Reader, paths: Paths) -> LearningPathOut:
    """Return the newest path made for a résumé."""
    return LearningPathOut.of(await paths.current(caller, resume_id))


@router.get(
    "/{resume_id}/learning-paths",
    responses=responses(InvalidCursor, ResumeNotFound, Unprocessable, ResumeServiceUnavailable),
)
async def list_learning_paths(resume_id: ResumeId, caller: Reader, paths: Paths, page: PageQuery) -> LearningPathList:
    """List the paths made for a résumé, newest first."""
    part = await paths.list(caller, resume_id, page)
    return LearningPathList(items=[LearningPathOut.of(path) for path in part.items], next_cursor=part.next_cursor)


@router.get("/learning-paths/{path_id}", responses=responses(LearningPathNotFound, ResumeServiceUnavailable))
async def get_learning_path(path_id: PathId, caller: Reader, paths: Paths) -> LearningPathOut:
    """Return one path."""
    return LearningPathOut.of(await paths.get(caller, path_id))


@router.delete(
    "/learning-paths/{path_id}", status_code=status.HTTP_204_NO_CONTENT, responses=responses(LearningPathNotFound)
)
async def delete_learning_path(path_id: PathId, caller: Writer, paths: Paths) -> None:
    """Remove a path."""
    await paths.delete(caller.id, path_id)


@router.delete(
    "/{resume_id}/learning-paths",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(ResumeNotErased, ResumeServiceUnavailable),
)
async def erase_learning_paths(resume_id: ResumeId, paths: Paths) -> None:
    """Remove everything that was made from a résumé, after its owner deleted the résumé.

    resume-service calls this, without a token: the owner's may have ended. So it does nothing before resume-service
    itself has confirmed that the résumé is being erased, whoever calls.
    """
    await paths.erase(resume_id)
