"""Imports résumés from documents: extracts the text and finds the fields in it."""

from collections.abc import Callable
from typing import Protocol, cast

from pydantic import ValidationError
from pydantic_core import from_json

from resume_service.errors import IncompleteResume, NotJsonResume
from resume_service.exports.jsonresume import from_json_resume
from resume_service.imports.blocks import Document
from resume_service.imports.extraction import Extracted, Format
from resume_service.imports.extraction.errors import BrokenDocument, ExtractionBusy
from resume_service.imports.models import ImportedResume, Original
from resume_service.imports.structuring.doubts import doubts
from resume_service.imports.structuring.models import Structured
from resume_service.resumes.models import JsonObject
from resume_service.resumes.schemas import SAYS_SOMETHING, ResumeIn
from shared.core.fairness import FairThreads, NoShare
from shared.core.fields import field_errors

SECTIONS = frozenset(
    {
        *("basics", "work", "volunteer", "education", "awards", "certificates", "publications", "skills", "languages"),
        *("interests", "references", "projects"),
    }
)
"""Sections of JSON Resume; a document with none of them is not a JSON Resume."""

KINDS = {
    Format.PDF: ("application/pdf", "pdf"),
    Format.DOCX: ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    Format.HWPX: ("application/hwp+zip", "hwpx"),
    Format.MARKDOWN: ("text/markdown", "md"),
    Format.TEXT: ("text/plain", "txt"),
    Format.JSON: ("application/json", "json"),
}


class TextReader(Protocol):
    """Extracts the text of documents."""

    async def extract(self, data: bytes, owner: str) -> Extracted:
        """Return the format and text of an owner's document; raises the errors of `extraction`."""
        ...


class Structurer(Protocol):
    """Finds the fields of a résumé in a document."""

    async def structure(self, document: Document, owner: str) -> Structured:
        """Return the fields found; every value appears in the document. May raise `AppError`, `NoShare`."""
        ...


class RuleStructurer:
    """The built-in rules, run in a thread because a long text takes as long as several requests."""

    def __init__(self, rules: Callable[[Document], Structured], threads: FairThreads) -> None:
        self._rules = rules
        self._threads = threads

    async def structure(self, document: Document, owner: str) -> Structured:
        """Return the fields that the rules find; raises `NoShare`."""
        return await self._threads.run(owner, self._rules, document)


class Importer:
    """Reads résumés from documents without storing them."""

    def __init__(self, reader: TextReader, structurer: Structurer, threads: FairThreads) -> None:
        self._reader = reader
        self._structurer = structurer
        self._threads = threads

    async def read(self, data: bytes, owner: str, name: str | None = None) -> tuple[ImportedResume, Original]:
        """Return the résumé in an owner's document and the document as a file. `name` is used if the document has none.

        Raises `IncompleteResume`, `NotJsonResume`, the errors of `extraction`, and those of the language models.
        """
        extracted = await self._reader.extract(data, owner)
        try:
            if extracted.format is Format.JSON:
                found = await self._threads.run(owner, _of_json, extracted.text, name)
            else:
                found = await self._of_text(extracted, owner, name)
        except NoShare as error:
            raise ExtractionBusy from error
        return found, Original(data, *KINDS[extracted.format])

    async def _of_text(self, extracted: Extracted, owner: str, name: str | None) -> ImportedResume:
        found = await self._structurer.structure(extracted.document, owner)
        dropped = tuple((one.pointer, one.value) for one in found.dropped)
        content, missing = _checked(found.content, found.unparsed, name)
        made = found.generation
        # In a thread, because a hostile text may have as many lines as characters.
        please_check = await self._threads.run(owner, doubts, content, extracted.text, found.seen)
        return ImportedResume(
            content,
            extracted.format.value,
            extracted.pages,
            made.source,
            found.unparsed,
            dropped,
            made,
            missing,
            please_check,
        )


def _of_json(text: str, name: str | None) -> ImportedResume:
    try:
        document = from_json(text, allow_inf_nan=False)
    except ValueError as error:
        raise BrokenDocument(f"The document is not valid JSON: {error}.") from error
    if not isinstance(document, dict) or not SECTIONS & cast(JsonObject, document).keys():
        raise NotJsonResume
    found, unparsed = from_json_resume(cast(JsonObject, document))
    content, missing = _checked(found, tuple(unparsed), name)
    return ImportedResume(content, "json-resume", None, "json_resume", tuple(unparsed), (), None, missing)


def _checked(content: JsonObject, unparsed: tuple[str, ...], name: str | None) -> tuple[JsonObject, tuple[str, ...]]:
    """Return the validated content and the names of missing parts; raises `IncompleteResume`."""
    found = content if content.get("name") or name is None else {**content, "name": name}
    lacking = {
        "name": not found.get("name"),
        "content": not any(found.get(field) for field in SAYS_SOMETHING),
    }
    # Validate the rest as if nothing were missing.
    standing_in = {field: "-" for field in ("name", "summary") if lacking["content" if field == "summary" else field]}
    try:
        whole = ResumeIn.model_validate({**found, **standing_in}).content()
    except ValidationError as error:
        raise IncompleteResume(
            errors=field_errors(error.errors()), extensions={"content": content, "unparsed": unparsed}
        ) from error
    checked = {field: value for field, value in whole.items() if field not in standing_in}
    return checked, tuple(field for field, is_missing in lacking.items() if is_missing)
