"""The wire of interview-service."""

from datetime import datetime
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from interview_service.questions.models import DIFFICULTIES, Difficulty, Question, QuestionSet, QuestionType
from shared.core.constraints import MultiLine, NoBoolean, SingleLine
from shared.profiles.match import Match
from shared.resumes.document import Language
from shared.resumes.evidence import Evidence
from shared.resumes.facts import Seniority
from shared.runs.generation import Generation

MAX_QUESTIONS = 10
DEFAULT_QUESTIONS = 5
MAX_POSTING = 100_000
"""Characters of a posting, pasted with its HTML."""

Line = Annotated[str, SingleLine(200, min_length=1)]
Posting = Annotated[str, MultiLine(MAX_POSTING, min_length=1)]


class DifficultyMix(BaseModel):
    """How many questions of each difficulty; they add up to `count`."""

    model_config = ConfigDict(extra="forbid")

    easy: Annotated[int, Field(ge=0, le=MAX_QUESTIONS), NoBoolean] = 0
    medium: Annotated[int, Field(ge=0, le=MAX_QUESTIONS), NoBoolean] = 0
    hard: Annotated[int, Field(ge=0, le=MAX_QUESTIONS), NoBoolean] = 0

    def spread(self) -> tuple[Difficulty, ...]:
        """One difficulty for each question."""
        counts = zip((self.easy, self.medium, self.hard), DIFFICULTIES, strict=True)
        return tuple(difficulty for count, difficulty in counts for _ in range(count))


EXAMPLE: dict[str, Any] = {"count": 3, "language": "ko", "difficulty": {"easy": 1, "medium": 1, "hard": 1}}


class QuestionsIn(BaseModel):
    """What to ask for. Everything may be left out, and so may the body."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    count: Annotated[int, Field(ge=1, le=MAX_QUESTIONS), NoBoolean] | None = Field(
        default=None, description=f"How many questions; {DEFAULT_QUESTIONS}, or what `difficulty` adds up to."
    )
    language: Language | None = Field(
        default=None, description="Language of the questions; the résumé's when left out."
    )
    types: Annotated[list[QuestionType], Field(max_length=12)] | None = Field(
        default=None, description="Only these types; all of them when left out."
    )
    difficulty: DifficultyMix | None = Field(
        default=None, description="How many of each; when left out, what suits the person's years of experience."
    )
    target_role: Line | None = Field(default=None, description="The role the person wants, e.g. `백엔드 개발자`.")
    job_posting: Posting | None = Field(
        default=None, description="Text of the posting the person applies to; HTML is read as what it shows."
    )
    focus: Annotated[list[Line], Field(max_length=10)] | None = Field(
        default=None, description="Technologies or topics to ask about first."
    )
    focus_on_weak: bool = Field(
        default=False, description="Ask about what was weak in practised answers first: competences and dimensions."
    )
    avoid_previous: bool = Field(default=True, description="Ask nothing that was already asked about this résumé.")

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        total = len(self.difficulty.spread()) if self.difficulty else None
        if total is not None and not 1 <= total <= MAX_QUESTIONS:
            raise ValueError(f"difficulty adds up to {total}; it must be 1 to {MAX_QUESTIONS}")
        if total is not None and self.count is not None and total != self.count:
            raise ValueError(f"difficulty adds up to {total}, count is {self.count}")
        return self


class QuestionOut(BaseModel):
    """A question, what it tests, and the places of the résumé it is built on."""

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
        """The wire form of a question."""
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
    """The set has fewer questions than were asked for."""

    missing: int
    reason: str = Field(description="What to add so that more can be asked.")


class QuestionSetOut(BaseModel):
    """A stored set of questions."""

    id: str
    resume_id: str
    resume_version: int = Field(description="The version of the résumé that the questions are about.")
    language: Language
    requested: int = Field(description="How many questions were asked for.")
    shortfall: Shortfall | None = Field(description="`null` when the set is whole.")
    profession: str | None = Field(
        description="The profession that is interviewed for, e.g. `nurse`; `null` when none of those that are known."
    )
    level: Seniority | None = Field(description="How senior the person is in that field; `null` when nothing tells.")
    match: Match | None = Field(description="How far the résumé carries the posting; `null` without one.")
    notes: list[str] = Field(description="What was given and not used, and why.")
    questions: list[QuestionOut]
    generation: Generation
    created_at: datetime

    @classmethod
    def of(cls, made: QuestionSet) -> Self:
        """The wire form of a set."""
        missing = made.requested - len(made.questions)
        reason = made.advice or "No more questions could be made that this résumé carries."
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
    """A part of the list of sets, newest first."""

    items: list[QuestionSetOut]
    next_cursor: str | None = Field(description="Send it as `cursor` for the next part; `null` at the end.")
