"""Domain models of imports."""

from dataclasses import dataclass
from typing import Literal

from resume_service.errors import IncompleteResume
from resume_service.resumes.models import JsonObject
from shared.core.errors import FieldError
from shared.runs.generation import Generation

MISSING: dict[str, FieldError] = {
    "name": FieldError("/name", "The document contains no name. Send it as `?name=` or as a form field."),
    "content": FieldError("", "The document contains nothing about work, projects, skills or the person."),
}
"""Errors for required parts that a document may lack."""


@dataclass(frozen=True, slots=True)
class Original:
    """The file that a résumé was imported from."""

    data: bytes
    media_type: str
    extension: str


Source = Literal["json_resume", "llm", "rule_based"]
"""How the fields were found: named in the document, by a language model, or by the built-in rules."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A value that may be wrong: a JSON pointer into the résumé, and its line in the text.

    `line` counts from 1; it is `None` if the value was not found in a single line or is missing.
    """

    pointer: str
    confidence: float
    line: int | None
    text: str | None


@dataclass(frozen=True, slots=True)
class ImportedResume:
    """The result of reading a document; `content` is that of a `ResumeIn`, except for `missing` parts.

    `unparsed` are lines, or JSON pointers to members, that no field holds. `dropped` are values from a model that do
    not appear in the document. `generation` is `None` for JSON Resume. `please_check` are fields that may be wrong.
    """

    content: JsonObject
    format: str
    pages: int | None
    source: Source
    unparsed: tuple[str, ...]
    dropped: tuple[tuple[str, str], ...]
    generation: Generation | None
    missing: tuple[str, ...] = ()
    please_check: tuple[Doubt, ...] = ()


def require_whole(read: ImportedResume) -> None:
    """Raise `IncompleteResume`, with everything that was read, if a required part is missing."""
    if read.missing:
        raise IncompleteResume(
            errors=[MISSING[field] for field in read.missing],
            extensions={"content": read.content, "unparsed": read.unparsed, "missing": read.missing},
        )
