"""Rules whose questions are checked, too: one that must not be asked is made up for by another."""

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
    """Makes questions without any model."""

    @property
    def version(self) -> str:
        """The version of their data."""
        ...

    def drafts(self, profile: Profile, material: Material, wish: Wish, account: Account) -> AsyncGenerator[Draft]:
        """At most `wish.count` questions."""
        ...


class GuardedRules:
    """Rules without the questions that must not be asked, and without those about sentences that address a model.

    Their data holds none; a résumé makes one by the words that it fills in.
    """

    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    @property
    def version(self) -> str:
        """The version of the rules."""
        return self._rules.version

    async def drafts(self, profile: Profile, material: Material, wish: Wish, account: Account) -> AsyncGenerator[Draft]:
        """At most `wish.count` questions that may be asked."""
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
    """Rules that are built in a thread when the first question is missing; a model seldom leaves one.

    Building them takes a second of a processor, which the first request after a start would wait for.
    """

    def __init__(self, build: Callable[[], Rules]) -> None:
        self._lazy = Lazy(build)
        self._rules: Rules | None = None

    @property
    def version(self) -> str:
        """The version of the rules; a `RuntimeError` before they have made anything."""
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
    """The wish for what is missing; nothing that was seen comes again."""
    left = Counter(wish.difficulties)
    for draft in stands:
        left[draft.difficulty if left[draft.difficulty] > 0 else next(iter(+left))] -= 1
    difficulties = tuple((+left).elements())
    previous = (*wish.previous, *(draft.question for draft in seen))
    return replace(wish, count=len(difficulties), difficulties=difficulties, previous=previous)
