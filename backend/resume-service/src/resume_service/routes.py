"""The HTTP face of résumés: each endpoint translates and decides nothing."""

from fastapi import APIRouter, Request, Response, status

from resume_service.dependencies import ResumeId, resumes_of
from resume_service.errors import ResumeContended
from resume_service.models import JsonObject, Resume
from resume_service.schemas import EXAMPLE, ResumeIn, ResumeList, ResumeOut, dump, render
from shared.errors import (
    BadRequest,
    ContentTooLarge,
    PreconditionFailed,
    Unprocessable,
    UnsupportedMediaType,
)
from shared.resumes.errors import ResumeNotFound
from shared.web.auth import Reader, Writer
from shared.web.conditional import ExpectedVersion, etag, known_versions
from shared.web.pagination import InvalidCursor, PageQuery
from shared.web.problems import responses
from shared.web.routing import JsonRoute

PREFIX = "/api/v1/resumes"

router = APIRouter(prefix=PREFIX, route_class=JsonRoute, tags=["résumés"])

BODY_ERRORS = (BadRequest, ContentTooLarge, UnsupportedMediaType, Unprocessable)
MERGE_PATCH_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            "application/merge-patch+json": {
                "schema": {"type": "object", "additionalProperties": True},
                "example": {"summary": EXAMPLE["summary"], "activities": None},
            }
        },
    }
}


def _answer(resume: Resume, code: int = status.HTTP_200_OK) -> Response:
    return Response(dump(render(resume)), code, {"ETag": etag(resume.version)}, "application/json")


@router.post("", status_code=status.HTTP_201_CREATED, response_model=ResumeOut, responses=responses(*BODY_ERRORS))
async def create_resume(body: ResumeIn, caller: Writer, request: Request) -> Response:
    """Store a résumé and return it with its id and version."""
    resume = await resumes_of(request).create(caller.id, body)
    answer = _answer(resume, status.HTTP_201_CREATED)
    answer.headers["Location"] = f"{PREFIX}/{resume.id}"
    return answer


@router.get("", response_model=ResumeList, responses=responses(InvalidCursor, Unprocessable))
async def list_resumes(caller: Reader, request: Request, page: PageQuery) -> Response:
    """List your résumés, newest first."""
    part = await resumes_of(request).list(caller.id, page)
    items = [render(resume) for resume in part.items]
    return Response(dump({"items": items, "next_cursor": part.next_cursor}), media_type="application/json")


@router.get(
    "/{resume_id}",
    response_model=ResumeOut,
    responses={304: {"description": "You have this version."}, **responses(ResumeNotFound)},
)
async def get_resume(resume_id: ResumeId, caller: Reader, request: Request) -> Response:
    """Return one résumé."""
    resume = await resumes_of(request).get(caller.id, resume_id)
    if resume.version in known_versions(request):
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers={"ETag": etag(resume.version)})
    return _answer(resume)


@router.put(
    "/{resume_id}",
    response_model=ResumeOut,
    responses=responses(*BODY_ERRORS, ResumeNotFound, PreconditionFailed),
)
async def replace_resume(
    resume_id: ResumeId, body: ResumeIn, caller: Writer, request: Request, expected: ExpectedVersion
) -> Response:
    """Replace a résumé's content. `If-Match` with its ETag protects a change that somebody else made since."""
    return _answer(await resumes_of(request).replace(caller.id, resume_id, body, expected))


@router.patch(
    "/{resume_id}",
    response_model=ResumeOut,
    responses=responses(*BODY_ERRORS, ResumeNotFound, PreconditionFailed, ResumeContended),
    openapi_extra=MERGE_PATCH_BODY,
)
async def patch_resume(
    resume_id: ResumeId, body: JsonObject, caller: Writer, request: Request, expected: ExpectedVersion
) -> Response:
    """Change parts of a résumé: JSON Merge Patch (RFC 7396). A member that is `null` is removed, a list is replaced."""
    return _answer(await resumes_of(request).patch(caller.id, resume_id, body, expected))


@router.delete(
    "/{resume_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(ResumeNotFound, PreconditionFailed),
)
async def delete_resume(resume_id: ResumeId, caller: Writer, request: Request, expected: ExpectedVersion) -> None:
    """Remove a résumé."""
    await resumes_of(request).delete(caller.id, resume_id, expected)
