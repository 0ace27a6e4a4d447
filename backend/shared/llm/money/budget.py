"""The daily budget: the maximum price of each request is reserved before it is sent, and the difference returned.

The budget applies to requests, not generations: a hedge, a repair or a fallback that the rest of the budget does not
cover is not sent. So spending never exceeds the limit, unless a provider bills more than its own rules allow.
"""

import asyncio
from typing import Protocol

import structlog

logger = structlog.stdlib.get_logger(__name__)


class OverBudget(Exception):
    """The rest of the day's budget does not cover this request."""


class Ledger(Protocol):
    """Persistent record of spending, shared by all processes."""

    async def reserve(self, usd: float, limit: float) -> str | None:
        """Reserve `usd` of today's `limit`. Return the day, or `None` if less is left."""
        ...

    async def settle(self, day: str, usd: float) -> None:
        """Add `usd`, which may be negative, to the amount spent on `day`."""
        ...


class Hold:
    """Money that is reserved for one request."""

    def __init__(self, budget: "Budget", day: str, usd: float) -> None:
        self._budget = budget
        self._day = day
        self._usd = usd

    def settle(self, usd: float) -> None:
        """Record in the background that the request cost `usd`."""
        self._budget.write_down(self._day, usd - self._usd)


class Budget:
    """A limit of `usd_per_day` for all requests of a day (UTC). Models without a known price are not counted."""

    def __init__(self, usd_per_day: float, ledger: Ledger) -> None:
        self._limit = usd_per_day
        self._ledger = ledger
        self._settling: set[asyncio.Task[None]] = set()

    async def hold(self, what: str, usd: float) -> Hold:
        """Reserve `usd`; raises `OverBudget`, and what the ledger raises if it cannot be reached."""
        day = await self._ledger.reserve(usd, self._limit)
        if day is None:
            logger.warning("language model budget used up", what=what, usd_per_day=self._limit)
            raise OverBudget
        return Hold(self, day, usd)

    def write_down(self, day: str, usd: float) -> None:
        """Settle in a background task, because a cancelled caller cannot wait for it."""
        task = asyncio.create_task(self._settle(day, usd))
        self._settling.add(task)
        task.add_done_callback(self._settling.discard)

    async def settled(self) -> None:
        """Wait until all pending amounts are recorded; for the end of the process."""
        while self._settling:
            await asyncio.wait(self._settling)

    async def _settle(self, day: str, usd: float) -> None:
        try:
            await self._ledger.settle(day, usd)
        except Exception:  # noqa: BLE001  any exception of the ledger's database
            # The reservation remains, so that too much is counted rather than too little.
            logger.warning("cost not recorded", usd=usd)
