"""Request and response schemas for question sets."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from interview_service.questions.models import DIFFICULTIES, Difficulty, Question, QuestionSet, QuestionType
from shared.core.constraints import MultiLine, NoBoolean, SingleLine
from shared.jobs.webhooks.schemas import CallbackUrl
from shared.profiles.match import Match
from shared.resumes.document import Language
from shared.resumes.evidence import Evidence
from shared.resumes.facts import Seniority
from shared.runs.generation import Generation

MAX_QUESTIONS = 10
DEFAULT_QUESTIONS = 5
MAX_POSTING = 100_000
"""Maximum length of a posting in characters, HTML included."""

Line = Annotated[str, SingleLine(200, min_length=1)]
Posting = Annotated[str, MultiLine(MAX_POSTING, min_length=1)]


class DifficultyMix(BaseModel):
    """Number of questions of each difficulty. They must add up to `count`."""

    model_config = ConfigDict(extra="forbid")

    easy: Annotated[int, Field(ge=0, le=MAX_QUESTIONS), NoBoolean] = 0
    medium: Annotated[int, Field(ge=0, le=MAX_QUESTIONS), NoBoolean] = 0
    hard: Annotated[int, Field(ge=0, le=MAX_QUESTIONS), NoBoolean] = 0

    def spread(self) -> tuple[Difficulty, ...]:
        """Return one difficulty per question."""
        counts = zip((self.easy, self.medium, self.hard), DIFFICULTIES, strict=True)
        return tuple(difficulty for count, difficulty in counts for _ in range(count))


EXAMPLE: dict[str, Any] = {"count": 3, "language": "ko", "difficulty": {"easy": 1, "medium": 1, "hard": 1}}


class QuestionsIn(BaseModel):
    """Options for a question set. All fields and the body are optional."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    count: Annotated[int, Field(ge=1, le=MAX_QUESTIONS), NoBoolean] | None = Field(
        default=None, description=f"Number of questions. Default: the sum of `difficulty`, or else {DEFAULT_QUESTIONS}."
    )
    language: Language | None = Field(
        default=None, description="Language of the questions. Default: the language of the résumé."
    )
    types: Annotated[list[QuestionType], Field(max_length=12)] | None = Field(
        default=None, description="Question types to use. Default: all."
    )
    difficulty: DifficultyMix | None = Field(
        default=None, description="Questions of each difficulty. Default: a mix that suits the years of experience."
    )
    target_role: Line | None = Field(default=None, description="The role applied for, e.g. `백엔드 개발자`.")
    job_posting: Posting | None = Field(default=None, description="Text of the job posting; HTML is converted to text.")
    focus: Annotated[list[Line], Field(max_length=10)] | None = Field(
        default=None, description="Technologies or topics to ask about first."
    )
    focus_on_weak: bool = Field(
        default=False,
        description="Prefer competences and dimensions that were weak in practised answers.",
    )
    avoid_previous: bool = Field(default=True, description="Skip questions that were already asked about this résumé.")

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        total = len(self.difficulty.spread()) if self.difficulty else None
        if total is not None and not 1 <= total <= MAX_QUESTIONS:
            raise ValueError(f"difficulty adds up to {total}; the sum must be 1 to {MAX_QUESTIONS}")
        if total is not None and self.count is not None and total != self.count:
            raise ValueError(f"difficulty adds up to {total}, but count is {self.count}")
        return self


class QuestionsRequest(QuestionsIn):
    """A request for a question set. All fields and the body are optional."""

    callback_url: CallbackUrl = None


class QuestionOut(BaseModel):
    """A question, what it tests, and the parts of the résumé that it is based on."""

    id: str
    type: QuestionType
    difficulty: Difficulty
    topics: list[str]
    question: str
    intent: str = Field(description="What the question tests.")
    what_good_answers_cover: list[str]
    follow_ups: list[str]
    evidence: list[Evidence]

    @classmethod
    def of(cls, question: Question) -> Self:
        """Build the response for a question."""
        draft = question.draft
        return cls(
            id=str(question.id),
            type=draft.type,
            difficulty=draft.difficulty,
            topics=list(draft.topics),
            question=draft.question,
            intent=draft.intent,
            what_good_answers_cover=list(draft.what_good_answers_cover),
            follow_ups=list(draft.follow_ups),
            evidence=list(draft.evidence),
        )


class Shortfall(BaseModel):
    """The set has fewer questions than requested."""

    missing: int
    reason: str = Field(description="What to add to get more questions.")


class QuestionSetOut(BaseModel):
    """A stored set of questions."""

    id: str
    resume_id: str
    resume_version: int = Field(description="Version of the résumé that the questions are based on.")
    language: Language
    requested: int = Field(description="Number of questions requested.")
    shortfall: Shortfall | None = Field(description="`null` if the set is complete.")
    profession: str | None = Field(
        description="The profession of the interview, e.g. `nurse`; `null` if it is not a known one."
    )
    level: Seniority | None = Field(description="Seniority in that profession; `null` if unknown.")
    match: Match | None = Field(description="How well the résumé matches the posting; `null` without a posting.")
    notes: list[str] = Field(description="Which inputs were not used, and why.")
    questions: list[QuestionOut]
    generation: Generation
    created_at: datetime

    @classmethod
    def of(cls, made: QuestionSet) -> Self:
        """Build the response for a question set."""
        missing = made.requested - len(made.questions)
        reason = made.advice or "This résumé supports no more questions."
        return cls(
            id=str(made.id),
            resume_id=str(made.resume_id),
            resume_version=made.resume_version,
            language=made.language,
            requested=made.requested,
            shortfall=Shortfall(missing=missing, reason=reason) if missing > 0 else None,
            profession=made.profession,
            level=made.level,
            match=made.match,
            notes=list(made.notes),
            questions=[QuestionOut.of(question) for question in made.questions],
            generation=made.generation,
            created_at=made.created_at,
        )


class QuestionSetList(BaseModel):
    """A page of question sets, newest first."""

    items: list[QuestionSetOut]
    next_cursor: str | None = Field(description="Send it as `cursor` to get the next page; `null` on the last page.")
