"""What reports and progress are. They are made at each call and never stored."""

from datetime import datetime

from pydantic import BaseModel, Field

from interview_service.evaluation.models import Contradiction, Dimension, PointFound
from interview_service.questions.models import QuestionType
from interview_service.sessions.models import Mode, PersonaId, State
from shared.resumes.document import Language


class Mean(BaseModel):
    """A mean of levels, and from how many answers; `null` when none of them could be judged."""

    mean: float | None
    answers: int = Field(description="How many answers could be judged.")


class DimensionMean(Mean):
    """How a dimension went."""

    name: Dimension
    label: str
    before: float | None = Field(description="The mean of the session before; `null` without one.")
    change: float | None = Field(description="How much it moved since then.")


class TopicMean(Mean):
    """How a competence went: the topics of the questions."""

    topic: str


class TypeMean(Mean):
    """How a type of question went."""

    type: QuestionType


class AnswerPart(BaseModel):
    """An answer in a report."""

    answer_id: str
    question_id: str
    question: str
    total: float | None
    quotes: list[str] = Field(description="Places of the answer that the judgement rests on, word for word.")


class Step(BaseModel):
    """What to do first: the weakest dimension, and what is heard one level above."""

    dimension: Dimension
    label: str
    mean: float
    to_next_level: str
    question: str = Field(description="The question where it was weakest.")
    missing: list[PointFound] = Field(description="Points that the answer to it left out.")


class Answered(BaseModel):
    """A question of the session and its newest answer."""

    question_id: str
    question: str
    type: QuestionType
    attempts: int
    skipped: bool
    total: float | None


class Report(BaseModel):
    """What a session came to. Coaching, and no verdict on hiring."""

    session_id: str
    resume_id: str
    state: State
    mode: Mode
    persona: PersonaId
    language: Language
    minutes: int
    ran_seconds: float
    answered: int
    skipped: int
    open: int
    total: float | None = Field(description="The mean of the answers' totals; `null` when none has one.")
    dimensions: list[DimensionMean]
    competences: list[TopicMean]
    best: AnswerPart | None
    weakest: AnswerPart | None = Field(description="`null` with fewer than two answers that have a total.")
    first_steps: list[Step]
    contradictions: list[Contradiction]
    answers: list[Answered]
    created_at: datetime = Field(description="When the session was planned.")


class Weakness(BaseModel):
    """A dimension that is weak, and the answers that show it."""

    name: Dimension
    mean: float
    evidence: list["Shows"]


class Shows(BaseModel):
    """An answer that shows a weakness."""

    session_id: str
    answer_id: str
    question_id: str
    level: int
    why: str
    quotes: list[str]
    said: str = Field(description="How the answer begins, word for word.")


class SessionPoint(BaseModel):
    """How a session went, on the line of time."""

    session_id: str
    at: datetime
    total: float | None
    answers: int


class DimensionProgress(Mean):
    """How a dimension goes, over all sessions."""

    name: Dimension
    latest: float | None = Field(description="The mean of the newest session in which it could be judged.")
    change: float | None = Field(description="The newest against the session before it; `null` without two.")


class Progress(BaseModel):
    """How practice goes, over all sessions of a résumé. Of several attempts at a question the newest counts."""

    resume_id: str
    sessions: int
    answers: int
    total: float | None
    dimensions: list[DimensionProgress]
    types: list[TypeMean]
    competences: list[TopicMean] = Field(description="The weakest first.")
    over_time: list[SessionPoint] = Field(description="The oldest first.")
    weakest: list[Weakness]
