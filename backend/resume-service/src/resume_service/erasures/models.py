"""The domain: deletions that are under way."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Erasure:
    """A résumé that its owner deleted, and how far everything that was made of it is gone, too.

    `version` is the one that was to be deleted; a later try deletes no other. `done` are the places that have
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
