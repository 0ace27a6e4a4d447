"""Domain models of questions, question sets, and the wish that a set fulfils."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args
from uuid import UUID

from shared.profiles.match import Match
from shared.resumes.document import Language
from shared.resumes.evidence import Evidence
from shared.resumes.facts import Seniority
from shared.runs.generation import Generation

QuestionType = Literal[
    "implementation",
    "trade_off",
    "performance",
    "reliability",
    "scalability",
    "quality",
    "collaboration",
    "business",
    "motivation",
    "career",
    "situational",
    "behavioral",
]
Difficulty = Literal["easy", "medium", "hard"]
QUESTION_TYPES: tuple[QuestionType, ...] = get_args(QuestionType)
DIFFICULTIES: tuple[Difficulty, ...] = get_args(Difficulty)


@dataclass(frozen=True, slots=True)
class Draft:
    """A question before it belongs to a set. Its evidence is verified: each quote appears at its pointer."""

    type: QuestionType
    difficulty: Difficulty
    topics: tuple[str, ...]
    question: str
    intent: str
    what_good_answers_cover: tuple[str, ...]
    follow_ups: tuple[str, ...]
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Question:
    """A question of a stored set."""

    id: UUID
    draft: Draft


@dataclass(frozen=True, slots=True)
class Weak:
    """What was weak in practice: competences, and the types of questions that test what was weak; the weakest first."""

    topics: tuple[str, ...] = ()
    types: tuple[QuestionType, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.topics or self.types)


@dataclass(frozen=True, slots=True)
class Wish:
    """The requirements of a question set, with all defaults filled in."""

    count: int
    language: Language
    types: tuple[QuestionType, ...]
    difficulties: tuple[Difficulty, ...]
    """One per question, in any order."""

    exact_difficulties: bool = False
    """Whether they were requested; otherwise another difficulty is better than a missing question."""

    target_role: str | None = None
    job_posting: str | None = None
    focus: tuple[str, ...] = ()
    previous: tuple[str, ...] = field(default=())
    """Earlier questions, which must not be repeated."""

    weak: Weak | None = None
    """What to aim at, where practice says so."""


@dataclass(frozen=True, slots=True)
class QuestionSet:
    """A stored set of questions about one version of a résumé."""

    id: UUID
    owner_id: str
    resume_id: UUID
    resume_version: int
    language: Language
    requested: int
    questions: tuple[Question, ...]
    generation: Generation
    created_at: datetime
    profession: str | None = None
    """Id of the profession of the interview; `None` if unknown."""

    level: Seniority | None = None
    match: Match | None = None
    """How well the résumé matches the posting; `None` without a posting."""

    notes: tuple[str, ...] = ()
    """Which inputs were not used, and why."""

    advice: str | None = None
    """What to add to the résumé, if there are fewer questions than requested."""
