"""Migrations: an ordered list of idempotent steps, run at start under a lock and recorded in `migrations`.

Replicas that start together coordinate through the lock document: one runs the steps, the others wait for it. The lock
of a dead holder expires after `LOCK_SECONDS`, which is safe because every step may run twice.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import pymongo
import structlog
from pymongo.errors import DuplicateKeyError

from shared.core.clock import utc_now
from shared.core.ids import new_id
from shared.database.connection import Database, wait_for

LOCK_SECONDS = 60
STEP_SECONDS = 600
"""Time limit of one step; the time-out of a request is far too short to build an index, or to change a collection on a
busy server."""
POLL_SECONDS = 0.05
LOCK = "lock"

logger = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Migration:
    """One step. `name` contains its number and never changes; `apply` is idempotent."""

    name: str
    apply: Callable[[Database], Awaitable[None]]


async def migrate(database: Database, migrations: Sequence[Migration]) -> list[str]:
    """Run the pending steps in order and return the names of those that this call ran.

    Waits for a database that is not up yet. Raises `pymongo.errors.PyMongoError` if it does not respond.
    """
    await wait_for(database)
    done = database["migrations"]
    if not await _pending(database, migrations):
        return []
    holder = new_id()
    while not await _take_lock(database, holder):  # noqa: ASYNC110  the holder is another process
        await asyncio.sleep(POLL_SECONDS)
    ran: list[str] = []
    try:
        # Read again: another process may have run them while this one waited for the lock.
        for migration in await _pending(database, migrations):
            with pymongo.timeout(STEP_SECONDS):
                await migration.apply(database)
            await done.update_one({"_id": migration.name}, {"$set": {"applied_at": utc_now()}}, upsert=True)
            logger.info("migration applied", migration=migration.name)
            ran.append(migration.name)
    finally:
        await done.delete_one({"_id": LOCK, "holder": holder})
    return ran


async def _pending(database: Database, migrations: Sequence[Migration]) -> list[Migration]:
    names = [migration.name for migration in migrations]
    applied = {found["_id"] async for found in database["migrations"].find({"_id": {"$in": names}}, {"_id": 1})}
    return [migration for migration in migrations if migration.name not in applied]


async def _take_lock(database: Database, holder: object) -> bool:
    now = utc_now()
    try:
        await database["migrations"].find_one_and_update(
            {"_id": LOCK, "until": {"$lt": now}},
            {"$set": {"holder": holder, "until": now + timedelta(seconds=LOCK_SECONDS)}},
            upsert=True,
        )
    except DuplicateKeyError:  # another process holds it and it has not expired
        return False
    return True
