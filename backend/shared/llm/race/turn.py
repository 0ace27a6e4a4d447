"""One provider's turn in a race."""

import asyncio
from time import monotonic
from typing import Generic, TypeVar

from shared.llm.errors import ProviderError
from shared.llm.race.breaker import Ticket
from shared.llm.race.upstream import Upstream

R = TypeVar("R")


class Turn(Generic[R]):
    """It waits for a free place, then does one or more requests."""

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
        """Whether another provider was asked because this one is overdue."""
        self.given_up_as = "cancelled"
        self.task: asyncio.Task[R] | None = None
        self.timer: asyncio.TimerHandle | None = None
        self._inside = False

    async def enter(self) -> None:
        """Wait for a free place. Raises `TurnedAway`."""
        await self.upstream.bulkhead.enter(pressed=self.pressed)
        self._inside = True

    def asks(self) -> None:
        """A request goes out now."""
        if self.sent is None:
            # Silence began when the turn did: while it waits for a free place nothing is heard either.
            self.sent = monotonic()
        else:
            self.silent_since = monotonic()

    def heard(self) -> None:
        """The provider said something."""
        self.answered = True
        self.overdue = False
        self.silent_since = monotonic()

    def succeeded(self) -> None:
        """The provider did what was asked."""
        self.upstream.succeeded(self.ticket)
        self._end()

    def failed(self, error: ProviderError) -> None:
        """The provider failed."""
        self.upstream.failed(self.ticket, error)
        self._end()

    def released(self) -> None:
        """The turn ended without saying anything about the provider."""
        self.upstream.breaker.released(self.ticket)
        self._end()

    def overtaken(self, kind: str) -> None:
        """A provider that was asked later was faster."""
        assert self.sent is not None
        self.upstream.overtaken(self.ticket, kind, self.sent)
        self._end()

    def _end(self) -> None:
        if self.timer is not None:
            self.timer.cancel()
        if self._inside:
            self._inside = False
            self.upstream.bulkhead.leave()
