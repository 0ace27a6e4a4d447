"""What of interview-service's answers is used here. Members that it adds do no harm."""

from dataclasses import dataclass
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict

from shared.resumes.document import Language


class _Read(BaseModel):
    model_config = ConfigDict(frozen=True)


class JudgedAnswer(_Read):
    """An answer and how it did as a whole."""

    answer_id: UUID
    answered_at: AwareDatetime
    total: float


class WeakQuestion(_Read):
    """A question that was answered below a level, with its newest answer."""

    question_id: UUID
    session_id: UUID
    resume_id: UUID
    resume_version: int
    language: Language
    type: str
    topics: tuple[str, ...]
    question: str
    what_good_answers_cover: tuple[str, ...]
    said: str
    weakest: str | None
    why: str
    to_next_level: str | None
    missing: tuple[str, ...]
    answers: tuple[JudgedAnswer, ...]


class WeakPart(_Read):
    """A part of the list of weak questions."""

    items: tuple[WeakQuestion, ...]
    next_cursor: str | None
    complete: bool


@dataclass(frozen=True, slots=True)
class WeakList:
    """All weak questions of a caller. `tag` is another one when any of them has another answer.

    `complete` is false where older answers were left out.
    """

    questions: tuple[WeakQuestion, ...]
    tag: str | None
    complete: bool


class DimensionProgress(_Read):
    """How a dimension goes."""

    name: str
    mean: float | None
    answers: int


class TopicProgress(_Read):
    """How a competence goes."""

    topic: str
    mean: float | None
    answers: int


class Shown(_Read):
    """An answer that shows a weakness."""

    answer_id: UUID
    level: int
    why: str
    quotes: tuple[str, ...]
    said: str


class Weakness(_Read):
    """A dimension that is weak, and the answers that show it."""

    name: str
    mean: float
    evidence: tuple[Shown, ...]


class Progress(_Read):
    """How practice with a résumé goes."""

    answers: int
    total: float | None
    dimensions: tuple[DimensionProgress, ...]
    competences: tuple[TopicProgress, ...]
    weakest: tuple[Weakness, ...]
