"""What was asked with an `Idempotency-Key`, and what was answered: one document a key, gone after a day.

The document is written before anything is made, with the id that the thing will have. So a request that comes again
finds the answer, or that somebody is at it, or, where that process died, the id under which the thing is there already
or is now made.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http import HTTPStatus
from typing import Any
from uuid import UUID

from pymongo import IndexModel, ReturnDocument
from pymongo.errors import DuplicateKeyError

from shared.core.clock import utc_now
from shared.core.errors import Conflict, Unprocessable
from shared.core.ids import new_id
from shared.database.collections import ensure_collection
from shared.database.connection import Database, Document
from shared.database.migrations import Migration

COLLECTION = "idempotency"
KEPT_SECONDS = 24 * 3600
LEASE_TIME = timedelta(seconds=30)
"""How long a request whose process died keeps others with its key out; a process that lives renews it."""

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
    """The key came before with another request (draft-ietf-httpapi-idempotency-key-header-07, section 2.7)."""

    code = "IDEMPOTENCY_KEY_REUSED"
    default_detail = "This Idempotency-Key was used before with a different request. Use a new key for each request."


class KeyInUse(Conflict):
    """The same request is being carried out right now (section 2.7 of the same draft)."""

    code = "IDEMPOTENCY_IN_PROGRESS"
    default_detail = "A request with this Idempotency-Key is still in progress. Retry it in a moment."

    def __init__(self) -> None:
        super().__init__(headers={"Retry-After": "2"})


@dataclass(frozen=True, slots=True)
class Key:
    """Whose key it is, and for what: another path or another owner may use the same."""

    owner: str
    path: str
    key: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


GONE = Answer(HTTPStatus.GONE, {}, b"")
"""In the place of an answer about something that is deleted."""


@dataclass(frozen=True, slots=True)
class Lease:
    """The right to carry out a request. `thing_id` is the id of what it makes; `again`: another was at it before."""

    key: Key
    holder: UUID
    thing_id: UUID
    again: bool


@dataclass(frozen=True, slots=True)
class Answered:
    """The request was carried out before."""

    thing_id: UUID
    answer: Answer


class IdempotencyStore:
    """The keys of one service."""

    def __init__(self, database: Database, clock: Callable[[], datetime] = utc_now) -> None:
        self._keys = database[COLLECTION]
        self._clock = clock

    async def begin(self, key: Key, fingerprint: bytes) -> Lease | Answered:
        """Begin a request, or get its answer; raises `KeyReused`, `KeyInUse`."""
        now, lease = self._clock(), Lease(key, new_id(), new_id(), again=False)
        document: Document = {
            "_id": _id(key),
            "fingerprint": fingerprint,
            "thing_id": lease.thing_id,
            "holder": lease.holder,
            "leased_until": now + LEASE_TIME,
            "created_at": now,
        }
        try:
            await self._keys.insert_one(document)
        except DuplicateKeyError:
            return await self._begin_again(key, fingerprint)
        return lease

    async def renew(self, lease: Lease) -> None:
        """Keep others out for another while."""
        await self._keys.update_one(_held(lease), {"$set": {"leased_until": self._clock() + LEASE_TIME}})

    async def finish(self, lease: Lease, answer: Answer) -> None:
        """Keep the answer, unless the thing is deleted already."""
        await self._keys.update_one({**_held(lease), "answer": None}, {"$set": {"answer": _stored(answer)}})

    async def forget(self, lease: Lease) -> None:
        """Let the key be used as if it had never come: nothing was made."""
        await self._keys.delete_one(_held(lease))

    async def let_go(self, lease: Lease) -> None:
        """Let the next one with this key go on at once: it is not known whether the thing was made."""
        await self._keys.update_one(_held(lease), {"$set": {"leased_until": self._clock()}})

    async def forget_things(self, thing_ids: Sequence[UUID]) -> None:
        """Remove the answers that described things which are deleted.

        The keys stay: a request that comes once more must not make again what somebody has deleted.
        """
        await self._keys.update_many({"thing_id": {"$in": list(thing_ids)}}, {"$set": {"answer": _stored(GONE)}})

    async def forget_owner(self, owner: str) -> None:
        """Remove everything that was answered to a person; what is being carried out goes on."""
        answered: Document = {"_id.owner": owner, "answer": {"$ne": None}}
        created: Document = {**answered, "answer.status": HTTPStatus.CREATED}
        await self._keys.update_many(created, {"$set": {"answer": _stored(GONE)}})
        await self._keys.delete_many({**answered, "answer.status": {"$ne": GONE.status}})

    async def _begin_again(self, key: Key, fingerprint: bytes) -> Lease | Answered:
        found = await self._keys.find_one({"_id": _id(key)})
        if found is None:  # it was forgotten just now
            return await self.begin(key, fingerprint)
        if bytes(found["fingerprint"]) != fingerprint:
            raise KeyReused
        if (stored := found.get("answer")) is not None:
            return Answered(found["thing_id"], Answer(stored["status"], stored["headers"], bytes(stored["body"])))
        now, holder = self._clock(), new_id()
        taken = await self._keys.find_one_and_update(
            {"_id": _id(key), "answer": None, "leased_until": {"$lte": now}},
            {"$set": {"holder": holder, "leased_until": now + LEASE_TIME}},
            return_document=ReturnDocument.AFTER,
        )
        if taken is None:
            raise KeyInUse
        return Lease(key, holder, taken["thing_id"], again=True)


def _stored(answer: Answer) -> Document:
    return {"status": answer.status, "headers": dict(answer.headers), "body": answer.body}


def _id(key: Key) -> dict[str, Any]:
    return {"owner": key.owner, "path": key.path, "key": key.key}


def _held(lease: Lease) -> Document:
    return {"_id": _id(lease.key), "holder": lease.holder}
