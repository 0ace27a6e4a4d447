"""A day's money: each request's highest price is taken out before it is sent, and what it did not cost is given back.

Requests, not generations, are paid for: a hedge, a repair or the next provider that the rest of the day's money does
not cover is not asked. So what is spent never exceeds the limit, except by what a provider bills beyond its own rules.
"""

import asyncio
from typing import Protocol

import structlog

logger = structlog.stdlib.get_logger(__name__)


class OverBudget(Exception):
    """The day's rest does not pay for this request."""


class Ledger(Protocol):
    """Where money is counted, for all processes together and through restarts."""

    async def reserve(self, usd: float, limit: float) -> str | None:
        """Take `usd` out of today's `limit`; the day it was taken from, or `None` when less is left."""
        ...

    async def settle(self, day: str, usd: float) -> None:
        """Add `usd`, which may be negative, to what was spent on `day`."""
        ...


class Hold:
    """Money that is reserved for one request."""

    def __init__(self, budget: "Budget", day: str, usd: float) -> None:
        self._budget = budget
        self._day = day
        self._usd = usd

    def settle(self, usd: float) -> None:
        """The request is over and cost `usd`: the difference is written down meanwhile."""
        self._budget.write_down(self._day, usd - self._usd)


class Budget:
    """At most `usd_per_day` for all requests of a day (UTC). Models without a known price are not counted."""

    def __init__(self, usd_per_day: float, ledger: Ledger) -> None:
        self._limit = usd_per_day
        self._ledger = ledger
        self._settling: set[asyncio.Task[None]] = set()

    async def hold(self, what: str, usd: float) -> Hold:
        """Reserve `usd`; raises `OverBudget`, and what the ledger raises when it cannot be reached."""
        day = await self._ledger.reserve(usd, self._limit)
        if day is None:
            logger.warning("language model budget used up", what=what, usd_per_day=self._limit)
            raise OverBudget
        return Hold(self, day, usd)

    def write_down(self, day: str, usd: float) -> None:
        """Settle in a task of its own: a caller that was cancelled has no time left to wait for it."""
        task = asyncio.create_task(self._settle(day, usd))
        self._settling.add(task)
        task.add_done_callback(self._settling.discard)

    async def settled(self) -> None:
        """Return when everything under way is written down; for the end of the process."""
        while self._settling:
            await asyncio.wait(self._settling)

    async def _settle(self, day: str, usd: float) -> None:
        try:
            await self._ledger.settle(day, usd)
        except Exception:  # noqa: BLE001  whatever the ledger's database raises
            # The reservation stays: too much is counted rather than too little.
            logger.warning("cost not recorded", usd=usd)
