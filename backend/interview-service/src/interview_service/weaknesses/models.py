"""Questions that were answered below a level. They are put together at each call and never stored."""

from dataclasses import dataclass
from datetime import datetime

from pydantic import BaseModel, Field

from interview_service.evaluation.models import Dimension
from interview_service.questions.models import QuestionType
from shared.core.paging import Slice
from shared.resumes.document import Language


class JudgedAnswer(BaseModel):
    """An answer and how it did as a whole."""

    answer_id: str
    answered_at: datetime
    total: float


class WeakQuestion(BaseModel):
    """A question that was answered below the level at least once, and its newest answer."""

    question_id: str
    session_id: str = Field(description="The session of the newest answer.")
    resume_id: str
    resume_version: int
    language: Language
    type: QuestionType
    topics: list[str]
    question: str
    what_good_answers_cover: list[str]
    said: str = Field(description="How the newest answer begins, word for word.")
    weakest: Dimension | None = Field(description="Its weakest dimension; `null` when none could be judged.")
    why: str = Field(description="Why that dimension is at its level.")
    to_next_level: str | None = Field(description="What is heard one level above.")
    missing: list[str] = Field(description="Points that the newest answer left out.")
    answers: list[JudgedAnswer] = Field(description="All answers to it that have a total, the oldest first.")


class WeakQuestionList(BaseModel):
    """A part of the list of weak questions, those that were answered last first."""

    items: list[WeakQuestion]
    next_cursor: str | None = Field(description="Send it as `cursor` for the next part; `null` at the end.")
    complete: bool = Field(description="Whether all answers were looked at; false beyond the newest 2,000.")


@dataclass(frozen=True, slots=True)
class WeakSlice:
    """A part of the list; `tag` is another one when anything in the whole list is."""

    part: Slice[WeakQuestion] | None
    """`None` for a caller that has it."""

    tag: str
    complete: bool
