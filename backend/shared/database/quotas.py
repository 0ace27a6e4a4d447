"""Daily quotas (UTC) of each owner, by count or by time, shared by all processes."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager, suppress
from datetime import datetime, time, timedelta
from math import ceil
from time import monotonic
from typing import Any
from uuid import UUID

import structlog
from pymongo import IndexModel
from pymongo.errors import DuplicateKeyError, PyMongoError

from shared.core.clock import utc_now
from shared.core.errors import TooManyRequests
from shared.core.undivided import undivided
from shared.database.collections import ensure_collection
from shared.database.connection import AT_ONCE, Database, Document
from shared.database.migrations import Migration

COLLECTION = "quotas"
KEPT_SECONDS = 3 * 24 * 3600
MILLISECONDS = 1000
"""Per second. Time is counted in whole milliseconds, because `used` is an integer."""

VALIDATOR: Document = {
    "$jsonSchema": {
        "bsonType": "object",
        "required": ["_id", "used", "created_at"],
        "properties": {
            "_id": {"bsonType": "object", "required": ["owner", "what", "day"]},
            "used": {"bsonType": ["int", "long"]},
            "created_at": {"bsonType": "date"},
        },
    }
}
INDEXES = (IndexModel([("created_at", 1)], name="kept", expireAfterSeconds=KEPT_SECONDS),)

logger = structlog.stdlib.get_logger(__name__)


async def _create_collection(database: Database) -> None:
    await ensure_collection(database, COLLECTION, VALIDATOR, INDEXES)


QUOTA_MIGRATION = Migration("shared_0002_quotas", _create_collection)


class QuotaExceeded(TooManyRequests):
    """The owner has used up today's quota."""

    code = "QUOTA_EXCEEDED"
    default_detail = "Daily limit reached. It resets at 00:00 UTC."


class Use:
    """One counted use, which is given back if its operation fails before `spent`."""

    def __init__(self) -> None:
        self.is_spent = False

    def spent(self) -> None:
        """Count it even if the operation fails later: the work is done, and a model may have been paid for it."""
        self.is_spent = True


class Quota:
    """A quota of `limit` uses per owner and day; 0: unlimited, and nothing is counted."""

    def __init__(self, database: Database, what: str, limit: int, clock: Callable[[], datetime] = utc_now) -> None:
        self._counts = database[COLLECTION]
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._what = what
        self._limit = limit
        self._clock = clock

    @asynccontextmanager
    async def one(self, owner: str, *done: type[Exception], run: UUID | None = None) -> AsyncGenerator[Use]:
        """Count one use; give it back if the block fails. Raises `QuotaExceeded`.

        A failure after `Use.spent`, or of a type in `done`, still counts, because the work was done before it. A `run`
        counts once a day: its process may be killed, which gives nothing back, and the next one makes it again.
        """
        use = Use()
        if not self._limit:
            yield use
            return
        now = self._clock()
        counted = _counted(owner, self._what, now)
        if not await self._taken(counted, now, run):
            raise _exceeded(f"The limit is {self._limit}.", self._limit, now)
        try:
            yield use
        except done:
            raise
        except BaseException:
            if not use.is_spent:
                await undivided(self._give_back(counted, run))
            raise

    async def check(self, owner: str) -> None:
        """Raise `QuotaExceeded` if the owner has no use left today; nothing is counted."""
        if not await self.has_room(owner):
            raise _exceeded(f"The limit is {self._limit}.", self._limit, self._clock())

    async def has_room(self, owner: str) -> bool:
        """Return whether the owner has a use left today, for work that is done beside one that counts."""
        if not self._limit:
            return True
        async with self._turns:
            found = await self._counts.find_one({"_id": _counted(owner, self._what, self._clock())}, {"used": 1})
        return found is None or found["used"] < self._limit

    async def _taken(self, counted: dict[str, Any], now: datetime, run: UUID | None) -> bool:
        """Count a use, or return false; a caller that is cancelled meanwhile has used nothing."""
        taking = asyncio.ensure_future(self._take(counted, now, run))
        try:
            return await asyncio.shield(taking)
        except asyncio.CancelledError:
            await undivided(self._return(taking, counted, run))
            raise

    async def _return(self, taking: asyncio.Future[bool], counted: dict[str, Any], run: UUID | None) -> None:
        with suppress(PyMongoError):
            if await taking:
                await self._give_back(counted, run)

    async def _take(self, counted: dict[str, Any], now: datetime, run: UUID | None) -> bool:
        # Atomic: when the day is full, or the run is counted, the filter does not match and the upsert fails on the
        # duplicate key.
        query: Document = {"_id": counted, "used": {"$lt": self._limit}}
        update: Document = {"$inc": {"used": 1}, "$setOnInsert": {"created_at": now}}
        if run is not None:
            query["runs"], update["$push"] = {"$ne": run}, {"runs": run}
        for _ in range(2):
            try:
                async with self._turns:
                    await self._counts.update_one(query, update, upsert=True)
            except DuplicateKeyError:  # full, or counted, or another process inserted the day at the same moment
                continue
            return True
        return run is not None and await self._is_counted(counted, run)

    async def _is_counted(self, counted: dict[str, Any], run: UUID) -> bool:
        async with self._turns:
            return await self._counts.find_one({"_id": counted, "runs": run}, {"_id": 1}) is not None

    async def _give_back(self, counted: dict[str, Any], run: UUID | None) -> None:
        query: Document = {"_id": counted}
        update: Document = {"$inc": {"used": -1}}
        if run is not None:
            query["runs"], update["$pull"] = run, {"runs": run}
        try:
            async with self._turns:
                await self._counts.update_one(query, update)
        except PyMongoError as error:
            logger.warning("quota not given back", what=self._what, error=type(error).__name__)


class TimeQuota:
    """A quota of `limit` seconds per owner and day for work that occupies a resource; 0: unlimited."""

    def __init__(
        self,
        database: Database,
        what: str,
        limit: float,
        clock: Callable[[], datetime] = utc_now,
        timer: Callable[[], float] = monotonic,
    ) -> None:
        self._counts = database[COLLECTION]
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._what = what
        self._limit = limit
        self._clock = clock
        self._timer = timer

    async def check(self, owner: str) -> None:
        """Raise `QuotaExceeded` if the owner has no time left today."""
        if not self._limit:
            return
        now = self._clock()
        async with self._turns:
            found = await self._counts.find_one({"_id": _counted(owner, self._what, now)}, {"used": 1})
        if found is not None and found["used"] >= self._limit * MILLISECONDS:
            raise _exceeded(f"The limit is {self._limit:g} seconds of {self._what}.", self._limit, now)

    @asynccontextmanager
    async def spending(self, owner: str) -> AsyncGenerator[None]:
        """Count the time of the block, even if it fails. Raises `QuotaExceeded` before it starts."""
        await self.check(owner)
        if not self._limit:
            yield
            return
        now, started = self._clock(), self._timer()
        try:
            yield
        finally:
            await undivided(self._add(_counted(owner, self._what, now), now, self._timer() - started))

    async def _add(self, counted: dict[str, Any], now: datetime, seconds: float) -> None:
        change = {"$inc": {"used": ceil(seconds * MILLISECONDS)}, "$setOnInsert": {"created_at": now}}
        try:
            async with self._turns:
                await self._counts.update_one({"_id": counted}, change, upsert=True)
        except PyMongoError as error:
            logger.warning("quota use not recorded", what=self._what, error=type(error).__name__)


def _counted(owner: str, what: str, now: datetime) -> dict[str, Any]:
    return {"owner": owner, "what": what, "day": now.date().isoformat()}


def _exceeded(limit: str, number: float, now: datetime) -> QuotaExceeded:
    opens = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
    return QuotaExceeded(
        f"{QuotaExceeded.default_detail} {limit}",
        retry_after=ceil((opens - now).total_seconds()),
        extensions={"limit": number, "resets_at": opens.strftime("%Y-%m-%dT%H:%M:%SZ")},
    )
