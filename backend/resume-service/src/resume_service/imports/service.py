"""A résumé out of a document: its text, what stands where in it, and nothing that does not."""

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
from shared.core.errors import FieldError
from shared.core.fairness import FairThreads, NoShare
from shared.core.fields import field_errors

SECTIONS = frozenset(
    {
        *("basics", "work", "volunteer", "education", "awards", "certificates", "publications", "skills", "languages"),
        *("interests", "references", "projects"),
    }
)
"""Of JSON Resume; a document with none of them is something else."""

MISSING: dict[str, FieldError] = {
    "name": FieldError("/name", "The document names nobody. Send the name as `?name=` or as a field beside the file."),
    "content": FieldError("", "The document says nothing about work, projects, skills or the person."),
}
"""What a stored résumé needs and a document may lack: where it belongs, and what to do."""

KINDS = {
    Format.PDF: ("application/pdf", "pdf"),
    Format.DOCX: ("application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"),
    Format.HWPX: ("application/hwp+zip", "hwpx"),
    Format.MARKDOWN: ("text/markdown", "md"),
    Format.TEXT: ("text/plain", "txt"),
    Format.JSON: ("application/json", "json"),
}


class TextReader(Protocol):
    """Reads the text of documents."""

    async def extract(self, data: bytes, owner: str) -> Extracted:
        """Format and text of an owner's document; raises the errors of `extraction`."""
        ...


class Structurer(Protocol):
    """Finds the fields of a résumé in a document."""

    async def structure(self, document: Document, owner: str) -> Structured:
        """As much as it finds; every value stands in the document. May raise `AppError` of `shared`, and `NoShare`."""
        ...


class RuleStructurer:
    """The built-in rules, in a thread: a text of many pages takes them as long as some requests."""

    def __init__(self, rules: Callable[[Document], Structured], threads: FairThreads) -> None:
        self._rules = rules
        self._threads = threads

    async def structure(self, document: Document, owner: str) -> Structured:
        """What the rules find; raises `NoShare`."""
        return await self._threads.run(owner, self._rules, document)


class Importer:
    """Reads the résumés in documents; stores nothing."""

    def __init__(self, reader: TextReader, structurer: Structurer, threads: FairThreads) -> None:
        self._reader = reader
        self._structurer = structurer
        self._threads = threads

    async def read(self, data: bytes, owner: str, name: str | None = None) -> tuple[ImportedResume, Original]:
        """The résumé in an owner's document, and the document as a file of its kind; `name` where it names nobody.

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
        # In a thread, as a hostile text may have as many rows as it has places.
        please_check = await self._threads.run(owner, doubts, content, extracted.text)
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


def require_whole(read: ImportedResume) -> None:
    """Raise `IncompleteResume`, with all that was read, where something is missing that a stored résumé needs."""
    if read.missing:
        raise IncompleteResume(
            errors=[MISSING[field] for field in read.missing],
            extensions={"content": read.content, "unparsed": read.unparsed, "missing": read.missing},
        )


def _of_json(text: str, name: str | None) -> ImportedResume:
    try:
        document = from_json(text, allow_inf_nan=False)
    except ValueError as error:
        raise BrokenDocument(f"The document is not JSON: {error}.") from error
    if not isinstance(document, dict) or not SECTIONS & cast(JsonObject, document).keys():
        raise NotJsonResume
    found, unparsed = from_json_resume(cast(JsonObject, document))
    content, missing = _checked(found, tuple(unparsed), name)
    return ImportedResume(content, "json-resume", None, "json_resume", tuple(unparsed), (), None, missing)


def _checked(content: JsonObject, unparsed: tuple[str, ...], name: str | None) -> tuple[JsonObject, tuple[str, ...]]:
    """What was found as the service keeps it, and what a résumé needs beside it; raises `IncompleteResume`."""
    found = content if content.get("name") or name is None else {**content, "name": name}
    lacking = {
        "name": not found.get("name"),
        "content": not any(found.get(field) for field in SAYS_SOMETHING),
    }
    # The rest is checked as if it were all there.
    standing_in = {field: "-" for field in ("name", "summary") if lacking["content" if field == "summary" else field]}
    try:
        whole = ResumeIn.model_validate({**found, **standing_in}).content()
    except ValidationError as error:
        raise IncompleteResume(
            errors=field_errors(error.errors()), extensions={"content": content, "unparsed": unparsed}
        ) from error
    checked = {field: value for field, value in whole.items() if field not in standing_in}
    return checked, tuple(field for field, is_missing in lacking.items() if is_missing)
