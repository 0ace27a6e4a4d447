"""The domain of resume-service."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

JsonObject = dict[str, object]
"""Checked content as plain JSON values. It was a `schemas.ResumeIn` when it was written; it is not checked again when
it is read, which is what keeps reading cheap."""

Entry = Mapping[str, object]
"""One object of such content: a job, a project, a school, the contact."""


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
