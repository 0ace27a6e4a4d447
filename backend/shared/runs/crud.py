"""The collection of things that were made of résumés. Documents do not leave it; every query names the owner."""

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
from shared.database.collections import ensure_collection
from shared.database.connection import AT_ONCE, Database, Document
from shared.database.migrations import Migration
from shared.runs.models import M

NEWEST_FIRST = IndexModel([("owner_id", 1), ("resume_id", 1), ("_id", DESCENDING)], name="owner_resume_newest_first")
BY_RESUME = IndexModel([("resume_id", 1)], name="resume")


GENERATION = {"bsonType": "object", "required": ["source"]}
MAX_BYTES = 1_000_000
"""Of one document: a set of ten questions has some 30 KB."""


class TooLargeToKeep(Unprocessable):
    """What was made quotes so much that it cannot be kept."""

    code = "TOO_LARGE_TO_KEEP"
    default_detail = "The result is larger than 1 MB because of its quotes. Shorten the résumé or the posting."


def validator(members: Mapping[str, Any]) -> Document:
    """The validator of a collection whose documents have these members beside those that all have."""
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
    """The migrations that make such a collection: the one with its validator, and the one with its index by résumé."""

    async def create(database: Database) -> None:
        await ensure_collection(database, collection, validator({**members, "generation": GENERATION}), (NEWEST_FIRST,))

    async def index_resumes(database: Database) -> None:
        await database[collection].create_indexes([BY_RESUME])

    return Migration(first, create), Migration(second, index_resumes)


class MadeCrud(Generic[M]):
    """Reads and writes what was made; `write` and `read` turn a thing into its document and back."""

    def __init__(
        self, database: Database, collection: str, write: Callable[[M], Document], read: Callable[[Document], M]
    ) -> None:
        self._things = database[collection]
        self._write = write
        self._read = read
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def insert(self, made: M) -> bool:
        """Store a new thing; false when one with this id is there. Raises `TooLargeToKeep`."""
        document = RawBSONDocument(encode(self._write(made), codec_options=self._things.codec_options))
        if len(document.raw) > MAX_BYTES:
            raise TooLargeToKeep
        try:
            async with self._turns:
                await self._things.insert_one(document)
        except DuplicateKeyError:
            return False
        return True

    async def find(self, owner_id: str, thing_id: UUID) -> M | None:
        """The owner's thing with this id."""
        async with self._turns:
            document = await self._things.find_one({"_id": thing_id, "owner_id": owner_id})
            return self._read(document) if document is not None else None

    async def page(self, owner_id: str, resume_id: UUID, page: Page) -> list[M]:
        """Up to `page.limit + 1` things of the owner that were made of a résumé, newest first."""
        async with self._turns:
            query: Document = {"owner_id": owner_id, "resume_id": resume_id}
            if page.before is not None:
                query["_id"] = {"$lt": page.before}
            found = self._things.find(query).sort("_id", DESCENDING).limit(page.limit + 1)
            return [self._read(document) async for document in found]

    async def delete(self, owner_id: str, thing_id: UUID) -> bool:
        """Remove a thing; false when there is none."""
        async with self._turns:
            return (await self._things.delete_one({"_id": thing_id, "owner_id": owner_id})).deleted_count == 1

    async def ids(self, resume_id: UUID, limit: int) -> list[UUID]:
        """The ids of at most `limit` things that were made of a résumé, whoever it belongs to."""
        async with self._turns:
            found = self._things.find({"resume_id": resume_id}, {"_id": 1}).limit(limit)
            return [document["_id"] async for document in found]

    async def erase(self, thing_ids: Sequence[UUID]) -> None:
        """Remove these things, whoever they belong to."""
        async with self._turns:
            await self._things.delete_many({"_id": {"$in": thing_ids}})
