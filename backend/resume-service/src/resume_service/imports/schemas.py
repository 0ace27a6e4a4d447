"""The wire: what became of a document."""

from typing import Literal

from pydantic import BaseModel, Field

from resume_service.imports.models import Doubt, ImportedResume, Source
from resume_service.resumes.models import JsonObject, Resume, Written
from resume_service.resumes.schemas import ResumeOut, ResumePreview, ResumeReading, render, render_preview
from shared.runs.generation import Generation


class Dropped(BaseModel):
    """A value that a language model gave and that does not stand in the document."""

    pointer: str = Field(description="Where in the model's answer it stood (JSON pointer, RFC 6901).")
    value: str


class Place(BaseModel):
    """Where in the document something stands."""

    line: int = Field(description="Row of the text, from 1; of a PDF or DOCX, of the text that was taken out of it.")
    text: str = Field(description="What stands in that row, by which a reader of the document finds it.")


class PleaseCheck(BaseModel):
    """A field that may hold what belongs elsewhere, or that is missing where others like it have it."""

    pointer: str = Field(description="The field in `resume` (JSON pointer, RFC 6901).")
    confidence: float = Field(ge=0, le=1, description="The share of such fields that are right.")
    place: Place | None = Field(description="`null` where the words of the field are not found in one row.")


class Imported(BaseModel):
    """What became of a document."""

    resume: ResumeOut | ResumePreview | ResumeReading = Field(
        description="As it was stored; with `dry_run`, as it would be: without an id, and without what is `missing`."
    )
    format: Literal["pdf", "docx", "hwpx", "markdown", "text", "json-resume"] = Field(
        description="Told from the content."
    )
    pages: int | None = Field(description="Of a PDF.")
    source: Source = Field(
        description="Who found the fields: they stood in the document by name (`json_resume`), a language model "
        "(`llm`), or the built-in rules (`rule_based`)."
    )
    unparsed: list[str] = Field(
        description="What could not be placed: lines of the document, or with JSON Resume JSON pointers into it."
    )
    missing: list[Literal["name", "content"]] = Field(
        description="What a stored résumé needs and the document does not say: `name` (send it as `?name=`), or "
        "`content`, anything beside the name. Empty once it is stored."
    )
    please_check: list[PleaseCheck] = Field(
        description="Fields that may be wrong, in the order of the résumé: fewer than four in five such are right."
    )
    dropped: list[Dropped]
    generation: Generation | None = Field(description="Which model or rules, and at what cost; `null` for JSON Resume.")
    original_kept: bool


def render_import(read: ImportedResume, made: Resume | Written, *, original_kept: bool) -> JsonObject:
    """What was read, and what was stored of it or would be, as `Imported` describes them."""
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
