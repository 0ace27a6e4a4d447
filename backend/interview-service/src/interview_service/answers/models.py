"""The domain of answers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from interview_service.evaluation.models import Dimension, Evaluation
from interview_service.questions.models import QuestionType
from interview_service.sessions.models import Planned, Session
from shared.resumes.document import Language


@dataclass(frozen=True, slots=True)
class Answer:
    """A stored answer or skip. `turn` is the turn of the session that it used."""

    id: UUID
    owner_id: str
    resume_id: UUID
    resume_version: int
    session_id: UUID
    question_id: UUID
    turn: int
    attempt: int
    language: Language
    text: str | None
    """`None` if the question was skipped."""

    seconds: int | None
    created_at: datetime
    type: QuestionType
    topics: tuple[str, ...] = ()
    evaluation: Evaluation | None = None
    """`None` until evaluated. Skips are never evaluated."""

    follow_up: Planned | None = None
    """The follow-up to it. It is stored here because the session is derived from its answers."""

    @property
    def skipped(self) -> bool:
        """Whether the question was skipped."""
        return self.text is None


@dataclass(frozen=True, slots=True)
class Scored:
    """An evaluated answer without its text, as used to compute progress.

    Progress reads thousands and shows a few, so ids are kept as 16 bytes: a `UUID` of each would be half the cost.
    """

    key: bytes
    resume: bytes
    resume_version: int
    session: bytes
    question: bytes
    attempt: int
    type: QuestionType
    topics: tuple[str, ...]
    created_at: datetime
    levels: Mapping[Dimension, int | None]
    total: float | None

    @property
    def id(self) -> UUID:
        """Id of the answer."""
        return UUID(bytes=self.key)

    @property
    def resume_id(self) -> UUID:
        """Id of its résumé."""
        return UUID(bytes=self.resume)

    @property
    def session_id(self) -> UUID:
        """Id of its session."""
        return UUID(bytes=self.session)

    @property
    def question_id(self) -> UUID:
        """Id of its question."""
        return UUID(bytes=self.question)


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as its owner may see it. Evaluations of an unfinished mock interview are hidden."""

    answer: Answer
    open: bool
    first: Answer | None = None
    """The first attempt at the same question; set for later attempts only."""


@dataclass(frozen=True, slots=True)
class Answered:
    """A new or newly evaluated answer, and the session after it."""

    shown: Shown
    session: Session

    @property
    def id(self) -> UUID:
        """Id of the answer."""
        return self.shown.answer.id

    @property
    def resume_id(self) -> UUID:
        """Id of its résumé."""
        return self.shown.answer.resume_id

    @property
    def resume_version(self) -> int:
        """Version of the résumé when the session was created."""
        return self.shown.answer.resume_version


def shown(answers: Sequence[Answer], *, open_now: bool) -> list[Shown]:
    """Return the answers of a session, each later attempt with the first one."""
    first: dict[UUID, Answer] = {}
    found: list[Shown] = []
    for answer in answers:
        earlier = first.setdefault(answer.question_id, answer)
        # If the first attempt was skipped, there is nothing to compare with.
        if earlier.skipped:
            first[answer.question_id] = answer
        found.append(Shown(answer, open_now, earlier if earlier is not answer and not earlier.skipped else None))
    return found
