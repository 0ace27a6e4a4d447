"""The providers that can still be called in one race, and their order.

Each is in one of these lists, or is being called, or is out of the race:

    unasked   in the order of LLM_PROVIDERS; the first one whose breaker is closed is next
    crowded   had no free slot; returns ahead of its own queue when no unasked one is left
    again     had a temporary failure; returns after a back-off or its Retry-After when no other is left

A provider with an open breaker is called when no other is left: trying beats giving up.
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
    """A provider that may be called now. `pressed`: it precedes others in the queue, because it has waited before."""

    upstream: Upstream
    ticket: Ticket
    pressed: bool = False


class Candidates:
    """Selects the next provider. A selected one is removed until `turned_away`, `crowded` or `failed` returns it."""

    def __init__(self, upstreams: Sequence[Upstream], rules: Rules) -> None:
        self._rules = rules
        self._unasked = list(upstreams)
        self._crowded: list[Upstream] = []
        self._again: list[tuple[float, Upstream]] = []
        self._retries: dict[Upstream, int] = {}

    @property
    def any_left(self) -> bool:
        """Whether a provider is left that has not received a request yet."""
        return bool(self._unasked or self._crowded)

    def turned_away(self, upstream: Upstream) -> None:
        """Return a provider whose breaker opened while a request waited for a slot."""
        self._unasked.append(upstream)

    def crowded(self, upstream: Upstream) -> None:
        """Return a provider that has no free slot and whose queue does not move."""
        self._crowded.append(upstream)

    def failed(self, upstream: Upstream, error: ProviderError) -> None:
        """Return a provider that failed, if the failure may be temporary."""
        policy = policy_of(error, self._rules.policies)
        if policy.again:
            backoff = random.uniform(0, FIRST_BACKOFF_SECONDS * 2 ** self._retries.get(upstream, 0))  # noqa: S311  nothing secret about it
            # Any sooner, a rate-limited provider would only reject the request again.
            least = policy.seconds if isinstance(error, RateLimited) and error.retry_after is None else 0.0
            self._again.append((monotonic() + max(error.retry_after or least, backoff), upstream))

    def next(self) -> Admission | None:
        """Return the next provider whose breaker admits a request, or `None`."""
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
        """Return the provider whose breaker closes soonest, or `None`.

        Rate-limited ones are excluded: they have said when to come back, and would only reject the request again.
        """
        ready = [one for one in self._unasked if one.breaker.last_error != RateLimited.kind]
        if not ready:
            return None
        upstream = min(ready, key=lambda one: one.breaker.opens_in)
        self._unasked.remove(upstream)
        return forced(upstream)

    def next_try(self, left: float) -> tuple[float, Upstream] | None:
        """Return the provider that may be called soonest and the seconds until then, or `None`.

        `left` is the number of seconds until the deadline.
        """
        now = monotonic()
        limited = [(now + one.breaker.opens_in, one) for one in self._unasked]
        for when, upstream in sorted((*self._again, *limited), key=lambda when_and_who: when_and_who[0]):
            wait = max(0.0, when - now)
            if upstream in self._unasked:
                self._unasked.remove(upstream)
                # If the wait is too long it will hardly answer, but all others have already failed.
                return (0.0 if wait >= left else wait), upstream
            self._again.remove((when, upstream))
            tries = self._retries.get(upstream, 0)
            if wait < left and tries < self._rules.max_retries and self._rules.retries.take():
                self._retries[upstream] = tries + 1
                return wait, upstream
        return None


def forced(upstream: Upstream) -> Admission:
    """Admit a request regardless of the breaker's state."""
    ticket = upstream.breaker.admit(forced=True)
    assert ticket is not None
    return Admission(upstream, ticket)
