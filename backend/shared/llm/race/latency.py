"""The usual silence of a provider, learned from its own answers, and the hedge delay that follows from it."""

from collections import deque
from dataclasses import dataclass

KEPT = 128
ENOUGH = 20
PERCENTILE = 0.95
MARGIN = 1.2


@dataclass(frozen=True, slots=True)
class HedgeLimits:
    """Seconds: the initial hedge delay while little is known, and the bounds of the learned one."""

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
        """Seconds to wait for a sign of life before another provider is called as well."""
        return self._delay

    def answered(self, seconds: float) -> None:
        """Record that an answer, or its first piece, arrived after this many seconds."""
        self._answers.append(seconds)
        self._fresh += 1
        # Sorting for every answer would cost more than it is worth.
        if len(self._answers) <= ENOUGH or self._fresh >= ENOUGH:
            self._learn()

    def given_up(self, seconds: float) -> None:
        """Record that another provider answered after this much silence. This one might have been about to answer.

        Until enough answers are known, this is the only information about a provider that is always overtaken.
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
