"""The domain of answers."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.resumes.document import Language


@dataclass(frozen=True, slots=True)
class Answer:
    """A stored answer, or that a question was skipped. `turn` is that of the session that it took."""

    id: UUID
    owner_id: str
    resume_id: UUID
    resume_version: int
    session_id: UUID
    question_id: UUID
    turn: int
    attempt: int
    language: Language
    text: str | None
    """What was said; `None` when the question was skipped."""

    seconds: int | None
    created_at: datetime

    @property
    def skipped(self) -> bool:
        """Whether nothing was said."""
        return self.text is None
