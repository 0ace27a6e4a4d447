"""The `resumes` collection: the current version of each résumé."""

import asyncio
import re
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from pymongo import DESCENDING, IndexModel, ReturnDocument, UpdateOne
from pymongo.errors import DuplicateKeyError, OperationFailure

from resume_service.deriving import written
from resume_service.models import Resume, Search, Written
from shared.database.collections import ensure_collection
from shared.database.connection import AT_ONCE, Database, Document
from shared.database.migrations import Migration
from shared.web.pagination import Page

COLLECTION = "resumes"

VALIDATOR: Document = {
    "$jsonSchema": {
        "bsonType": "object",
        "required": ["_id", "owner_id", "version", "created_at", "updated_at", "content"],
        "properties": {
            "_id": {"bsonType": "binData"},
            "owner_id": {"bsonType": "string", "minLength": 1},
            "version": {"bsonType": ["int", "long"], "minimum": 1},
            "created_at": {"bsonType": "date"},
            "updated_at": {"bsonType": "date"},
            "total_experience_months": {"bsonType": ["int", "null"]},
            "derived": {
                "bsonType": "object",
                "required": ["technologies"],
                "properties": {"technologies": {"bsonType": "array", "items": {"bsonType": "string"}}},
            },
            "search": {"bsonType": "object", "required": ["name", "skills", "text"]},
            "content": {
                "bsonType": "object",
                "required": ["name"],
                "properties": {"name": {"bsonType": "string", "minLength": 1}},
            },
        },
    }
}


FIRST_INDEXES = (IndexModel([("owner_id", 1), ("_id", DESCENDING)], name="owner_newest_first"),)
INDEXES = (
    # The name behind the id, so that searching for names reads the index alone.
    IndexModel([("owner_id", 1), ("_id", DESCENDING), ("search.name", 1)], name="owner_newest_first_by_name"),
    IndexModel([("owner_id", 1), ("search.skills", 1), ("_id", DESCENDING)], name="owner_skill_newest_first"),
)
NOT_READ: Document = {"search": 0}
BATCH = 500


async def _create_collection(database: Database) -> None:
    await ensure_collection(database, COLLECTION, VALIDATOR, FIRST_INDEXES)


async def _derive(database: Database) -> None:
    """Give the résumés of before what follows from them, in batches, and then index it."""
    resumes = database[COLLECTION]
    query: Document = {}
    while batch := await resumes.find(query, {"search": 0}).sort("_id", 1).limit(BATCH).to_list():
        changes = [_derived(document) for document in batch if "derived" not in document]
        if changes:
            await resumes.bulk_write(changes, ordered=False)
        query = {"_id": {"$gt": batch[-1]["_id"]}}
    await ensure_collection(database, COLLECTION, VALIDATOR, INDEXES)
    with suppress(OperationFailure):  # it is gone since a run of this step that did not come to its end
        await resumes.drop_index("owner_newest_first")


def _derived(document: Document) -> UpdateOne:
    # Of this version alone: who writes the next one while this goes on derives for himself.
    stored = {"_id": document["_id"], "version": document["version"]}
    return UpdateOne(stored, {"$set": _facts(written(document["content"]))})


CREATE_RESUMES = Migration("0001_resumes", _create_collection)
DERIVE = Migration("0002_derived", _derive)


class ResumeCrud:
    """Reads and writes résumés."""

    def __init__(self, database: Database) -> None:
        self._resumes = database[COLLECTION]
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def insert(self, owner_id: str, resume_id: UUID, new: Written, now: datetime) -> Resume | None:
        """Store a new résumé; `None` when one with this id is there."""
        document: Document = {
            "_id": resume_id,
            "owner_id": owner_id,
            "version": 1,
            "created_at": now,
            "updated_at": now,
            "content": new.content,
            **_facts(new),
        }
        try:
            async with self._turns:
                await self._resumes.insert_one(document)
        except DuplicateKeyError:
            return None
        return resume_of(document)

    async def find(self, owner_id: str, resume_id: UUID) -> Resume | None:
        """The owner's résumé with this id."""
        async with self._turns:
            document = await self._resumes.find_one({"_id": resume_id, "owner_id": owner_id}, NOT_READ)
            return resume_of(document) if document is not None else None

    async def page(self, owner_id: str, page: Page, search: Search) -> list[Resume]:
        """Up to `page.limit + 1` résumés of the owner that are searched for, newest first."""
        query: Document = {"owner_id": owner_id, **_sought(search)}
        if page.before is not None:
            query["_id"] = {"$lt": page.before}
        async with self._turns:
            found = self._resumes.find(query, NOT_READ).sort("_id", DESCENDING).limit(page.limit + 1)
            return [resume_of(document) async for document in found]

    async def replace(self, owner_id: str, resume_id: UUID, new: Written, now: datetime, version: int) -> Resume | None:
        """Write a new version; `None` when there is no such résumé or it no longer is at `version`."""
        async with self._turns:
            document = await self._resumes.find_one_and_update(
                _of_version(owner_id, resume_id, version),
                {"$set": {"content": new.content, **_facts(new), "updated_at": now}, "$inc": {"version": 1}},
                NOT_READ,
                return_document=ReturnDocument.AFTER,
            )
            return resume_of(document) if document is not None else None

    async def delete(self, owner_id: str, resume_id: UUID, expected: int | None) -> bool:
        """Remove a résumé; false when there is none or its version is not the `expected` one."""
        async with self._turns:
            result = await self._resumes.delete_one(_of_version(owner_id, resume_id, expected))
            return result.deleted_count == 1

    async def exists(self, resume_id: UUID) -> bool:
        """Whether anybody has a résumé with this id."""
        async with self._turns:
            return await self._resumes.find_one({"_id": resume_id}, {"_id": 1}) is not None

    async def current(self, owner_id: str, limit: int) -> Mapping[UUID, int]:
        """The owner's newest résumés, at most `limit`: the version that each of them is at."""
        async with self._turns:
            found = self._resumes.find({"owner_id": owner_id}, {"version": 1}).sort("_id", DESCENDING).limit(limit)
            return {document["_id"]: document["version"] async for document in found}

    async def delete_many(self, owner_id: str, resume_ids: Collection[UUID]) -> None:
        """Remove these résumés of the owner."""
        async with self._turns:
            await self._resumes.delete_many({"_id": {"$in": list(resume_ids)}, "owner_id": owner_id})


def _of_version(owner_id: str, resume_id: UUID, expected: int | None) -> Document:
    query: Document = {"_id": resume_id, "owner_id": owner_id}
    if expected is not None:
        query["version"] = expected
    return query


def _facts(new: Written) -> Document:
    return {"total_experience_months": new.months, "derived": new.derived, "search": new.search}


def _sought(search: Search) -> Document:
    """The conditions of a search.

    Words are looked for in the bytes of the text: with Hangul that is four times as fast as a regular expression, and
    an index of the parts of words would be four times as large as the résumés (docs/adr/0013-search.md).
    """
    query: Document = {}
    if search.name is not None:
        query["search.name"] = {"$regex": re.escape(search.name)}
    if search.skill is not None:
        query["search.skills"] = search.skill
    if search.words:
        places = [{"$indexOfBytes": ["$search.text", {"$literal": word}]} for word in search.words]
        query["$expr"] = {"$and": [{"$gte": [place, 0]} for place in places]}
    return query


def resume_of(document: dict[str, Any]) -> Resume:
    """The résumé in a document of this collection, or of that of earlier versions."""
    return Resume(
        id=document["_id"],
        owner_id=document["owner_id"],
        version=document["version"],
        created_at=document["created_at"],
        updated_at=document["updated_at"],
        total_experience_months=document["total_experience_months"],
        derived=document.get("derived"),
        content=document["content"],
    )
