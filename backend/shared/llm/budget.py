"""A day's money: what could be spent is taken out before the call, and what was not is given back after it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Protocol

import structlog

from shared.llm.errors import LlmBudgetExceeded
from shared.llm.journal import Journal

logger = structlog.stdlib.get_logger(__name__)


class Ledger(Protocol):
    """Where money is counted, for all processes together and through restarts."""

    async def reserve(self, usd: float, limit: float) -> str | None:
        """Take `usd` out of today's `limit`; the day it was taken from, or `None` when not so much is left."""
        ...

    async def settle(self, day: str, usd: float) -> None:
        """Add `usd`, which may be negative, to what was spent on `day`."""
        ...


class Budget:
    """At most `usd_per_day` for all calls of a day (UTC). Models without a known price are not counted."""

    def __init__(self, usd_per_day: float, ledger: Ledger) -> None:
        self._limit = usd_per_day
        self._ledger = ledger
        self._settling: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def paying(self, journal: Journal, most_usd: float) -> AsyncGenerator[None]:
        """Reserve `most_usd` for a generation; afterwards what it cost is what stays counted.

        Raises `LlmBudgetExceeded` when the day's rest is less, and what the ledger raises when it cannot be reached.
        """
        day = await self._ledger.reserve(most_usd, self._limit)
        if day is None:
            logger.warning("budget for language models used up", what=journal.name, usd_per_day=self._limit)
            raise LlmBudgetExceeded
        try:
            yield
        finally:
            # On its own: a caller who was cancelled has no time left to wait for it.
            task = asyncio.create_task(self._settle(day, journal.known_cost_usd - most_usd))
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
            logger.warning("cost not written down", usd=usd)
