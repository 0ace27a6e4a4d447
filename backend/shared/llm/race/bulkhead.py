"""A limit of requests in flight to one provider: fair, and careful with a provider that has not shown what it can take.

The limit begins at `UNPROVEN` and grows with each answer while it is used to the half, like TCP's slow start with a
validated window (RFC 7661): a burst to a provider that has just gone dead sends a handful of requests into the void,
and one to a healthy provider is under way after a few answers.
"""

import asyncio
from collections import deque

UNPROVEN = 8


class TurnedAway(Exception):
    """The provider was found to be down while a request waited for its turn."""


class Bulkhead:
    """At most `most` requests in flight; the others wait in the order they came.

    `careful` is whether to begin small; where there is no other provider to go to, waiting would help nobody.
    """

    def __init__(self, most: int, *, careful: bool) -> None:
        self._most = most
        self._careful = careful
        self._window = min(most, UNPROVEN) if careful else most
        self._in_flight = 0
        self._waiting: deque[asyncio.Future[None]] = deque()
        self._pressed: deque[asyncio.Future[None]] = deque()

    @property
    def in_flight(self) -> int:
        """Requests under way."""
        return self._in_flight

    @property
    def waiting(self) -> int:
        """Requests that wait for their turn."""
        return len(self._waiting) + len(self._pressed)

    async def enter(self, *, pressed: bool = False) -> None:
        """Return when it is this request's turn; every return is followed by `leave`.

        `pressed` goes by `most` alone and before the others: it has waited at every provider. Raises `TurnedAway`.
        """
        queue, limit = (self._pressed, self._most) if pressed else (self._waiting, self._window)
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
                # The turn had come in the same moment; it goes to the next one.
                self.leave()
            raise

    def leave(self) -> None:
        """A request is over."""
        self._in_flight -= 1
        self._admit()

    def answered(self) -> None:
        """The provider answered: it can take more."""
        if self._window < self._most and 2 * self._in_flight >= self._window:
            self._window += 1
            self._admit()

    def silent(self) -> None:
        """The provider said nothing to anybody: be careful again."""
        if self._careful:
            self._window = max(1, self._window // 2)

    def turn_away(self) -> None:
        """Send all who wait elsewhere."""
        for queue in (self._waiting, self._pressed):
            while queue:
                turn = queue.popleft()
                if not turn.done():
                    turn.set_exception(TurnedAway())

    def _admit(self) -> None:
        for queue, limit in ((self._pressed, self._most), (self._waiting, self._window)):
            while queue and self._in_flight < limit:
                turn = queue.popleft()
                # One that was cancelled has not left the queue yet.
                if not turn.done():
                    self._in_flight += 1
                    turn.set_result(None)
