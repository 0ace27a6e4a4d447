"""Guards the rule-based generator: questions that must not be asked are replaced."""

from collections import Counter
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import replace
from typing import Protocol

from interview_service.questions.checking import is_protected
from interview_service.questions.models import Draft, Wish
from shared.core.lazy import Lazy
from shared.profiles.profile import Profile
from shared.resumes.instructions import is_order
from shared.runs.account import Account
from shared.runs.models import Material

MAX_ROUNDS = 3


class Rules(Protocol):
    """Generates questions without a model."""

    @property
    def version(self) -> str:
        """Version of the data."""
        ...

    def drafts(self, profile: Profile, material: Material, wish: Wish, account: Account) -> AsyncGenerator[Draft]:
        """At most `wish.count` questions."""
        ...


class GuardedRules:
    """Filters out questions that must not be asked, and questions about sentences that address a model.

    The data contains no such questions, but words of a résumé in a template can create one.
    """

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    @property
    def version(self) -> str:
        """The version of the rules."""
        return self._rules.version

    async def drafts(self, profile: Profile, material: Material, wish: Wish, account: Account) -> AsyncGenerator[Draft]:
        """Yield at most `wish.count` questions that may be asked."""
        for _ in range(MAX_ROUNDS):
            seen: list[Draft] = []
            stands: list[Draft] = []
            async with aclosing(self._rules.drafts(profile, material, wish, account)) as drafts:
                async for draft in drafts:
                    seen.append(draft)
                    if _may_be_asked(draft):
                        stands.append(draft)
                        yield draft
            if len(seen) == len(stands):
                return
            wish = _rest(wish, seen, stands)


class RulesAtNeed:
    """Builds the rules in a thread when they are first needed, which is rare with a model.

    Building them takes a second of CPU time, which would delay the first request after a start.
    """

    def __init__(self, build: Callable[[], Rules]) -> None:
        self._lazy = Lazy(build)
        self._rules: Rules | None = None

    @property
    def version(self) -> str:
        """Version of the rules; raises `RuntimeError` before they are built."""
        if self._rules is None:
            raise RuntimeError("the rules are not built yet")
        return self._rules.version

    async def drafts(self, profile: Profile, material: Material, wish: Wish, account: Account) -> AsyncGenerator[Draft]:
        """At most `wish.count` questions."""
        self._rules = await self._lazy.get()
        async with aclosing(self._rules.drafts(profile, material, wish, account)) as drafts:
            async for draft in drafts:
                yield draft


def _may_be_asked(draft: Draft) -> bool:
    return not is_protected(draft) and not any(is_order(one.quote) for one in draft.evidence)


def _rest(wish: Wish, seen: list[Draft], stands: list[Draft]) -> Wish:
    """Return the wish for the missing questions, without any question seen so far."""
    left = Counter(wish.difficulties)
    for draft in stands:
        left[draft.difficulty if left[draft.difficulty] > 0 else next(iter(+left))] -= 1
    difficulties = tuple((+left).elements())
    previous = (*wish.previous, *(draft.question for draft in seen))
    return replace(wish, count=len(difficulties), difficulties=difficulties, previous=previous)
