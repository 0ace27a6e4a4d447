"""How long a provider usually says nothing, learned from its own answers, and with it when to ask another one."""

from collections import deque
from dataclasses import dataclass

KEPT = 128
ENOUGH = 20
PERCENTILE = 0.95
MARGIN = 1.2


@dataclass(frozen=True, slots=True)
class HedgeLimits:
    """Seconds: what to begin with while little is known, and the bounds of what is learned."""

    first: float
    floor: float
    ceiling: float


class Latency:
    """The silence before the answers of one provider to one kind of request, in seconds."""

    def __init__(self, limits: HedgeLimits) -> None:
        self._limits = limits
        self._answers: deque[float] = deque(maxlen=KEPT)
        self._longest_given_up = 0.0
        self._fresh = 0
        self._delay = limits.first

    @property
    def hedge_delay(self) -> float:
        """How long to wait for a sign of life before another provider is asked, too."""
        return self._delay

    def answered(self, seconds: float) -> None:
        """An answer, or the first piece of one, came after this long."""
        self._answers.append(seconds)
        self._fresh += 1
        # Sorting for each answer would cost more than it tells.
        if len(self._answers) <= ENOUGH or self._fresh >= ENOUGH:
            self._learn()

    def given_up(self, seconds: float) -> None:
        """Another provider answered after this long a silence of this one. It could have been about to answer.

        Until enough answers are known this is all there is to learn from when it is always overtaken.
        """
        self._longest_given_up = max(self._longest_given_up, seconds)
        if len(self._answers) < ENOUGH:
            self._learn()

    def _learn(self) -> None:
        self._fresh = 0
        limits, known = self._limits, sorted(self._answers)
        if len(known) >= ENOUGH:
            delay = max(limits.floor, known[int(PERCENTILE * len(known))])
        else:
            delay = max(limits.first, self._longest_given_up, MARGIN * known[-1] if known else 0.0)
        self._delay = min(delay, max(limits.ceiling, limits.first))
