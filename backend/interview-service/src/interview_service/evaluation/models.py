"""Models of an evaluation, as stored and returned."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from interview_service.questions.models import Question
from shared.resumes.document import Language, ResumeDocument
from shared.resumes.evidence import Evidence
from shared.runs.generation import Generation

MIN_LEVEL, MAX_LEVEL = 1, 5
STRENGTH = 3
"""From this level, a judgement is praise and must cite a place in the answer."""

Dimension = Literal["content", "reasoning", "own_part", "structure", "evidence", "clarity"]
PointState = Literal["covered", "partly", "missing"]
Level = Annotated[int, Field(ge=MIN_LEVEL, le=MAX_LEVEL)]


class Span(BaseModel):
    """A range of the answer's `text` in Unicode code points, from `start` up to but excluding `end`."""

    model_config = ConfigDict(frozen=True)

    start: int
    end: int


class Judgement(BaseModel):
    """The level of an answer in one dimension."""

    model_config = ConfigDict(frozen=True)

    name: Dimension
    level: Level | None = Field(description="1 to 5; `null` if it cannot be judged.")
    why: str = Field(description="One sentence.")
    spans: list[Span] = Field(description="The parts of the answer that the level is based on.")
    to_next_level: str | None = Field(description="What would raise it by one level; `null` on the highest level.")
    confidence: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="How far two passes of a model agree, 0.5 if only one is valid; `null` if judged by rules.",
    )


class PointFound(BaseModel):
    """A point that a good answer covers."""

    model_config = ConfigDict(frozen=True)

    point: str
    state: PointState | None = Field(description="`null` if it cannot be judged without a model.")
    spans: list[Span]


class Contradiction(BaseModel):
    """A statement of the answer that contradicts the résumé; one of the two needs correcting."""

    model_config = ConfigDict(frozen=True)

    span: Span
    said: str = Field(description="The text of the span.")
    evidence: Evidence = Field(description="The conflicting place in the résumé.")
    detail: str


class Evaluation(BaseModel):
    """The evaluation of an answer, with the places that show it. It is coaching, not a hiring decision."""

    model_config = ConfigDict(frozen=True)

    dimensions: list[Judgement]
    total: float | None = Field(
        description="Mean of the levels, weighted by persona; `null` if less than half of the weights can be judged."
    )
    points: list[PointFound]
    contradictions: list[Contradiction]
    improved_answer: str | None = Field(
        description="The person's own sentences with gaps in brackets for missing parts; `null` if none is kept."
    )
    follow_up: str | None = Field(description="A follow-up question; `null` if there is none.")
    confidence: float = Field(
        ge=0,
        le=1,
        description="For rules: the share of the rubric that could be judged. For a model: how far its passes agree.",
    )
    rubric_version: str
    generation: Generation


@dataclass(frozen=True, slots=True)
class Subject:
    """What to evaluate: an answer to a question, and the résumé of the person."""

    question: Question
    text: str
    language: Language
    resume: ResumeDocument
    weights: Sequence[tuple[str, float]] = ()
    """Weight of each dimension for the persona; 1 by default."""

    follow_up: bool = False
    """Whether the question is a follow-up: its answer goes on with a story instead of telling one."""

    before: Sequence[str] = ()
    """For a follow-up, what was said before it in its thread: the first question with its points, and the answers."""
