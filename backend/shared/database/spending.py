"""What a service spends on language models per day, over all its processes."""

from collections.abc import Callable
from datetime import datetime

from pymongo import IndexModel
from pymongo.errors import DuplicateKeyError

from shared.core.clock import utc_now
from shared.database.collections import ensure_collection
from shared.database.connection import Database
from shared.database.migrations import Migration

COLLECTION = "llm_spending"
KEPT_SECONDS = 400 * 24 * 3600
VALIDATOR = {
    "$jsonSchema": {
        "bsonType": "object",
        "required": ["_id", "usd", "created_at"],
        "properties": {
            "_id": {"bsonType": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"},
            "usd": {"bsonType": "double"},
            "created_at": {"bsonType": "date"},
        },
    }
}
INDEXES = (IndexModel([("created_at", 1)], name="kept", expireAfterSeconds=KEPT_SECONDS),)


async def _create_collection(database: Database) -> None:
    await ensure_collection(database, COLLECTION, VALIDATOR, INDEXES)


SPENDING_MIGRATION = Migration("llm_0001_spending", _create_collection)


class SpendingLedger:
    """The budget's ledger (`shared.llm.money.budget.Ledger`): one document per day (UTC)."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = utc_now) -> None:
        self._days = database[COLLECTION]
        self._clock = clock

    async def reserve(self, usd: float, limit: float) -> str | None:
        """Reserve `usd` of today's `limit`. Return the day, or `None` if less is left."""
        if usd > limit:
            return None
        now = self._clock()
        try:
            # Atomic: when too little is left, the filter does not match and the upsert fails on the duplicate key.
            await self._days.update_one(
                {"_id": _day(now), "usd": {"$lte": limit - usd}},
                {"$inc": {"usd": float(usd)}, "$setOnInsert": {"created_at": now}},
                upsert=True,
            )
        except DuplicateKeyError:
            return await self._reserve_again(_day(now), usd, limit)
        return _day(now)

    async def settle(self, day: str, usd: float) -> None:
        """Add `usd`, which may be negative, to the amount spent on `day`."""
        await self._days.update_one({"_id": day}, {"$inc": {"usd": float(usd)}})

    async def _reserve_again(self, day: str, usd: float, limit: float) -> str | None:
        """Retry without upsert: two processes that insert the day's document at once collide even if both would fit."""
        found = await self._days.update_one({"_id": day, "usd": {"$lte": limit - usd}}, {"$inc": {"usd": float(usd)}})
        return day if found.matched_count else None


def _day(now: datetime) -> str:
    return now.date().isoformat()
