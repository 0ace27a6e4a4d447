"""The domain of resume-service."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

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
    """What the résumés of a list have in common: all of it as it is compared (`deriving`)."""

    name: str | None = None
    skill: str | None = None
    words: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Erasure:
    """A résumé that its owner deleted, and how far everything that was made of it is gone, too.

    `version` is the only one that was to be deleted, `None` any. `done` are the places that have nothing any more in
    this `sweep`.
    """

    id: UUID
    resume_id: UUID
    owner_id: str
    version: int | None
    requested_at: datetime
    sweep: int = 0
    done: frozenset[str] = frozenset()
    failures: int = 0
