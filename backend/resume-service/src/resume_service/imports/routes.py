"""HTTP endpoints for importing documents and downloading their original files."""

from collections.abc import AsyncGenerator
from contextlib import nullcontext
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response, status
from pydantic import TypeAdapter, ValidationError
from starlette.datastructures import FormData, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from resume_service.dependencies import ResumeId, import_quota_of, importer_of, reading_time_of, resumes_of
from resume_service.errors import IncompleteResume, MultipartBroken, NotJsonResume, OriginalNotFound
from resume_service.imports.extraction.errors import (
    BrokenDocument,
    DocumentTooComplex,
    DocumentTooLarge,
    EmptyDocument,
    EncryptedDocument,
    ExtractionBusy,
    PictureDocument,
    ScannedDocument,
    UnsupportedDocument,
)
from resume_service.imports.models import require_whole
from resume_service.imports.schemas import Imported, render_import
from resume_service.resumes.deriving import written
from resume_service.resumes.fields import Name
from resume_service.resumes.routes import PREFIX
from resume_service.resumes.schemas import dump
from shared.core.errors import ContentTooLarge
from shared.core.etag import etag
from shared.database.quotas import QuotaExceeded, Use
from shared.llm.errors import LlmBudgetExceeded, LlmDeadlineExceeded, LlmUnavailable
from shared.resumes.errors import ResumeNotFound
from shared.web.documentation.openapi import link
from shared.web.identity.auth import Reader, Writer
from shared.web.problems import responses
from shared.web.requests.idempotency import made_by
from shared.web.routing import JsonRoute

PATH = f"{PREFIX}/import"
NAME: TypeAdapter[str] = TypeAdapter(Name)

imports = APIRouter(prefix=PREFIX, route_class=JsonRoute, tags=["résumés"])

FILE = {"type": "string", "format": "binary"}
FORM = {
    "file": FILE,
    "name": {"type": "string", "description": "As the query parameter `name`, which takes precedence."},
}
BODY = {
    "requestBody": {
        "required": True,
        "description": "The document as the body, with any `Content-Type`, or as the only file of a form.",
        "content": {
            "application/octet-stream": {"schema": FILE},
            "multipart/form-data": {"schema": {"type": "object", "required": ["file"], "properties": FORM}},
        },
    }
}


@imports.post(
    "/import",
    status_code=status.HTTP_201_CREATED,
    response_model=Imported,
    responses={
        200: {"description": "With `dry_run`: the result that would be stored.", "model": Imported},
        201: {"links": {"get_resume": link("get_resume", resume_id="/resume/id")}},
        **responses(
            MultipartBroken,
            ContentTooLarge,
            DocumentTooLarge,
            UnsupportedDocument,
            EmptyDocument,
            ScannedDocument,
            PictureDocument,
            EncryptedDocument,
            BrokenDocument,
            DocumentTooComplex,
            NotJsonResume,
            IncompleteResume,
            QuotaExceeded,
            ExtractionBusy,
            LlmUnavailable,
            LlmBudgetExceeded,
            LlmDeadlineExceeded,
        ),
    },
    openapi_extra=BODY,
)
async def import_resume(
    caller: Writer,
    request: Request,
    dry_run: Annotated[bool, Query(description="Return the result without storing it.")] = False,
    keep_original: Annotated[bool, Query(description="Also store the file; it is deleted with the résumé.")] = False,
    name: Annotated[Name | None, Query(description="Name of the person, used if the document has none.")] = None,
) -> Response:
    """Create a résumé from a PDF, DOCX, HWPX, Markdown, plain text or JSON Resume document, detected by content.

    Nothing is invented: every value appears in the document, and what could not be assigned is returned in `unparsed`.
    The file itself is stored only with `keep_original`.
    """
    # Checked before reading the document: reading time is charged even if the import fails.
    await reading_time_of(request).check(caller.id)
    resumes, making = resumes_of(request), made_by(request)
    quota = import_quota_of(request).one(caller.id, IncompleteResume)
    # If an earlier process stored the résumé and died before responding, the import was counted then.
    is_stored = making.again and await resumes.holds(caller.id, making.id)
    async with nullcontext(Use()) if is_stored else quota as use:
        document, beside = await _document(request)
        found, original = await (await importer_of(request)).read(document, caller.id, name or beside)
        use.spent()
        if dry_run:
            shown = render_import(found, written(found.content), original_kept=False)
            return Response(dump(shown), media_type="application/json")
        require_whole(found)
        kept = original if keep_original else None
        resume = await resumes.create_from(caller.id, found, kept, making)
    return Response(
        dump(render_import(found, resume, original_kept=keep_original)),
        status.HTTP_201_CREATED,
        {"Location": f"{PREFIX}/{resume.id}", "ETag": etag(resume.version)},
        "application/json",
    )


@imports.get(
    "/{resume_id}/original",
    response_class=Response,
    responses={
        200: {"description": "The file.", "content": {"application/octet-stream": {"schema": FILE}}},
        **responses(ResumeNotFound, OriginalNotFound),
    },
)
async def get_original(resume_id: ResumeId, caller: Reader, request: Request) -> Response:
    """Return the file that a résumé was imported from, if it was stored."""
    original = await resumes_of(request).original(caller.id, resume_id)
    headers = {
        # An untrusted document must be downloaded, never rendered as a page of this origin.
        "Content-Disposition": f'attachment; filename="resume.{original.extension}"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(original.data, headers=headers, media_type=original.media_type)


async def _document(request: Request) -> tuple[bytes, str | None]:
    """Return the document in the body and the name in the form, if any; raises `MultipartBroken`."""
    body = await request.body()
    if not request.headers.get("content-type", "").lower().startswith("multipart/"):
        return body, None

    async def whole() -> AsyncGenerator[bytes, None]:
        yield body

    parser = MultiPartParser(request.headers, whole(), max_files=1, max_fields=1)
    # The body is already in memory; a copy on disk would be another place to delete it from.
    parser.spool_max_size = len(body) + 1
    try:
        form = await parser.parse()
    except MultiPartException as error:
        raise MultipartBroken(f"{MultipartBroken.default_detail} {error.message}") from error
    try:
        files = [value for _, value in form.multi_items() if isinstance(value, UploadFile)]
        if not files:
            raise MultipartBroken
        return await files[0].read(), _name_in(form)
    finally:
        await form.close()


def _name_in(form: FormData) -> str | None:
    """Return the name in the form, if any; raises `MultipartBroken`."""
    given = form.get("name")
    if not isinstance(given, str) or not given.strip():
        return None
    try:
        return NAME.validate_python(given)
    except ValidationError as error:
        raise MultipartBroken(f"The form field `name` is not valid: {error.errors()[0]['msg']}.") from error
