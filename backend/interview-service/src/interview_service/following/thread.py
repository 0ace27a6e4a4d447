"""Follow-ups without a model, in a thread: the event loop is free, also while rules and data are first loaded."""

import asyncio
from typing import TYPE_CHECKING

from interview_service.following.models import Said
from interview_service.sessions.models import Planned
from shared.core.lazy import Lazy

if TYPE_CHECKING:
    from interview_service.following.rules import RuleBasedFollowUps


class FollowUpsInThread:
    """Runs the rules in a thread."""

    def __init__(self) -> None:
        self.rules = Lazy(_rules)

    async def after(self, said: Said) -> Planned | None:
        """Return a follow-up to an answer, or `None` to go on with the plan."""
        if not said.may_be_followed:
            return None
        return await asyncio.to_thread((await self.rules.get()).after, said)


def _rules() -> "RuleBasedFollowUps":
    from interview_service.following.rules import RuleBasedFollowUps  # noqa: PLC0415  the service listens before that

    return RuleBasedFollowUps()
