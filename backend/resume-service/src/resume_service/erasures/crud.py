"""The `erasures` collection: requested deletions, kept until nothing of the résumé is left in any service.

An erasure is stored before its résumé is deleted, so if a process dies, another one can continue. Each deletion has its
own erasure, so concurrent deletions cannot cancel each other.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from pymongo import IndexModel, ReturnDocument

from resume_service.erasures.models import Erasure
from shared.database.collections import ensure_collection
from shared.database.connection import Database, Document
from shared.database.migrations import Migration

COLLECTION = "erasures"

VALIDATOR: Document = {
    "$jsonSchema": {
        "bsonType": "object",
        "required": ["_id", "resume_id", "owner_id", "version", "requested_at", "due_at", "sweep", "done", "failures"],
        "properties": {
            "_id": {"bsonType": "binData"},
            "resume_id": {"bsonType": "binData"},
            "owner_id": {"bsonType": "string", "minLength": 1},
            "version": {"bsonType": ["int", "long"]},
            "requested_at": {"bsonType": "date"},
            "due_at": {"bsonType": "date"},
            "sweep": {"bsonType": "int"},
            "done": {"bsonType": "array", "items": {"bsonType": "string"}},
            "failures": {"bsonType": "int"},
        },
    }
}
INDEXES = (IndexModel([("due_at", 1)], name="due"), IndexModel([("resume_id", 1)], name="resume"))


async def _create_collection(database: Database) -> None:
    await ensure_collection(database, COLLECTION, VALIDATOR, INDEXES)


CREATE_ERASURES = Migration("0004_erasures", _create_collection)


class ErasureCrud:
    """Reads and writes erasures. `due_at` is the time at which a process may claim an erasure next."""

    def __init__(self, database: Database) -> None:
        self._erasures = database[COLLECTION]

    async def plan(self, erasures: Sequence[Erasure], due_at: datetime) -> None:
        """Store erasures that no process may claim before `due_at`."""
        await self._erasures.insert_many([_document(erasure, due_at) for erasure in erasures])

    async def exists(self, resume_id: UUID) -> bool:
        """Return whether this résumé is being erased."""
        return await self._erasures.find_one({"resume_id": resume_id}, {"_id": 1}) is not None

    async def claim(self, now: datetime, lease: timedelta) -> Erasure | None:
        """Claim an erasure that is due, exclusively until the lease ends; `None` if none is due."""
        document = await self._erasures.find_one_and_update(
            {"due_at": {"$lte": now}},
            {"$set": {"due_at": now + lease}},
            sort={"due_at": 1},
            return_document=ReturnDocument.AFTER,
        )
        return _erasure(document) if document is not None else None

    async def release(self, erasures: Sequence[Erasure], due_at: datetime) -> None:
        """Let processes claim erasures from `due_at`."""
        await self._erasures.update_many(
            {"_id": {"$in": [erasure.id for erasure in erasures]}}, {"$set": {"due_at": due_at}}
        )

    async def save(self, erasure: Erasure, due_at: datetime) -> None:
        """Store the progress of an erasure, and when it is due next."""
        await self._erasures.replace_one({"_id": erasure.id}, _document(erasure, due_at))

    async def drop(self, erasure: Erasure) -> None:
        """Remove an erasure that is finished or cancelled."""
        await self._erasures.delete_one({"_id": erasure.id})


def _document(erasure: Erasure, due_at: datetime) -> Document:
    return {
        "_id": erasure.id,
        "resume_id": erasure.resume_id,
        "owner_id": erasure.owner_id,
        "version": erasure.version,
        "requested_at": erasure.requested_at,
        "due_at": due_at,
        "sweep": erasure.sweep,
        "done": sorted(erasure.done),
        "failures": erasure.failures,
    }


def _erasure(document: dict[str, Any]) -> Erasure:
    return Erasure(
        id=document["_id"],
        resume_id=document["resume_id"],
        owner_id=document["owner_id"],
        version=document["version"],
        requested_at=document["requested_at"],
        sweep=document["sweep"],
        done=frozenset(document["done"]),
        failures=document["failures"],
    )
