"""The HTTP face of importing: documents come in as they are, and their files go out again."""

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
from resume_service.imports.schemas import Imported, render_import
from resume_service.imports.service import require_whole
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
FORM = {"file": FILE, "name": {"type": "string", "description": "As the parameter `name`, which comes first."}}
BODY = {
    "requestBody": {
        "required": True,
        "description": "The document as the body, whatever its `Content-Type`, or as the one file of a form.",
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
        200: {"description": "With `dry_run`: what would be stored.", "model": Imported},
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
    dry_run: Annotated[bool, Query(description="Show the result and store nothing.")] = False,
    keep_original: Annotated[bool, Query(description="Keep the file, too; it goes when the résumé goes.")] = False,
    name: Annotated[Name | None, Query(description="Whose résumé it is, where the document does not say.")] = None,
) -> Response:
    """Make a résumé out of a document: PDF, DOCX, HWPX, Markdown, plain text or JSON Resume, told from its content.

    Nothing is invented: each value stands in the document, what could not be placed comes back in `unparsed`, and the
    file itself is not kept unless you say so.
    """
    # Before anything of the document is read: what is used up is used up.
    await reading_time_of(request).check(caller.id)
    resumes, making = resumes_of(request), made_by(request)
    quota = import_quota_of(request).one(caller.id, IncompleteResume)
    # What a process stored that died before it could answer was counted then.
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
    """Return the file that a résumé was imported from, if it was kept."""
    original = await resumes_of(request).original(caller.id, resume_id)
    headers = {
        # A stranger's document is downloaded and never shown as a page of this origin.
        "Content-Disposition": f'attachment; filename="resume.{original.extension}"',
        "X-Content-Type-Options": "nosniff",
    }
    return Response(original.data, headers=headers, media_type=original.media_type)


async def _document(request: Request) -> tuple[bytes, str | None]:
    """The document in the body, which the limit of the body bounds, and a name beside it; raises `MultipartBroken`."""
    body = await request.body()
    if not request.headers.get("content-type", "").lower().startswith("multipart/"):
        return body, None

    async def whole() -> AsyncGenerator[bytes, None]:
        yield body

    parser = MultiPartParser(request.headers, whole(), max_files=1, max_fields=1)
    # The body is in memory already; a copy on a disk would be one more place to delete it from.
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
    """The name that a form gives beside its file; raises `MultipartBroken`."""
    given = form.get("name")
    if not isinstance(given, str) or not given.strip():
        return None
    try:
        return NAME.validate_python(given)
    except ValidationError as error:
        raise MultipartBroken(f"The field `name` of the form is no name: {error.errors()[0]['msg']}.") from error
