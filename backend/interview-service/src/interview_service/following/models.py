"""The interface of whatever chooses follow-ups."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from interview_service.sessions.models import Planned, Session
from interview_service.sessions.planning import has_time
from shared.runs.models import ResumeSource


@dataclass(frozen=True, slots=True)
class Said:
    """An answer that is about to be stored: the first one to the session's current question."""

    session: Session
    planned: Planned
    answer_id: UUID
    text: str
    at: datetime
    before: Sequence[str] = ()
    """The answers that the question follows."""

    @property
    def depth(self) -> int:
        """The depth of a follow-up to this answer."""
        return self.planned.follow_up.depth + 1 if self.planned.follow_up is not None else 1

    @property
    def root(self) -> UUID:
        """The question of the plan that this thread began with."""
        return self.planned.follow_up.root if self.planned.follow_up is not None else self.planned.id

    @property
    def may_be_followed(self) -> bool:
        """Whether the session's depth and time allow a follow-up to this answer."""
        return self.depth <= self.session.follow_ups and has_time(self.session, self.at)


class FollowUps(Protocol):
    """Chooses follow-ups: rules, or a model that words what the rules have chosen.

    The choice of the rules is stored with the answer. So the session is derived from its answers alone, a process that
    dies asks no question twice, and no answer waits for a model to be stored.
    """

    @property
    def asks_models(self) -> bool:
        """Whether `better` asks a model, which takes seconds."""
        ...

    async def after(self, said: Said) -> Planned | None:
        """Return a follow-up to an answer before it is stored, or `None` to go on with the plan. Takes milliseconds."""
        ...

    async def better(self, said: Said, chosen: Planned, resumes: ResumeSource) -> Planned:
        """Return a better follow-up with the id of the `chosen` one, or `chosen` itself, after a few seconds at most.

        It is called once the answer is stored, and before anybody has seen `chosen`.
        """
        ...


def asked_before(session: Session) -> list[str]:
    """Return everything that a session has asked or is going to ask."""
    known = [one.question.draft.question for one in session.questions]
    return [*known, *(one.follow_up.core for one in session.questions if one.follow_up is not None)]
