"""What a follow-up is chosen from, and whoever chooses it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from uuid import UUID

from interview_service.sessions.models import Planned, Session


@dataclass(frozen=True, slots=True)
class Said:
    """An answer that is about to be stored: the first one to the session's current question."""

    session: Session
    planned: Planned
    answer_id: UUID
    text: str
    at: datetime

    @property
    def depth(self) -> int:
        """How deep a follow-up to it would be."""
        return self.planned.follow_up.depth + 1 if self.planned.follow_up is not None else 1

    @property
    def root(self) -> UUID:
        """The planned question that this began with."""
        return self.planned.follow_up.root if self.planned.follow_up is not None else self.planned.id


class FollowUps(Protocol):
    """Chooses follow-ups: by rules, or by whatever asks a model and has the rules to fall back on.

    It is asked before the answer is stored, and what it chooses is stored with the answer: so the session follows from
    its answers alone, and a process that dies in between asks no question twice.
    """

    async def after(self, said: Said) -> Planned | None:
        """The question that follows an answer, not asked yet; `None` for the next one of the plan."""
        ...
