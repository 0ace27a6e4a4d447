"""The HTTP face of weak questions: each endpoint translates and decides nothing."""

from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from interview_service.dependencies import Weaknesses
from interview_service.evaluation.models import MAX_LEVEL, MIN_LEVEL
from interview_service.weaknesses.models import WeakQuestionList
from shared.core.errors import Unprocessable
from shared.core.paging import InvalidCursor
from shared.resumes.errors import ResumeServiceUnavailable
from shared.web.identity.auth import Reader
from shared.web.problems import responses
from shared.web.requests.pagination import PageQuery
from shared.web.routing import JsonRoute

PREFIX = "/api/v1/interview"
NOT_MODIFIED = {"description": "You have this list."}

router = APIRouter(prefix=PREFIX, route_class=JsonRoute, tags=["practice"])


@router.get(
    "/weak-questions",
    response_model=WeakQuestionList,
    responses={304: NOT_MODIFIED, **responses(InvalidCursor, Unprocessable, ResumeServiceUnavailable)},
)
async def list_weak_questions(
    caller: Reader,
    weaknesses: Weaknesses,
    page: PageQuery,
    request: Request,
    below: Annotated[
        float | None,
        Query(
            ge=MIN_LEVEL,
            le=MAX_LEVEL,
            description="Questions with an answer whose total is below this; by default `REVIEW_GOAL`.",
        ),
    ] = None,
) -> Response:
    """List the questions of all résumés that were answered below a level, with the newest answer to each.

    The `ETag` is that of the whole list, of each of its parts: it changes with any answer in it.
    """
    found = await weaknesses.weak(caller, below, page, request.headers.get("if-none-match", ""))
    headers = {"ETag": f'"{found.tag}"'}
    if found.part is None:
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=headers)
    listed = WeakQuestionList(items=list(found.part.items), next_cursor=found.part.next_cursor, complete=found.complete)
    return Response(listed.model_dump_json(), headers=headers, media_type="application/json")
