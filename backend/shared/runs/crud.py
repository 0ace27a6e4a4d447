"""The collection of generated resources. Documents do not leave this module; every query names the owner."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Generic
from uuid import UUID

from bson import encode
from bson.raw_bson import RawBSONDocument
from pymongo import DESCENDING, IndexModel
from pymongo.errors import DuplicateKeyError

from shared.core.errors import Unprocessable
from shared.core.paging import Page
from shared.core.undivided import undivided
from shared.database.collections import ensure_collection
from shared.database.connection import AT_ONCE, Database, Document
from shared.database.migrations import Migration
from shared.runs.models import M

NEWEST_FIRST = IndexModel([("owner_id", 1), ("resume_id", 1), ("_id", DESCENDING)], name="owner_resume_newest_first")
BY_RESUME = IndexModel([("resume_id", 1)], name="resume")


GENERATION = {"bsonType": "object", "required": ["source"]}
MAX_BYTES = 1_000_000
"""Largest document; a set of ten questions has about 30 KB."""


class TooLargeToKeep(Unprocessable):
    """The result quotes so much that it is too large to store."""

    code = "TOO_LARGE_TO_KEEP"
    default_detail = "The result is larger than 1 MB because of its quotes. Shorten the résumé or the posting."


def validator(members: Mapping[str, Any]) -> Document:
    """Return the validator of a collection whose documents have these members in addition to the common ones."""
    properties = {
        "_id": {"bsonType": "binData"},
        "owner_id": {"bsonType": "string", "minLength": 1},
        "resume_id": {"bsonType": "binData"},
        "resume_version": {"bsonType": ["int", "long"], "minimum": 1},
        "language": {"enum": ["ko", "en"]},
        **members,
        "created_at": {"bsonType": "date"},
    }
    return {"$jsonSchema": {"bsonType": "object", "required": list(properties), "properties": properties}}


def migrations_of(collection: str, first: str, second: str, members: Mapping[str, Any]) -> tuple[Migration, ...]:
    """Return the migrations of such a collection: one for its validator, one for its index by résumé."""

    async def create(database: Database) -> None:
        await ensure_collection(database, collection, validator({**members, "generation": GENERATION}), (NEWEST_FIRST,))

    async def index_resumes(database: Database) -> None:
        await database[collection].create_indexes([BY_RESUME])

    return Migration(first, create), Migration(second, index_resumes)


class MadeCrud(Generic[M]):
    """Reads and writes generated resources; `write` and `read` convert them to documents and back."""

    def __init__(
        self, database: Database, collection: str, write: Callable[[M], Document], read: Callable[[Document], M]
    ) -> None:
        self._things = database[collection]
        self._write = write
        self._read = read
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def insert(self, made: M) -> bool:
        """Store a new resource. Return false if its id already exists. Raises `TooLargeToKeep`."""
        document = RawBSONDocument(encode(self._write(made), codec_options=self._things.codec_options))
        if len(document.raw) > MAX_BYTES:
            raise TooLargeToKeep
        return await undivided(self._inserted(document))

    async def find(self, owner_id: str, thing_id: UUID) -> M | None:
        """Return the owner's resource with this id, or `None`."""
        async with self._turns:
            document = await self._things.find_one({"_id": thing_id, "owner_id": owner_id})
            return self._read(document) if document is not None else None

    async def page(self, owner_id: str, resume_id: UUID, page: Page) -> list[M]:
        """Return up to `page.limit + 1` of the owner's resources for a résumé, newest first."""
        async with self._turns:
            query: Document = {"owner_id": owner_id, "resume_id": resume_id}
            if page.before is not None:
                query["_id"] = {"$lt": page.before}
            found = self._things.find(query).sort("_id", DESCENDING).limit(page.limit + 1)
            return [self._read(document) async for document in found]

    async def delete(self, owner_id: str, thing_id: UUID) -> bool:
        """Delete a resource. Return false if it does not exist."""
        return await undivided(self._deleted({"_id": thing_id, "owner_id": owner_id})) == 1

    async def ids(self, resume_id: UUID, limit: int) -> list[UUID]:
        """Return the ids of at most `limit` resources generated from a résumé, regardless of the owner."""
        async with self._turns:
            found = self._things.find({"resume_id": resume_id}, {"_id": 1}).limit(limit)
            return [document["_id"] async for document in found]

    async def erase(self, thing_ids: Sequence[UUID]) -> None:
        """Delete these resources, regardless of their owners."""
        await undivided(self._deleted({"_id": {"$in": thing_ids}}))

    async def _inserted(self, document: RawBSONDocument) -> bool:
        try:
            async with self._turns:
                await self._things.insert_one(document)
        except DuplicateKeyError:
            return False
        return True

    async def _deleted(self, query: Document) -> int:
        async with self._turns:
            return (await self._things.delete_many(query)).deleted_count
