"""Domain models of erasures."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Erasure:
    """The erasure of a résumé that its owner deleted, with its progress.

    `version` is the version to delete; retries delete no other version. `done` are the services that have finished this
    `sweep`.
    """

    id: UUID
    resume_id: UUID
    owner_id: str
    version: int
    requested_at: datetime
    sweep: int = 0
    done: frozenset[str] = frozenset()
    failures: int = 0
