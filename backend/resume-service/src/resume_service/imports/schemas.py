"""Response schemas for imports."""

from typing import Literal

from pydantic import BaseModel, Field

from resume_service.imports.models import Doubt, ImportedResume, Source
from resume_service.resumes.models import JsonObject, Resume, Written
from resume_service.resumes.schemas import ResumeOut, ResumePreview, ResumeReading, render, render_preview
from shared.runs.generation import Generation


class Dropped(BaseModel):
    """A value from a language model that does not appear in the document."""

    pointer: str = Field(description="Its place in the model's answer (JSON pointer, RFC 6901).")
    value: str


class Place(BaseModel):
    """A place in the document."""

    line: int = Field(description="Line number, from 1; for a PDF or DOCX, in the extracted text.")
    text: str = Field(description="The text of that line, to find it in the document.")


class PleaseCheck(BaseModel):
    """A field with a possibly misplaced value, or a field that is unexpectedly missing."""

    pointer: str = Field(description="The field in `resume` (JSON pointer, RFC 6901).")
    confidence: float = Field(ge=0, le=1, description="The share of such fields that are correct.")
    place: Place | None = Field(description="`null` if the words of the field are not found in a single line.")


class Imported(BaseModel):
    """The result of importing a document."""

    resume: ResumeOut | ResumePreview | ResumeReading = Field(
        description="The stored résumé; with `dry_run`, the one that would be stored, without id or `missing` parts."
    )
    format: Literal["pdf", "docx", "hwpx", "markdown", "text", "json-resume"] = Field(
        description="Detected from the content."
    )
    pages: int | None = Field(description="Number of pages; only for a PDF.")
    source: Source = Field(
        description="How the fields were found: named in the document (`json_resume`), by a language model (`llm`), "
        "or by the built-in rules (`rule_based`)."
    )
    unparsed: list[str] = Field(
        description="What could not be assigned to a field: lines of the document, or JSON pointers into a JSON Resume."
    )
    missing: list[Literal["name", "content"]] = Field(
        description="Required parts that the document lacks: `name` (send it as `?name=`), or `content`, anything "
        "besides the name. Empty for a stored résumé."
    )
    please_check: list[PleaseCheck] = Field(
        description="Fields that may be wrong, in the order of the résumé: fewer than four in five are correct."
    )
    dropped: list[Dropped]
    generation: Generation | None = Field(description="The model or rules used, and the cost; `null` for JSON Resume.")
    original_kept: bool


def render_import(read: ImportedResume, made: Resume | Written, *, original_kept: bool) -> JsonObject:
    """Return the import result as plain JSON values, in the form of `Imported`."""
    return {
        "resume": render(made) if isinstance(made, Resume) else render_preview(made),
        "format": read.format,
        "pages": read.pages,
        "source": read.source,
        "unparsed": read.unparsed,
        "missing": read.missing,
        "please_check": [_please_check(doubt) for doubt in read.please_check],
        "dropped": [{"pointer": pointer, "value": value} for pointer, value in read.dropped],
        "generation": read.generation.model_dump() if read.generation is not None else None,
        "original_kept": original_kept,
    }


def _please_check(doubt: Doubt) -> JsonObject:
    place = None if doubt.line is None else {"line": doubt.line, "text": doubt.text}
    return {"pointer": doubt.pointer, "confidence": doubt.confidence, "place": place}
