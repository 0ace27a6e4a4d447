"""How often each owner has done what is counted, day by day (UTC), for all processes of a service together."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from datetime import datetime, time, timedelta
from math import ceil
from typing import Any

import structlog
from pymongo import IndexModel
from pymongo.errors import DuplicateKeyError, PyMongoError

from shared.core.clock import utc_now
from shared.core.errors import TooManyRequests
from shared.database.collections import ensure_collection
from shared.database.connection import AT_ONCE, Database, Document
from shared.database.migrations import Migration

COLLECTION = "quotas"
KEPT_SECONDS = 3 * 24 * 3600
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
    """The owner has done this as often today as one may."""

    code = "QUOTA_EXCEEDED"
    default_detail = "You have reached today's limit for this operation (UTC)."


class Use:
    """One that is counted, for as long as it may still be given back."""

    def __init__(self) -> None:
        self.is_spent = False

    def spent(self) -> None:
        """Count it whatever comes: the work is done, and a model may have been paid for it."""
        self.is_spent = True


class Quota:
    """At most `limit` a day for each owner; 0: no limit, and nothing is counted."""

    def __init__(self, database: Database, what: str, limit: int, clock: Callable[[], datetime] = utc_now) -> None:
        self._counts = database[COLLECTION]
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._what = what
        self._limit = limit
        self._clock = clock

    @asynccontextmanager
    async def one(self, owner: str, *done: type[Exception]) -> AsyncGenerator[Use]:
        """Count one, and not if the block fails: what was not done does not count. Raises `QuotaExceeded`.

        Failures after `Use.spent` count, and those of the types in `done`: all the work was done before.
        """
        use = Use()
        if not self._limit:
            yield use
            return
        now = self._clock()
        counted = {"owner": owner, "what": self._what, "day": now.date().isoformat()}
        if not await self._take(counted, now):
            raise self._exceeded(now)
        try:
            yield use
        except done:
            raise
        except BaseException:
            if not use.is_spent:
                await self._give_back(counted)
            raise

    async def _take(self, counted: dict[str, Any], now: datetime) -> bool:
        # One atomic step: whoever finds the day full tries to insert it a second time instead.
        for _ in range(2):
            try:
                async with self._turns:
                    await self._counts.update_one(
                        {"_id": counted, "used": {"$lt": self._limit}},
                        {"$inc": {"used": 1}, "$setOnInsert": {"created_at": now}},
                        upsert=True,
                    )
            except DuplicateKeyError:  # full, or somebody else inserted the day in the same moment
                continue
            return True
        return False

    async def _give_back(self, counted: dict[str, Any]) -> None:
        try:
            async with self._turns:
                await self._counts.update_one({"_id": counted}, {"$inc": {"used": -1}})
        except PyMongoError as error:
            logger.warning("a quota counts one too many", what=self._what, error=type(error).__name__)

    def _exceeded(self, now: datetime) -> QuotaExceeded:
        opens = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
        return QuotaExceeded(
            f"{QuotaExceeded.default_detail} The limit is {self._limit}.",
            retry_after=ceil((opens - now).total_seconds()),
            extensions={"limit": self._limit, "resets_at": opens.strftime("%Y-%m-%dT%H:%M:%SZ")},
        )
