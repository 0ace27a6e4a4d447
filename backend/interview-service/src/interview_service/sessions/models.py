"""Domain models of sessions: planned questions, state and timer."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal, Self, get_args
from uuid import UUID

from interview_service.questions.models import Question
from shared.resumes.document import Language
from shared.runs.generation import Generation

State = Literal["ready", "running", "paused", "finished"]
STATES: tuple[State, ...] = get_args(State)
Mode = Literal["practice", "mock"]
MODES: tuple[Mode, ...] = get_args(Mode)
PersonaId = Literal["recruiter", "hiring_manager", "peer_engineer", "executive"]
PERSONAS: tuple[PersonaId, ...] = get_args(PersonaId)
FollowUpKind = Literal["deeper", "left_out", "bridge"]
FOLLOW_UP_KINDS: tuple[FollowUpKind, ...] = get_args(FollowUpKind)
MAX_FOLLOW_UPS = 2
"""Maximum depth: a follow-up, and a follow-up to its answer."""


@dataclass(frozen=True, slots=True)
class Timer:
    """The elapsed time of a session: the time counted so far, and when it was last started.

    Both are stored, so no time is lost on a restart or in another process.
    """

    counted: timedelta = timedelta(0)
    since: datetime | None = None

    def ran(self, now: datetime) -> timedelta:
        """Return the total elapsed time. A clock that was set back never reduces it."""
        return self.counted if self.since is None else self.counted + max(now - self.since, timedelta(0))

    def started(self, now: datetime) -> Self:
        """Return the timer, running."""
        return self if self.since is not None else replace(self, since=now)

    def stopped(self, now: datetime) -> Self:
        """Return the timer, stopped."""
        return replace(self, counted=self.ran(now), since=None)


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Makes a question a follow-up: the answer that it follows, and the part of it that it quotes."""

    kind: FollowUpKind
    """After a strong answer, after one with something missing, or after a weak one."""

    root: UUID
    """The question of the plan that the thread began with."""

    to: UUID
    """The question whose answer it follows: the root, or another follow-up."""

    depth: int
    answer_id: UUID
    start: int
    end: int
    quote: str
    core: str
    """The question without the quote, which tells repeats regardless of what they quote."""

    generation: Generation | None = None
    """Who worded it, and at what cost; `None` for those stored before this was recorded."""


@dataclass(frozen=True, slots=True)
class Planned:
    """A question of a session and its number of attempts. Skipping counts as an attempt."""

    question: Question
    attempts: int = 0
    skipped: bool = False
    """Whether the newest attempt was a skip."""

    follow_up: FollowUp | None = None
    """`None` for a question of the plan."""

    @property
    def id(self) -> UUID:
        """The question's id."""
        return self.question.id


@dataclass(frozen=True, slots=True)
class Session:
    """A stored session. Its questions are copies that outlive their set.

    `turn` counts answers and skips. Each turn has exactly one answer, even if two are sent.
    """

    id: UUID
    owner_id: str
    resume_id: UUID
    resume_version: int
    language: Language
    mode: Mode
    persona: PersonaId
    minutes: int
    set_id: UUID
    questions: tuple[Planned, ...]
    current: UUID | None
    """The current question; `None` if no question is left."""

    created_at: datetime
    updated_at: datetime
    state: State = "ready"
    timer: Timer = Timer()
    turn: int = 0
    version: int = 1
    started_at: datetime | None = None
    finished_at: datetime | None = None
    follow_ups: int = 0
    """Maximum depth of follow-ups."""

    def planned(self, question_id: UUID) -> Planned | None:
        """Return the question with this id, if any."""
        return next((one for one in self.questions if one.id == question_id), None)

    def thread(self, question_id: UUID) -> list[FollowUp]:
        """Return the follow-ups from a question back to the first question of its thread; none for that one."""
        planned, found = self.planned(question_id), list[FollowUp]()
        while planned is not None and planned.follow_up is not None:
            found.append(planned.follow_up)
            planned = self.planned(planned.follow_up.to)
        return found

    def began_with(self, question_id: UUID) -> tuple[str, ...]:
        """Return the question that the thread of a follow-up began with, and its points; nothing for other ones."""
        planned = self.planned(question_id)
        root = self.planned(planned.follow_up.root) if planned is not None and planned.follow_up is not None else None
        return (root.question.draft.question, *root.question.draft.what_good_answers_cover) if root is not None else ()

    @property
    def shows_evaluations(self) -> bool:
        """Whether evaluations may be shown: those of a mock interview come at its end."""
        return self.mode == "practice" or self.state == "finished"

    @property
    def asked(self) -> Planned | None:
        """The current question."""
        return self.planned(self.current) if self.current is not None else None


@dataclass(frozen=True, slots=True)
class Change:
    """A requested change of a session: a new state, or a question to retry."""

    state: State | None = None
    question_id: UUID | None = None
