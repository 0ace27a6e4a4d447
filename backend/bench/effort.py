"""How much is measured: all of it for figures to quote, little of it to see that everything runs."""

from dataclasses import dataclass

QUICK_SHARE = 20


@dataclass(frozen=True, slots=True)
class Effort:
    """Counted rounds, and whether each is cut short; a quick run's figures say nothing."""

    rounds: int
    quick: bool = False

    def of(self, count: int) -> int:
        """How many to take where a full run takes `count`."""
        return max(count // QUICK_SHARE, 1) if self.quick else count
