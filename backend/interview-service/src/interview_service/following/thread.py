"""Follow-ups whose rules and data are loaded in a thread: the event loop is free meanwhile."""

import asyncio
from typing import TYPE_CHECKING

from interview_service.following.models import FollowUps, Said
from interview_service.sessions.models import Planned
from shared.core.lazy import Lazy
from shared.runs.models import ResumeSource

if TYPE_CHECKING:
    from interview_service.following.rules import RuleBasedFollowUps


class FollowUpsInThread:
    """Runs the rules in a thread, without a model."""

    asks_models = False

    def __init__(self) -> None:
        self.rules = Lazy(_rules)

    async def after(self, said: Said) -> Planned | None:
        """Return a follow-up to an answer, or `None` to go on with the plan."""
        if not said.may_be_followed:
            return None
        return await asyncio.to_thread((await self.rules.get()).after, said)

    async def better(self, said: Said, chosen: Planned, resumes: ResumeSource) -> Planned:  # noqa: ARG002
        """Return `chosen`: the rules have nothing better."""
        return chosen


class FollowUpsOfModel:
    """Chooses by rules, and lets a model word what they have chosen; `model` is loaded with the first of them."""

    asks_models = True

    def __init__(self, rules: FollowUpsInThread, model: Lazy[FollowUps]) -> None:
        self._rules = rules
        self._model = model

    async def after(self, said: Said) -> Planned | None:
        """Return a follow-up to an answer, or `None` to go on with the plan."""
        return await self._rules.after(said)

    async def better(self, said: Said, chosen: Planned, resumes: ResumeSource) -> Planned:
        """Return the model's follow-up, or `chosen`."""
        return await (await self._model.get()).better(said, chosen, resumes)


def _rules() -> "RuleBasedFollowUps":
    from interview_service.following.rules import RuleBasedFollowUps  # noqa: PLC0415  the service listens before that

    return RuleBasedFollowUps()
