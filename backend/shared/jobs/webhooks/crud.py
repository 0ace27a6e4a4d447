"""The callbacks in the `jobs` collection. An attempt is counted before it begins: none is made twice."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from pymongo import ASCENDING, IndexModel, ReturnDocument

from shared.core.clock import utc_now
from shared.database.connection import Database, Document
from shared.database.migrations import Migration
from shared.jobs.crud import COLLECTION, job_of
from shared.jobs.models import ENDED, CallbackState, Job

LEASE_SECONDS = 12.0
"""How long an attempt has its callback: longer than it takes at most."""

WAITING: Document = {"callback.state": "waiting", "state": {"$in": sorted(ENDED)}}
LEAN: Document = {"resume": 0, "parts": 0, "request": 0}
INDEX = IndexModel(
    [("kind", ASCENDING), ("finished_at", ASCENDING)],
    name="callbacks_oldest_first",
    partialFilterExpression={"callback.state": "waiting"},
)


async def _create_index(database: Database) -> None:
    await database[COLLECTION].create_indexes([INDEX])


CALLBACKS_MIGRATION = Migration("shared_0005_callbacks", _create_index)


class CallbackCrud:
    """Reads and writes the callbacks of jobs that have ended."""

    def __init__(self, database: Database, lease_seconds: float = LEASE_SECONDS) -> None:
        self._jobs = database[COLLECTION]
        self._lease: Document = {"$add": ["$$NOW", round(lease_seconds * 1000)]}

    async def claim(self, job_id: UUID, holder: UUID) -> Job | None:
        """Begin an attempt and return its job, or `None` if none is due or another is under way."""
        found = await self._jobs.find_one_and_update(
            {"_id": job_id, **WAITING, "$and": [_reached("$callback.due_at"), _reached("$callback.leased_until")]},
            [
                {
                    "$set": {
                        "callback.holder": holder,
                        "callback.leased_until": self._lease,
                        "callback.attempts": {"$add": ["$callback.attempts", 1]},
                    }
                }
            ],
            projection=LEAN,
            return_document=ReturnDocument.AFTER,
        )
        return None if found is None else _lean(found)

    async def find(self, job_id: UUID) -> Job | None:
        """Return a job whose end is still to be told, or `None`."""
        found = await self._jobs.find_one({"_id": job_id, **WAITING}, LEAN)
        return None if found is None else _lean(found)

    async def end(self, job_id: UUID, holder: UUID, state: CallbackState, problem: str | None = None) -> None:
        """Record the last attempt; does nothing if it was taken over."""
        await self._set(job_id, holder, {"callback.state": state, "callback.problem": {"$literal": problem}})

    async def put_off(self, job_id: UUID, holder: UUID, pause: float, problem: str) -> None:
        """Record an attempt that did not deliver, and when the next one is due."""
        due = {"$add": ["$$NOW", round(pause * 1000)]}
        await self._set(job_id, holder, {"callback.due_at": due, "callback.problem": {"$literal": problem}})

    async def overdue(self, kinds: Sequence[str], older: timedelta, limit: int) -> list[Job]:
        """Return jobs whose end should have been told for a while."""
        before = utc_now() - older
        late: Document = {
            "$and": [{"$or": [{f"callback.{name}": None}, {f"callback.{name}": {"$lt": before}}]} for name in TIMES]
        }
        query: Document = {"kind": {"$in": list(kinds)}, **WAITING, "finished_at": {"$lt": before}, **late}
        return [_lean(one) async for one in self._jobs.find(query, LEAN).sort("finished_at", ASCENDING).limit(limit)]

    async def _set(self, job_id: UUID, holder: UUID, members: Document) -> None:
        await self._jobs.update_one(
            {"_id": job_id, "callback.holder": holder},
            [{"$set": {**members, "callback.leased_until": "$$NOW"}}, {"$unset": "callback.holder"}],
        )


TIMES = ("due_at", "leased_until")


def _reached(time: str) -> Document:
    return {"$expr": {"$lte": [{"$ifNull": [time, "$$NOW"]}, "$$NOW"]}}


def _lean(document: Document) -> Job:
    return job_of({**document, "request": {}})
