"""One provider's turn in a race."""

import asyncio
from time import monotonic
from typing import Generic, TypeVar

from shared.llm.errors import ProviderError
from shared.llm.race.breaker import Ticket
from shared.llm.race.upstream import Upstream

R = TypeVar("R")


class Turn(Generic[R]):
    """A turn waits for a free slot, then makes one or more requests."""

    def __init__(self, upstream: Upstream, ticket: Ticket, *, pressed: bool) -> None:
        self.upstream = upstream
        self.ticket: Ticket = ticket
        self.pressed = pressed
        self.started = monotonic()
        self.sent: float | None = None
        self.silent_since = self.started
        self.answered = False
        self.overdue = False
        self.followed = False
        """Whether another provider was called because this one is overdue."""
        self.given_up_as = "cancelled"
        self.task: asyncio.Task[R] | None = None
        self.timer: asyncio.TimerHandle | None = None
        self._inside = False

    async def enter(self) -> None:
        """Wait for a free slot. Raises `TurnedAway`."""
        await self.upstream.bulkhead.enter(pressed=self.pressed)
        self._inside = True

    def asks(self) -> None:
        """Record that a request is being sent."""
        if self.sent is None:
            # Silence is counted from the beginning of the turn, including the wait for a slot.
            self.sent = monotonic()
        else:
            self.silent_since = monotonic()

    def heard(self) -> None:
        """Record a sign of life."""
        self.answered = True
        self.overdue = False
        self.silent_since = monotonic()

    def succeeded(self) -> None:
        """End the turn with a success."""
        self.upstream.succeeded(self.ticket)
        self._end()

    def failed(self, error: ProviderError) -> None:
        """End the turn with a failure."""
        self.upstream.failed(self.ticket, error)
        self._end()

    def released(self) -> None:
        """End the turn without information about the provider's health."""
        self.upstream.breaker.released(self.ticket)
        self._end()

    def overtaken(self, kind: str) -> None:
        """End the turn because a provider that was called later was faster."""
        assert self.sent is not None
        self.upstream.overtaken(self.ticket, kind, self.sent)
        self._end()

    def _end(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
        if self._inside:
            self._inside = False
            self.upstream.bulkhead.leave()
