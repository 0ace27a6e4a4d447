"""Domain models of résumés."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

JsonObject = dict[str, object]
"""Validated content as plain JSON values. It was validated as `schemas.ResumeIn` when written and is not validated
again when read, which keeps reads cheap."""

Entry = Mapping[str, object]
"""An object of such content: a job, a project, a school, the contact."""


@dataclass(frozen=True, slots=True)
class Resume:
    """A version of a stored résumé.

    `derived` is `None` if a process of an older release wrote it during an upgrade.
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
    """The data stored by a write: the content, derived fields, and `search`, the search index fields."""

    content: JsonObject
    months: int | None
    derived: JsonObject
    search: JsonObject


@dataclass(frozen=True, slots=True)
class Search:
    """Search criteria, normalised for comparison (`deriving`). All of them must match.

    `name_parts` are indexed parts of `name`; for a short `name`, the name itself.
    """

    name: str | None = None
    name_parts: tuple[str, ...] = ()
    skill: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Found:
    """The results of a search, newest first. `stopped_at` is where it ran out of time; `None` if complete."""

    resumes: list[Resume]
    stopped_at: UUID | None = None


@dataclass(frozen=True, slots=True)
class ResumePage:
    """A page of a list. `looked_back_to` is set if the search stopped early and older résumés were not searched."""

    items: Sequence[Resume]
    next_cursor: str | None
    looked_back_to: datetime | None
