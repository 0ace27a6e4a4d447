"""The requests of one generation with their usage and cost."""

from shared.llm.base import NOTHING, Attempt, Usage


class Record:
    """Records each request when it is over."""

    def __init__(self) -> None:
        self._attempts: list[tuple[float, Attempt]] = []

    def add(self, sent: float, attempt: Attempt) -> None:
        """Add a request that was sent at `sent` (`time.monotonic`)."""
        self._attempts.append((sent, attempt))

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """The requests so far, in the order they were sent."""
        return tuple(attempt for _, attempt in sorted(self._attempts, key=lambda made: made[0]))

    @property
    def usage(self) -> Usage:
        """The usage that providers reported."""
        return sum((made.usage for _, made in self._attempts if not made.estimated), NOTHING)

    @property
    def cost_usd(self) -> float | None:
        """The cost of all requests including estimates; `None` if a price is missing."""
        total = 0.0
        for _, made in self._attempts:
            if made.cost_usd is None:
                return None
            total += made.cost_usd
        return total
