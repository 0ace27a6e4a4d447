"""The domain: what comes out of a document."""

from dataclasses import dataclass
from typing import Literal

from resume_service.resumes.models import JsonObject
from shared.runs.generation import Generation


@dataclass(frozen=True, slots=True)
class Original:
    """The file that a résumé was imported from."""

    data: bytes
    media_type: str
    extension: str


Source = Literal["json_resume", "llm", "rule_based"]
"""Who found the fields in a document: they stood in it by name, a language model did, or the built-in rules."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """A value that may be wrong: a JSON pointer into the résumé, and the row of the text that it stands in.

    `line` counts from 1. Without one nothing stands there: the value is missing where others have it.
    """

    pointer: str
    confidence: float
    line: int | None
    text: str | None


@dataclass(frozen=True, slots=True)
class ImportedResume:
    """A document as far as it was understood; `content` is that of a `ResumeIn`, without what is `missing`.

    `unparsed` are lines that no field holds, or JSON pointers to members that none does. `dropped` are values that a
    model gave and that do not stand in the document. `generation` is missing where nothing had to be found.
    `please_check` are fields that may hold what belongs elsewhere.
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
