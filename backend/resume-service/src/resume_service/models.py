"""The domain of resume-service."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

JsonObject = dict[str, object]
"""Checked content as plain JSON values. It was a `schemas.ResumeIn` when it was written; it is not checked again when
it is read, which is what keeps reading cheap."""


@dataclass(frozen=True, slots=True)
class Resume:
    """A stored résumé: whose it is, which version this is, and what stands in it."""

    id: UUID
    owner_id: str
    version: int
    created_at: datetime
    updated_at: datetime
    total_experience_months: int | None
    content: JsonObject
