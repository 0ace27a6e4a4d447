"""The domain model of reviews: a question to answer again, its ratings, and when it is due."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from shared.resumes.document import Language

Grade = Literal["again", "hard", "good", "easy"]
Source = Literal["evaluation", "person"]
MAX_RATINGS = 365
"""Maximum number of ratings of a card."""


@dataclass(frozen=True, slots=True)
class Rating:
    """How an attempt went. A rating from an evaluation has the id and the total of its answer."""

    id: UUID
    grade: Grade
    at: datetime
    source: Source
    total: float | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """The question of a card."""

    id: UUID
    text: str
    type: str
    topics: tuple[str, ...]
    covers: tuple[str, ...]
    """What a good answer covers."""


@dataclass(frozen=True, slots=True)
class Answered:
    """The newest answer to the question, and what it lacks."""

    session_id: UUID
    answer_id: UUID
    total: float
    said: str
    weakest: str | None
    why: str
    to_next_level: str | None
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Memory:
    """The scheduler's state of a card: due time, stability in days, and difficulty from 1 to 10."""

    due_at: datetime
    stability: float
    difficulty: float


@dataclass(frozen=True, slots=True)
class Review:
    """A stored review card. Its memory is derived from its ratings."""

    id: UUID
    owner_id: str
    resume_id: UUID
    resume_version: int
    language: Language
    asked: Asked
    answered: Answered
    ratings: tuple[Rating, ...]
    """Oldest first."""

    memory: Memory
    created_at: datetime
    updated_at: datetime
    version: int = 1
