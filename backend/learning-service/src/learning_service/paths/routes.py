"""HTTP endpoints for learning paths. Endpoints translate HTTP and contain no business logic."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Request, Response, status

from learning_service.days import Day
from learning_service.dependencies import Everything, ItemId, Jobs, PathId, PathJobs, Paths
from learning_service.exports.markdown import to_markdown
from learning_service.jobs import PATH_JOBS, part_of
from learning_service.paths.errors import (
    LearningItemNotFound,
    LearningPathNotFound,
    NoGroundedPath,
    NothingToLearnFrom,
)
from learning_service.paths.models import LearningPath, PathPart
from learning_service.paths.schemas import (
    PROGRESS_EXAMPLE,
    ItemPatch,
    LearningPathList,
    LearningPathOut,
    LearningPathRequest,
)
from learning_service.practice.errors import InterviewServiceUnavailable
from shared.core.errors import BadRequest, ContentTooLarge, PreconditionFailed, Unprocessable, UnsupportedMediaType
from shared.core.etag import etag
from shared.core.paging import InvalidCursor
from shared.database.quotas import QuotaExceeded
from shared.llm.errors import LlmBudgetExceeded, LlmDeadlineExceeded, LlmUnavailable
from shared.resumes.errors import ResumeNotErased, ResumeNotFound, ResumeServiceUnavailable
from shared.runs.crud import TooLargeToKeep
from shared.web.callbacks import callbacks
from shared.web.documentation.openapi import link
from shared.web.identity.auth import Editor, Generator, Reader, Writer
from shared.web.jobs import ACCEPTED_FAILURES, accepted, wants_async
from shared.web.problems import responses
from shared.web.requests.conditional import ExpectedVersion, answer, unchanged
from shared.web.requests.pagination import PageQuery
from shared.web.routing import RANGES, JsonRoute
from shared.web.runs import NewThing, ResumeId
from shared.web.streaming import EventStream, StreamRoute, described, wants_events

PREFIX = "/api/v1/learning"


EVENTS: EventStream[PathPart, LearningPath] = EventStream(part_of, LearningPathOut.of)
EVENT_FORMS = {"analysis": "AnalysisOut", "item": "ItemOut", "completed": "LearningPathOut"}

router = APIRouter(prefix=PREFIX, route_class=StreamRoute, tags=["learning paths"])


class ExportRoute(JsonRoute):
    """A route that responds with Markdown or a calendar."""

    ranges = (*RANGES, "text/*", "text/markdown", "text/calendar")


exports = APIRouter(prefix=PREFIX, route_class=ExportRoute, tags=["learning paths"])

MARKDOWN = "text/markdown; charset=utf-8"
CALENDAR = "text/calendar; charset=utf-8"
EXPORTED = {
    "description": "The path in the requested format.",
    "content": {"text/markdown": {"schema": {"type": "string"}}, "text/calendar": {"schema": {"type": "string"}}},
}
NOT_MODIFIED = {"description": "Not modified."}
PROGRESS_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            kind: {"schema": {"$ref": "#/components/schemas/ItemPatch"}, "example": PROGRESS_EXAMPLE}
            for kind in ("application/json", "application/merge-patch+json")
        },
    }
}
PATH_LINKS = {
    name: link(name, path_id="/id") for name in ("get_learning_path", "delete_learning_path", "export_learning_path")
}
ITEM_LINK = {"change_learning_item": link("change_learning_item", path_id="/id", item_id="/items/0/id")}


@router.post(
    "/{resume_id}/learning-path",
    status_code=status.HTTP_201_CREATED,
    response_model=LearningPathOut,
    callbacks=callbacks(PREFIX),
    responses={
        201: {"links": PATH_LINKS | ITEM_LINK},
        **accepted(),
        **described("the analysis, then each item as soon as it is written.", EVENT_FORMS),
        **responses(
            BadRequest,
            ResumeNotFound,
            ContentTooLarge,
            UnsupportedMediaType,
            Unprocessable,
            TooLargeToKeep,
            ResumeServiceUnavailable,
            InterviewServiceUnavailable,
            LlmUnavailable,
            LlmBudgetExceeded,
            QuotaExceeded,
            NoGroundedPath,
            NothingToLearnFrom,
            LlmDeadlineExceeded,
            *ACCEPTED_FAILURES,
        ),
    },
)
async def create_learning_path(
    resume_id: ResumeId,
    caller: Generator,
    paths: Paths,
    jobs: Jobs,
    kind: PathJobs,
    making: NewThing,
    request: Request,
    response: Response,
    body: LearningPathRequest | None = None,
) -> LearningPathOut | Response:
    """Generate and store a learning path for a résumé. Return the path, or stream each item as it is written.

    With `from_practice` the path also builds on practised answers and on the previous path. With `Prefer:
    respond-async`, return a job at once that does it in the background. Its end is sent to `callback_url`.
    """
    asked = body or LearningPathRequest()
    wants_job = wants_async(request, asked.callback_url)
    order = await paths.order(caller, resume_id, asked)
    if wants_job:
        job = await jobs.create(kind, caller, resume_id, order, making, asked.callback_url)
        return PATH_JOBS.accepted(job)
    if wants_events(request):
        return await EVENTS.answer(request, paths.events(caller, resume_id, order, making))
    path = await paths.create(caller, resume_id, order, making)
    response.headers["Location"] = f"{PREFIX}/learning-paths/{path.id}"
    response.headers["ETag"] = etag(path.version)
    return LearningPathOut.of(path)


@router.get(
    "/{resume_id}/learning-path", responses=responses(ResumeNotFound, LearningPathNotFound, ResumeServiceUnavailable)
)
async def current_learning_path(
    resume_id: ResumeId, caller: Reader, paths: Paths, response: Response
) -> LearningPathOut:
    """Return the newest path of a résumé. `Content-Location` is the URL of the path, to which the `ETag` applies."""
    path = await paths.current(caller, resume_id)
    response.headers["Content-Location"] = f"{PREFIX}/learning-paths/{path.id}"
    return LearningPathOut.of(path)


@router.get(
    "/{resume_id}/learning-paths",
    responses=responses(InvalidCursor, ResumeNotFound, Unprocessable, ResumeServiceUnavailable),
)
async def list_learning_paths(resume_id: ResumeId, caller: Reader, paths: Paths, page: PageQuery) -> LearningPathList:
    """List the learning paths of a résumé, newest first."""
    part = await paths.list(caller, resume_id, page)
    return LearningPathList(items=[LearningPathOut.of(path) for path in part.items], next_cursor=part.next_cursor)


@router.get(
    "/learning-paths/{path_id}",
    response_model=LearningPathOut,
    responses={304: NOT_MODIFIED, **responses(LearningPathNotFound, ResumeServiceUnavailable)},
)
async def get_learning_path(path_id: PathId, caller: Reader, paths: Paths, request: Request) -> Response:
    """Return a learning path."""
    path = await paths.get(caller, path_id)
    return unchanged(request, path.version) or answer(LearningPathOut.of(path), path.version)


@router.patch(
    "/learning-paths/{path_id}/items/{item_id}",
    response_model=LearningPathOut,
    responses=responses(
        BadRequest,
        LearningPathNotFound,
        LearningItemNotFound,
        PreconditionFailed,
        ContentTooLarge,
        UnsupportedMediaType,
        Unprocessable,
        ResumeServiceUnavailable,
    ),
    openapi_extra=PROGRESS_BODY,
)
async def change_learning_item(
    path_id: PathId, item_id: ItemId, body: ItemPatch, caller: Editor, paths: Paths, expected: ExpectedVersion
) -> Response:
    """Record progress on an item: completed milestones, status or a note. Return the whole path.

    Send `If-Match` with the path's ETag to avoid overwriting a concurrent change.
    """
    path = await paths.change_item(caller, path_id, item_id, body.change(), expected)
    return answer(LearningPathOut.of(path), path.version)


@exports.get(
    "/learning-paths/{path_id}/export",
    response_class=Response,
    responses={
        200: EXPORTED,
        **responses(LearningPathNotFound, Unprocessable, ResumeServiceUnavailable),
    },
)
async def export_learning_path(
    path_id: PathId,
    caller: Reader,
    paths: Paths,
    export_format: Annotated[Literal["markdown", "ics"], Query(alias="format")] = "markdown",
    start: Annotated[
        Day | None, Query(description="First day of the first week. Default: the day the path was created.")
    ] = None,
) -> Response:
    """Return a path as Markdown, or as iCalendar (RFC 5545) with an event for each week and item."""
    path = await paths.get(caller, path_id)
    day = start or path.created_at.date()
    if export_format == "ics":
        from learning_service.exports.calendar import to_calendar  # noqa: PLC0415  few load its package of 80 modules

        headers = {"Content-Disposition": 'attachment; filename="learning-path.ics"'}
        return Response(to_calendar(path, day), headers=headers, media_type=CALENDAR)
    headers = {"Content-Disposition": 'inline; filename="learning-path.md"'}
    return Response(to_markdown(path, day), headers=headers, media_type=MARKDOWN)


@router.delete(
    "/learning-paths/{path_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(LearningPathNotFound, PreconditionFailed),
)
async def delete_learning_path(path_id: PathId, caller: Writer, paths: Paths, expected: ExpectedVersion) -> None:
    """Delete a learning path."""
    await paths.remove(caller.id, path_id, expected)


@router.delete(
    "/{resume_id}/learning-paths",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(ResumeNotErased, ResumeServiceUnavailable),
)
async def erase_learning_paths(resume_id: ResumeId, everything: Everything) -> None:
    """Delete everything made from a résumé, including review cards, after its owner deleted the résumé.

    resume-service calls this without a token, because the owner's token may have expired. For any caller, nothing is
    deleted unless resume-service confirms that the résumé is being erased.
    """
    await everything.erase(resume_id)
