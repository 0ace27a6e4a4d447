"""The providers that are still to be asked in one race, and in which order.

Each is in one of these places, or is being asked, or is out of the race:

    unasked   in the order of LLM_PROVIDERS; the first one whose breaker is closed is next
    crowded   had no free place; comes back, before its own queue, when no unasked one is left
    again     failed in a way that may pass; after a back-off or its Retry-After, when nobody else is left

A provider with an open breaker is asked when no other is left: trying beats giving up.
"""

import random
from collections.abc import Sequence
from time import monotonic
from typing import NamedTuple

from shared.llm.errors import ProviderError, RateLimited
from shared.llm.race.breaker import Ticket
from shared.llm.race.policy import Rules, policy_of
from shared.llm.race.upstream import Upstream

FIRST_BACKOFF_SECONDS = 0.25


class Admission(NamedTuple):
    """A provider that may be asked now. `pressed`: it waits for a place before others, as it has done so before."""

    upstream: Upstream
    ticket: Ticket
    pressed: bool = False


class Candidates:
    """Says who is asked next. Whom it has named it forgets until `turned_away`, `crowded` or `failed`."""

    def __init__(self, upstreams: Sequence[Upstream], rules: Rules) -> None:
        self._rules = rules
        self._unasked = list(upstreams)
        self._crowded: list[Upstream] = []
        self._again: list[tuple[float, Upstream]] = []
        self._retries: dict[Upstream, int] = {}

    @property
    def any_left(self) -> bool:
        """Whether anybody is left to whom no request went out yet."""
        return bool(self._unasked or self._crowded)

    def turned_away(self, upstream: Upstream) -> None:
        """Its breaker opened while a request waited for a place there."""
        self._unasked.append(upstream)

    def crowded(self, upstream: Upstream) -> None:
        """It has no free place, and its queue does not move."""
        self._crowded.append(upstream)

    def failed(self, upstream: Upstream, error: ProviderError) -> None:
        """It failed; when that may pass, it comes back."""
        policy = policy_of(error, self._rules.policies)
        if policy.again:
            backoff = random.uniform(0, FIRST_BACKOFF_SECONDS * 2 ** self._retries.get(upstream, 0))  # noqa: S311  nothing secret about it
            # Asked any sooner, a provider that limits its rate would only say so again.
            least = policy.seconds if isinstance(error, RateLimited) and error.retry_after is None else 0.0
            self._again.append((monotonic() + max(error.retry_after or least, backoff), upstream))

    def next(self) -> Admission | None:
        """The next one whose breaker lets a request in."""
        for place, upstream in enumerate(self._unasked):
            ticket = upstream.breaker.admit()
            if ticket is not None:
                del self._unasked[place]
                return Admission(upstream, ticket)
        while self._crowded:
            upstream = self._crowded.pop(0)
            ticket = upstream.breaker.admit()
            if ticket is not None:
                return Admission(upstream, ticket, pressed=True)
        return None

    def next_open(self) -> Admission | None:
        """The one whose breaker closes soonest.

        One that limits its rate has said when to come back, and would only say it again.
        """
        ready = [one for one in self._unasked if one.breaker.last_error != RateLimited.kind]
        if not ready:
            return None
        upstream = min(ready, key=lambda one: one.breaker.opens_in)
        self._unasked.remove(upstream)
        return forced(upstream)

    def next_try(self, left: float) -> tuple[float, Upstream] | None:
        """The provider that may be asked soonest, and in how many seconds, of which `left` remain to the deadline."""
        now = monotonic()
        limited = [(now + one.breaker.opens_in, one) for one in self._unasked]
        for when, upstream in sorted((*self._again, *limited), key=lambda when_and_who: when_and_who[0]):
            wait = max(0.0, when - now)
            if upstream in self._unasked:
                self._unasked.remove(upstream)
                # Where the wait is too long it will hardly answer; but everybody else has already failed.
                return (0.0 if wait >= left else wait), upstream
            self._again.remove((when, upstream))
            tries = self._retries.get(upstream, 0)
            if wait < left and tries < self._rules.max_retries and self._rules.retries.take():
                self._retries[upstream] = tries + 1
                return wait, upstream
        return None


def forced(upstream: Upstream) -> Admission:
    """A request is let in whatever the breaker says."""
    ticket = upstream.breaker.admit(forced=True)
    assert ticket is not None
    return Admission(upstream, ticket)
