"""What an evaluation is. It is stored and answered in this form."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from interview_service.questions.models import Question
from shared.resumes.document import Language, ResumeDocument
from shared.resumes.evidence import Evidence
from shared.runs.generation import Generation

LEAST_LEVEL, MAX_LEVEL = 1, 5
STRENGTH = 3
"""From this level on a judgement praises, and needs a place in the answer to do so."""

Dimension = Literal["content", "reasoning", "own_part", "structure", "evidence", "clarity"]
PointState = Literal["covered", "partly", "missing"]
Level = Annotated[int, Field(ge=LEAST_LEVEL, le=MAX_LEVEL)]


class Span(BaseModel):
    """A place of the answer's `text`: characters (Unicode code points) from `start` to before `end`."""

    model_config = ConfigDict(frozen=True)

    start: int
    end: int


class Judgement(BaseModel):
    """How an answer does on one dimension."""

    model_config = ConfigDict(frozen=True)

    name: Dimension
    level: Level | None = Field(description="1 to 5; `null` when it cannot be judged.")
    why: str = Field(description="One sentence.")
    spans: list[Span] = Field(description="The places of the answer that it rests on.")
    to_next_level: str | None = Field(description="What would lift it by one level; `null` on the last one.")
    confidence: float | None = Field(
        default=None,
        ge=0,
        le=1,
        description="How far the two judgements of a model agree, 0.5 when only one stands; `null` for one by rules.",
    )


class PointFound(BaseModel):
    """A point that a good answer covers."""

    model_config = ConfigDict(frozen=True)

    point: str
    state: PointState | None = Field(description="`null` when it cannot be judged without a model.")
    spans: list[Span]


class Contradiction(BaseModel):
    """What the answer says and the résumé gives otherwise; one of the two has to be put right."""

    model_config = ConfigDict(frozen=True)

    span: Span
    said: str = Field(description="What stands at the span.")
    evidence: Evidence = Field(description="The place of the résumé.")
    detail: str


class Evaluation(BaseModel):
    """How an answer does, and where in it that can be seen. Coaching, and no verdict on hiring."""

    model_config = ConfigDict(frozen=True)

    dimensions: list[Judgement]
    total: float | None = Field(
        description="The mean of the levels, weighted as the persona does; `null` when less than half can be judged."
    )
    points: list[PointFound]
    contradictions: list[Contradiction]
    improved_answer: str | None = Field(
        description="The person's own sentences with gaps in brackets for what is missing; `null` without any to keep."
    )
    follow_up: str | None = Field(description="A question back; `null` when there is none.")
    confidence: float = Field(
        ge=0,
        le=1,
        description="By rules: the share of the rubric that could be judged. By a model: how far its judgements agree.",
    )
    rubric_version: str
    generation: Generation


@dataclass(frozen=True, slots=True)
class Subject:
    """What is evaluated: an answer to a question, of somebody with this résumé."""

    question: Question
    text: str
    language: Language
    resume: ResumeDocument
    weights: Sequence[tuple[str, float]] = ()
    """How much each dimension counts for whoever asks; 1 where nothing is said."""
