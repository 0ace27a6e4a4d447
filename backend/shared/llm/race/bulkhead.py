"""A limit of requests in flight to one provider: fair, and low until the provider has proved its capacity.

The limit starts at `UNPROVEN` and grows with each answer while at least half of it is used, like TCP's slow start with
a validated window (RFC 7661): a burst to a provider that has just gone down only loses a handful of requests, and a
burst to a healthy provider is in flight after a few answers.
"""

import asyncio
from collections import deque

UNPROVEN = 8


class TurnedAway(Exception):
    """The provider went down while a request waited for its turn."""


class Bulkhead:
    """At most `limit` requests in flight; the others wait in order of arrival.

    `careful` starts with a low limit; without another provider to fall back to, that would not help.
    """

    def __init__(self, limit: int, *, careful: bool) -> None:
        self._limit = limit
        self._careful = careful
        self._window = min(limit, UNPROVEN) if careful else limit
        self._in_flight = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._pressed: deque[asyncio.Future[None]] = deque()

    @property
    def in_flight(self) -> int:
        """Requests in flight."""
        return self._in_flight

    @property
    def waiting(self) -> int:
        """Requests waiting for their turn."""
        return len(self._waiting) + len(self._pressed)

    async def enter(self, *, pressed: bool = False) -> None:
        """Wait for this request's turn; every return must be followed by `leave`.

        A `pressed` request, which has waited at every provider, precedes the others and is only subject to the full
        `limit`. Raises `TurnedAway`.
        """
        queue, limit = (self._pressed, self._limit) if pressed else (self._waiting, self._window)
        if self._in_flight < limit and not queue:
            self._in_flight += 1
            return
        turn: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        queue.append(turn)
        try:
            await turn
        except asyncio.CancelledError:
            if turn in queue:
                queue.remove(turn)
            elif not turn.cancelled() and turn.exception() is None:
                # It was granted at the same moment; pass it on to the next request.
                self.leave()
            raise

    def leave(self) -> None:
        """End a request."""
        self._in_flight -= 1
        self._admit()

    def answered(self) -> None:
        """Record an answer: the provider can handle more."""
        if self._window < self._limit and 2 * self._in_flight >= self._window:
            self._window += 1
            self._admit()

    def silent(self) -> None:
        """Record that the provider is silent: lower the limit again."""
        if self._careful:
            self._window = max(1, self._window // 2)

    def turn_away(self) -> None:
        """Make all waiting requests raise `TurnedAway`."""
        for queue in (self._waiting, self._pressed):
            while queue:
                turn = queue.popleft()
                if not turn.done():
                    turn.set_exception(TurnedAway())

    def _admit(self) -> None:
        for queue, limit in ((self._pressed, self._limit), (self._waiting, self._window)):
            while queue and self._in_flight < limit:
                turn = queue.popleft()
                # A cancelled request may still be in the queue.
                if not turn.done():
                    self._in_flight += 1
                    turn.set_result(None)
