"""Requests with an `Idempotency-Key` and their responses: one document per key, deleted after a day.

The document is written before anything is created, with the id of the future resource. So a repeated request finds the
response, or learns that the first one is in progress, or, if that process died, gets the id under which the resource
already exists or is to be created.
"""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from pymongo import IndexModel, ReturnDocument
from pymongo.errors import DuplicateKeyError

from shared.core.errors import Conflict, Unprocessable
from shared.core.ids import new_id
from shared.database.collections import ensure_collection
from shared.database.connection import AT_ONCE, Database, Document
from shared.database.heartbeats import HEARTBEAT_SECONDS, MISSED_HEARTBEATS
from shared.database.migrations import Migration

COLLECTION = "idempotency"
KEPT_SECONDS = 24 * 3600
LEASE_TIME = timedelta(seconds=HEARTBEAT_SECONDS * MISSED_HEARTBEATS)
"""How long a request without heartbeats blocks others with its key; each heartbeat renews the lease."""

Clock = Callable[[], datetime | str]
"""The current time as a value for MongoDB's expressions."""


def server_time() -> str:
    """Return the database's time: for leases of seconds, the clocks of two machines differ too much."""
    return "$$NOW"


VALIDATOR: Document = {
    "$jsonSchema": {
        "bsonType": "object",
        "required": ["_id", "fingerprint", "thing_id", "holder", "leased_until", "created_at"],
        "properties": {
            "_id": {"bsonType": "object", "required": ["owner", "path", "key"]},
            "fingerprint": {"bsonType": "binData"},
            "thing_id": {"bsonType": "binData"},
            "holder": {"bsonType": "binData"},
            "leased_until": {"bsonType": "date"},
            "created_at": {"bsonType": "date"},
            "answer": {"bsonType": "object", "required": ["status", "headers", "body"]},
        },
    }
}
INDEXES = (
    IndexModel([("created_at", 1)], name="kept", expireAfterSeconds=KEPT_SECONDS),
    IndexModel([("thing_id", 1)], name="thing"),
    IndexModel([("_id.owner", 1)], name="owner"),
)


async def _create_collection(database: Database) -> None:
    await ensure_collection(database, COLLECTION, VALIDATOR, INDEXES)


IDEMPOTENCY_MIGRATION = Migration("shared_0001_idempotency", _create_collection)


class KeyReused(Unprocessable):
    """The key was used before with another request (draft-ietf-httpapi-idempotency-key-header-07, section 2.7)."""

    code = "IDEMPOTENCY_KEY_REUSED"
    default_detail = "This Idempotency-Key was used before with a different request. Use a new key for each request."


class KeyInUse(Conflict):
    """The same request is still in progress (section 2.7 of the same draft)."""

    code = "IDEMPOTENCY_IN_PROGRESS"
    default_detail = "A request with this Idempotency-Key is still in progress. Retry it in a moment."

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "2"})


@dataclass(frozen=True, slots=True)
class Key:
    """A key with its owner and path: another owner, or another path, may use the same key."""

    owner: str
    path: str
    key: str


@dataclass(frozen=True, slots=True)
class Answer:
    """A stored response."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


GONE = Answer(HTTPStatus.GONE, {}, b"")
"""Stored in place of the response when the resource was deleted."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to carry out a request. `thing_id` is the id of what it creates; `again`: it was attempted before."""

    key: Key
    holder: UUID
    thing_id: UUID
    again: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """The result of a request that was carried out before."""

    thing_id: UUID
    answer: Answer


class IdempotencyStore:
    """The idempotency keys of one service."""

    def __init__(self, database: Database, clock: Clock = server_time) -> None:
        self._keys = database[COLLECTION]
        self._clock = clock
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def begin(self, key: Key, fingerprint: bytes) -> Lease | Answered:
        """Return a lease for a request that is new or whose lease has expired, or the stored response.

        Raises `KeyReused`, `KeyInUse`. Atomic: of many simultaneous requests, one gets the lease.
        """
        lease = Lease(key, new_id(), new_id(), again=False)
        update = self._taking(lease, fingerprint)
        async with self._turns:
            try:
                found = await self._upserted(key, update)
            except DuplicateKeyError:  # another request inserted it at the same moment
                found = await self._upserted(key, update)
        if bytes(found["fingerprint"]) != fingerprint:
            raise KeyReused
        if (stored := found.get("answer")) is not None:
            return Answered(found["thing_id"], Answer(stored["status"], stored["headers"], bytes(stored["body"])))
        if found["holder"] != lease.holder:
            raise KeyInUse
        return Lease(key, lease.holder, found["thing_id"], again=found["thing_id"] != lease.thing_id)

    async def renew(self, lease: Lease) -> None:
        """Extend the lease."""
        await self._keys.update_one(_held(lease), [{"$set": {"leased_until": self._end_of_lease()}}])

    async def finish(self, lease: Lease, answer: Answer) -> None:
        """Store the response, unless the resource was already deleted."""
        await self._keys.update_one({**_held(lease), "answer": None}, {"$set": {"answer": _stored(answer)}})

    async def forget(self, lease: Lease) -> None:
        """Forget the key, because nothing was created."""
        await self._keys.delete_one(_held(lease))

    async def let_go(self, lease: Lease) -> None:
        """End the lease, so that a retry can proceed: it is not known whether the resource was created."""
        await self._keys.update_one(_held(lease), [{"$set": {"leased_until": self._clock()}}])

    async def forget_things(self, thing_ids: Sequence[UUID]) -> None:
        """Remove the stored responses of deleted resources.

        The keys are kept: a repeated request must not recreate what was deleted.
        """
        await self._keys.update_many({"thing_id": {"$in": list(thing_ids)}}, {"$set": {"answer": _stored(GONE)}})

    async def forget_owner(self, owner: str) -> None:
        """Remove all stored responses of an owner; requests in progress continue."""
        answered: Document = {"_id.owner": owner, "answer": {"$ne": None}}
        created: Document = {**answered, "answer.status": HTTPStatus.CREATED}
        await self._keys.update_many(created, {"$set": {"answer": _stored(GONE)}})
        await self._keys.delete_many({**answered, "answer.status": {"$ne": GONE.status}})

    async def _upserted(self, key: Key, update: Sequence[Document]) -> Document:
        found = await self._keys.find_one_and_update(
            {"_id": _id(key)}, update, upsert=True, return_document=ReturnDocument.AFTER
        )
        assert found is not None
        return found

    def _taking(self, lease: Lease, fingerprint: bytes) -> list[Document]:
        """Build the update that inserts a new request, takes over an expired lease, and leaves all others unchanged."""
        # A missing field compares as less than any date.
        is_free = {
            "$and": [
                {"$eq": [{"$ifNull": ["$answer", None]}, None]},
                {"$eq": [{"$ifNull": ["$fingerprint", fingerprint]}, fingerprint]},
                {"$lte": ["$leased_until", self._clock()]},
            ]
        }
        return [
            {
                "$set": {
                    "fingerprint": {"$ifNull": ["$fingerprint", fingerprint]},
                    "thing_id": {"$ifNull": ["$thing_id", lease.thing_id]},
                    "created_at": {"$ifNull": ["$created_at", self._clock()]},
                    "holder": {"$cond": [is_free, lease.holder, "$holder"]},
                    "leased_until": {"$cond": [is_free, self._end_of_lease(), "$leased_until"]},
                }
            }
        ]

    def _end_of_lease(self) -> Document:
        return {"$add": [self._clock(), round(LEASE_TIME.total_seconds() * 1000)]}


def _stored(answer: Answer) -> Document:
    return {"status": answer.status, "headers": dict(answer.headers), "body": answer.body}


def _id(key: Key) -> dict[str, Any]:
    return {"owner": key.owner, "path": key.path, "key": key.key}


def _held(lease: Lease) -> Document:
    return {"_id": _id(lease.key), "holder": lease.holder}
