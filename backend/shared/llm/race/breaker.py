"""A circuit breaker: a provider that is down gets no calls except one probe at a time until it answers.

The pattern is M. Nygard's (Release It!, 2007). It opens after `CONSECUTIVE` failures in a row, when at least `RATE` of
the last `WINDOW` calls failed, or at the first failure that `trips` it. It stays open for a time that doubles with each
failed probe, with jitter, so that many processes do not probe together. An open breaker is a preference, not a hard
limit: a caller without an alternative is admitted as a probe. Some failures open it for a specific time, such as a rate
limit's Retry-After. A breaker belongs to one event loop and needs no locks.
"""

import random
from collections import deque
from collections.abc import Callable
from time import monotonic
from typing import Literal

CONSECUTIVE = 3
WINDOW = 20
MIN_CALLS = 10
RATE = 0.5
FIRST_OPEN_SECONDS = 5.0
MAX_OPEN_SECONDS = 60.0

State = Literal["closed", "open", "half_open"]
Ticket = Literal["call", "probe"]
"""How a call was admitted. Only a probe's outcome changes the state of a breaker that is not closed."""


class Breaker:
    """The breaker of one provider and model. `on_open` is called when it opens."""

    def __init__(self, on_open: Callable[[], None] | None = None, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._on_open = on_open
        self._outcomes: deque[bool] = deque(maxlen=WINDOW)
        self._in_a_row = 0
        self._until: float | None = None
        self._open_seconds = FIRST_OPEN_SECONDS
        self._probing = False
        self.last_error: str | None = None
        """The kind of the latest reported failure."""

    @property
    def state(self) -> State:
        """`open` rejects calls; `half_open` admits one probe; `closed` admits all."""
        if self._until is None:
            return "closed"
        return "open" if self._clock() < self._until else "half_open"

    @property
    def opens_in(self) -> float:
        """Seconds until a call is admitted again; 0 if calls are admitted now."""
        return 0.0 if self._until is None else max(0.0, self._until - self._clock())

    @property
    def admits(self) -> bool:
        """Whether a call would be admitted now."""
        return self._until is None or (self._clock() >= self._until and not self._probing)

    def admit(self, *, forced: bool = False) -> Ticket | None:
        """Admit a call, as a probe if the breaker is half open, or return `None` to reject it.

        `forced` also admits a probe to an open breaker: if nothing else is left, trying beats giving up.
        """
        if self._until is None:
            return "call"
        if forced or self.admits:
            self._probing = True
            return "probe"
        return None

    def succeeded(self, ticket: Ticket) -> None:
        """Record that the provider answered."""
        if ticket == "probe" or self._until is None:
            self._in_a_row = 0
            if self._until is not None:
                self._close()
            self._outcomes.append(True)

    def failed(self, ticket: Ticket, kind: str, *, trips: bool = False) -> None:
        """Record a failure that concerns the provider's health; `trips` opens the breaker immediately."""
        self.last_error = kind
        if ticket == "probe":
            self._probing = False
            self._open_seconds = min(self._open_seconds * 2, MAX_OPEN_SECONDS)
            self._open(self._jittered())
        elif self._until is None:
            self._in_a_row += 1
            self._outcomes.append(False)
            if trips or self._in_a_row >= CONSECUTIVE or self._too_many():
                self._open(self._jittered())

    def open_for(self, ticket: Ticket, seconds: float, kind: str) -> None:
        """Open the breaker for this long, or longer if it is already open for longer."""
        self.last_error = kind
        if ticket == "probe":
            self._probing = False
        self._open(seconds)

    def released(self, ticket: Ticket) -> None:
        """Record that the call ended without information about the provider's health."""
        if ticket == "probe":
            self._probing = False

    def _too_many(self) -> bool:
        return len(self._outcomes) >= MIN_CALLS and self._outcomes.count(False) >= RATE * len(self._outcomes)

    def _jittered(self) -> float:
        return self._open_seconds * random.uniform(0.75, 1.25)  # noqa: S311  nothing secret about it

    def _open(self, seconds: float) -> None:
        self._until = max(self._until or 0.0, self._clock() + seconds)
        if self._on_open is not None:
            self._on_open()

    def _close(self) -> None:
        self._until = None
        self._probing = False
        self._open_seconds = FIRST_OPEN_SECONDS
        self._outcomes.clear()
