"""HTTP endpoints for résumés. Endpoints translate HTTP and contain no business logic."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response, status

from resume_service.dependencies import ResumeId, SearchQuery, resumes_of
from resume_service.erasures.schemas import Erased
from resume_service.errors import NotErased, ResumeContended, ResumeVersionNotFound
from resume_service.exports.jsonresume import to_json_resume
from resume_service.exports.markdown import to_markdown
from resume_service.resumes.models import JsonObject, Resume
from resume_service.resumes.schemas import (
    EXAMPLE,
    ResumeIn,
    ResumeList,
    ResumeOut,
    dump,
    render,
)
from resume_service.versions.schemas import VersionList, render_versions
from shared.core.clock import rfc3339
from shared.core.errors import (
    BadRequest,
    ContentTooLarge,
    PreconditionFailed,
    Unprocessable,
    UnsupportedMediaType,
)
from shared.core.etag import etag
from shared.core.paging import InvalidCursor
from shared.resumes.document import language_of
from shared.resumes.errors import ResumeNotFound
from shared.web.documentation.openapi import link
from shared.web.identity.auth import Reader, Writer
from shared.web.problems import responses
from shared.web.requests.conditional import ExpectedVersion, known_versions
from shared.web.requests.idempotency import made_by
from shared.web.requests.pagination import PageQuery
from shared.web.routing import RANGES, JsonRoute

PREFIX = "/api/v1/resumes"

router = APIRouter(prefix=PREFIX, route_class=JsonRoute, tags=["résumés"])


class ExportRoute(JsonRoute):
    """A route that responds with JSON or Markdown."""

    ranges = (*RANGES, "text/*", "text/markdown")


exports = APIRouter(prefix=PREFIX, route_class=ExportRoute, tags=["résumés"])

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


FILE_NAMES = {"json-resume": "resume.json", "markdown": "resume.md"}
MARKDOWN = "text/markdown; charset=utf-8"
EXPORTED = {
    "description": "The résumé in the requested format.",
    "content": {
        "application/json": {"schema": {"type": "object", "additionalProperties": True}},
        "text/markdown": {"schema": {"type": "string"}},
    },
}


def _answer(resume: Resume, code: int = status.HTTP_200_OK) -> Response:
    return Response(dump(render(resume)), code, {"ETag": etag(resume.version)}, "application/json")


RESUME_LINKS = {
    name: link(name, resume_id="/id")
    for name in (
        *("get_resume", "replace_resume", "patch_resume", "delete_resume"),
        *("list_versions", "export_resume"),
    )
}


@router.post(
    "",
    status_code=status.HTTP_201_CREATED,
    response_model=ResumeOut,
    responses={201: {"links": RESUME_LINKS}, **responses(*BODY_ERRORS)},
)
async def create_resume(body: ResumeIn, caller: Writer, request: Request) -> Response:
    """Store a résumé and return it with its id and version."""
    resume = await resumes_of(request).create(caller.id, body, made_by(request))
    answer = _answer(resume, status.HTTP_201_CREATED)
    answer.headers["Location"] = f"{PREFIX}/{resume.id}"
    return answer


@router.get("", response_model=ResumeList, responses=responses(InvalidCursor, Unprocessable))
async def list_resumes(caller: Reader, request: Request, page: PageQuery, search: SearchQuery) -> Response:
    """List your résumés, newest first: all of them, or those that match all search parameters.

    A search over very many résumés stops after half a second; `looked_back_to` tells how far back it looked.
    """
    part = await resumes_of(request).list(caller.id, page, search)
    items = [render(resume) for resume in part.items]
    back_to = rfc3339(part.looked_back_to) if part.looked_back_to is not None else None
    answer = {"items": items, "next_cursor": part.next_cursor, "looked_back_to": back_to}
    return Response(dump(answer), media_type="application/json")


@router.get(
    "/{resume_id}",
    response_model=ResumeOut,
    responses={304: {"description": "Not modified."}, **responses(ResumeNotFound)},
)
async def get_resume(resume_id: ResumeId, caller: Reader, request: Request) -> Response:
    """Return a résumé."""
    resume = await resumes_of(request).get(caller.id, resume_id)
    if resume.version in known_versions(request):
        return Response(status_code=status.HTTP_304_NOT_MODIFIED, headers={"ETag": etag(resume.version)})
    return _answer(resume)


@router.put(
    "/{resume_id}",
    response_model=ResumeOut,
    responses=responses(*BODY_ERRORS, ResumeNotFound, PreconditionFailed, ResumeContended),
)
async def replace_resume(
    resume_id: ResumeId, body: ResumeIn, caller: Writer, request: Request, expected: ExpectedVersion
) -> Response:
    """Replace the content of a résumé. Send `If-Match` with its ETag to avoid overwriting a concurrent change."""
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
    """Change parts of a résumé with JSON Merge Patch (RFC 7396): `null` removes a member, lists are replaced whole."""
    return _answer(await resumes_of(request).patch(caller.id, resume_id, body, expected))


@router.delete(
    "/{resume_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(ResumeNotFound, PreconditionFailed),
)
async def delete_resume(resume_id: ResumeId, caller: Writer, request: Request, expected: ExpectedVersion) -> None:
    """Delete a résumé, its versions, and what the other services made from it.

    None of it is returned from this moment on. A service that is down deletes its part as soon as it is back.
    """
    await resumes_of(request).delete(caller.id, resume_id, expected)


@router.delete("", response_model=Erased, responses=responses(Unprocessable))
async def delete_all_resumes(
    caller: Writer,
    request: Request,
    confirm: Annotated[Literal["all"], Query(description="Confirms the deletion.")],  # noqa: ARG001  checked
) -> Response:
    """Delete all your résumés and everything made from them."""
    count = await resumes_of(request).delete_all(caller.id)
    return Response(dump({"erased": count}), media_type="application/json")


@router.get(
    "/erasures/{resume_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(NotErased),
)
async def is_erased(resume_id: ResumeId, request: Request) -> None:
    """Return 204 if a résumé is being erased, so that the other services delete what they made from it.

    Needs no token, because the owner's token may have expired. The response reveals nothing else.
    """
    if not await resumes_of(request).is_erased(resume_id):
        raise NotErased


@router.get("/{resume_id}/versions", response_model=VersionList, responses=responses(ResumeNotFound))
async def list_versions(resume_id: ResumeId, caller: Reader, request: Request) -> Response:
    """List the versions of a résumé, newest first: the current one and the earlier ones that are kept."""
    versions = await resumes_of(request).versions(caller.id, resume_id)
    return Response(dump(render_versions(versions)), media_type="application/json")


@router.get(
    "/{resume_id}/versions/{number}",
    response_model=ResumeOut,
    responses=responses(ResumeNotFound, ResumeVersionNotFound, Unprocessable),
)
async def get_version(
    resume_id: ResumeId,
    number: Annotated[int, Path(ge=1, le=2**53, description="Number of the version.", examples=[1])],
    caller: Reader,
    request: Request,
) -> Response:
    """Return a version of a résumé."""
    return _answer(await resumes_of(request).version(caller.id, resume_id, number))


@exports.get(
    "/{resume_id}/export",
    response_class=Response,
    responses={200: EXPORTED, **responses(ResumeNotFound, Unprocessable)},
)
async def export_resume(
    resume_id: ResumeId,
    caller: Reader,
    request: Request,
    export_format: Annotated[Literal["json-resume", "markdown"], Query(alias="format")] = "json-resume",
) -> Response:
    """Return a résumé as JSON Resume (jsonresume.org, schema 1.2.1) or as Markdown.

    The JSON Resume is complete: importing it restores the same résumé. The Markdown is for people; its headings are in
    the language of the résumé, and unknown fields (`extra`) are left out.
    """
    resume = await resumes_of(request).get(caller.id, resume_id)
    headers = {"ETag": etag(resume.version), "Content-Disposition": f'inline; filename="{FILE_NAMES[export_format]}"'}
    if export_format == "markdown":
        return Response(to_markdown(resume.content, language_of(resume.content)), headers=headers, media_type=MARKDOWN)
    document = to_json_resume(resume.content, derived_months=resume.total_experience_months, modified=resume.updated_at)
    return Response(dump(document), headers=headers, media_type="application/json")
