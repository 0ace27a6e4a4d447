"""The domain of resume-service."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.runs.generation import Generation

JsonObject = dict[str, object]
"""Checked content as plain JSON values. It was a `schemas.ResumeIn` when it was written; it is not checked again when
it is read, which is what keeps reading cheap."""


@dataclass(frozen=True, slots=True)
class Resume:
    """A stored résumé: whose it is, which version this is, and what stands in it.

    `derived` is missing where a process of an older version wrote while the version was changed.
    """

    id: UUID
    owner_id: str
    version: int
    created_at: datetime
    updated_at: datetime
    total_experience_months: int | None
    derived: JsonObject | None
    content: JsonObject


@dataclass(frozen=True, slots=True)
class Written:
    """What one write stores: the content and what follows from it; `search` is what a search looks into."""

    content: JsonObject
    months: int | None
    derived: JsonObject
    search: JsonObject


@dataclass(frozen=True, slots=True)
class Search:
    """What the résumés of a list have in common: all of it as it is compared (`deriving`).

    `name_parts` are parts of `name` that an index knows; they are `name` itself when it is as short as they are.
    """

    name: str | None = None
    name_parts: tuple[str, ...] = ()
    skill: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """What a search found, newest first. It looked at nothing older than `stopped_at`; `None`: nothing made it stop."""

    resumes: list[Resume]
    stopped_at: UUID | None = None


@dataclass(frozen=True, slots=True)
class ResumePage:
    """A part of a list. `looked_back_to`: the search ended early, and older résumés were not looked at."""

    items: Sequence[Resume]
    next_cursor: str | None
    looked_back_to: datetime | None


@dataclass(frozen=True, slots=True)
class Erasure:
    """A résumé that its owner deleted, and how far everything that was made of it is gone, too.

    `version` is the one that was to be deleted; who comes later deletes no other. `done` are the places that have
    nothing any more in this `sweep`.
    """

    id: UUID
    resume_id: UUID
    owner_id: str
    version: int
    requested_at: datetime
    sweep: int = 0
    done: frozenset[str] = frozenset()
    failures: int = 0


@dataclass(frozen=True, slots=True)
class Original:
    """The file that a résumé was imported from."""

    data: bytes
    media_type: str
    extension: str


Source = Literal["json_resume", "llm", "rule_based"]
"""Who found the fields in a document: they stood in it by name, a language model did, or the built-in rules."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A document as far as it was understood; `content` is that of a `ResumeIn`, without what is `missing`.

    `unparsed` are lines that no field holds, or JSON pointers to members that none does. `dropped` are values that a
    model gave and that do not stand in the document. `generation` is missing where nothing had to be found.
    """

    content: JsonObject
    format: str
    pages: int | None
    source: Source
    unparsed: tuple[str, ...]
    dropped: tuple[tuple[str, str], ...]
    generation: Generation | None
    missing: tuple[str, ...] = ()
