"""Models of reports and progress. They are computed on each call and never stored."""

from datetime import datetime

from pydantic import BaseModel, Field

from interview_service.evaluation.models import Contradiction, Dimension, PointFound
from interview_service.questions.models import QuestionType
from interview_service.sessions.models import FollowUpKind, Mode, PersonaId, State
from shared.resumes.document import Language


class Mean(BaseModel):
    """A mean of levels and the number of answers behind it; `null` if none could be judged."""

    mean: float | None
    answers: int = Field(description="Number of answers that could be judged.")


class DimensionMean(Mean):
    """The result of a dimension."""

    name: Dimension
    label: str
    before: float | None = Field(description="The mean of the previous session; `null` if there is none.")
    change: float | None = Field(description="Change since the previous session.")


class TopicMean(Mean):
    """The result of a competence. Competences are the topics of the questions."""

    topic: str


class TypeMean(Mean):
    """The result of a type of question."""

    type: QuestionType


class Before(BaseModel):
    """The previous session, and the change of the overall mean since then."""

    session_id: str
    at: datetime
    total: float | None
    change: float | None = Field(description="`null` if one of the two sessions has no total.")


class AnswerPart(BaseModel):
    """An answer in a report."""

    answer_id: str
    question_id: str
    question: str
    total: float | None
    why: str | None = Field(description="Of its best dimension for the best answer, of its weakest for the weakest.")
    quotes: list[str] = Field(description="Sentences of the answer, verbatim, that the judgement is based on.")


class Step(BaseModel):
    """What to work on first: a weak dimension, and what an answer one level higher does."""

    dimension: Dimension
    label: str
    mean: float
    to_next_level: str = Field(description="What an answer does one level higher, at least on level 3.")
    question: str = Field(description="The question with the weakest answer in this dimension.")
    missing: list[PointFound] = Field(description="Points that this answer left out.")


class Answered(BaseModel):
    """A question of the session and its newest answer."""

    question_id: str
    question: str
    type: QuestionType
    attempts: int
    skipped: bool
    total: float | None
    follow_up: "Followed | None" = Field(description="`null` for a question of the plan.")


class Followed(BaseModel):
    """What makes a question a follow-up."""

    question_id: str = Field(description="The question whose answer it follows.")
    kind: FollowUpKind = Field(
        description="`deeper` after a strong answer, `left_out` for what was missing, `bridge` after a weak answer."
    )
    depth: int
    quote: str = Field(description="The part of that answer that it takes up, verbatim.")


class Report(BaseModel):
    """The result of a session. It is coaching, not a hiring decision."""

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
    not_evaluated: int = Field(description="Answers that have no evaluation yet.")
    total: float | None = Field(description="The mean of the answers' totals; `null` if no answer has a total.")
    before: Before | None = Field(description="The previous session of this résumé; `null` for the first one.")
    dimensions: list[DimensionMean]
    competences: list[TopicMean]
    best: AnswerPart | None
    weakest: AnswerPart | None = Field(description="`null` if fewer than two answers have a total.")
    first_steps: list[Step]
    contradictions: list[Contradiction]
    answers: list[Answered]
    created_at: datetime = Field(description="When the session was created.")


class Weakness(BaseModel):
    """A weak dimension and the answers that show it."""

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
    """The result of a session on the timeline."""

    session_id: str
    at: datetime
    total: float | None
    answers: int


class DimensionProgress(Mean):
    """The progress of a dimension over all sessions."""

    name: Dimension
    latest: float | None = Field(description="The mean of the newest session in which the dimension could be judged.")
    change: float | None = Field(description="Change from the second newest session; `null` if there is none.")


class Progress(BaseModel):
    """Practice progress over all sessions of a résumé. Only the newest attempt at each question counts."""

    resume_id: str
    sessions: int
    answers: int
    total: float | None
    dimensions: list[DimensionProgress]
    types: list[TypeMean]
    competences: list[TopicMean] = Field(description="Weakest first.")
    over_time: list[SessionPoint] = Field(description="Oldest first.")
    weakest: list[Weakness]
