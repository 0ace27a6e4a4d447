"""The `resumes` collection: the current version of each résumé."""

import asyncio
from collections.abc import Collection, Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any
from uuid import UUID

from pymongo import DESCENDING, IndexModel, ReturnDocument, UpdateOne
from pymongo.errors import DuplicateKeyError, OperationFailure

from resume_service.resumes.deriving import name_parts, written
from resume_service.resumes.models import Found, Resume, Search, Written
from resume_service.resumes.searching import BY_NAME_PART, BY_SKILL, NEWEST_FIRST, NOT_READ, Searcher
from shared.core.paging import Page
from shared.database.collections import ensure_collection
from shared.database.connection import AT_ONCE, Database, Document
from shared.database.migrations import Migration

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


FIRST_INDEXES = (IndexModel([("owner_id", 1), ("_id", DESCENDING)], name=NEWEST_FIRST),)
DERIVED_INDEXES = (
    IndexModel([("owner_id", 1), ("_id", DESCENDING), ("search.name", 1)], name="owner_newest_first_by_name"),
    IndexModel([("owner_id", 1), ("search.skills", 1), ("_id", DESCENDING)], name=BY_SKILL),
)
NAME_INDEXES = (
    *FIRST_INDEXES,
    # The name comes after the id, so that long names are compared without reading the document.
    IndexModel(
        [("owner_id", 1), ("search.name_parts", 1), ("_id", DESCENDING), ("search.name", 1)],
        name=BY_NAME_PART,
    ),
)
BATCH = 500
NAMES_BATCH = 5_000


async def _create_collection(database: Database) -> None:
    await ensure_collection(database, COLLECTION, VALIDATOR, FIRST_INDEXES)


async def _derive(database: Database) -> None:
    """Add derived fields to existing résumés in batches, then create the indexes."""
    resumes = database[COLLECTION]
    query: Document = {}
    while batch := await resumes.find(query, {"search": 0}).sort("_id", 1).limit(BATCH).to_list():
        changes = [_derived(document) for document in batch if "derived" not in document]
        if changes:
            await resumes.bulk_write(changes, ordered=False)
        query = {"_id": {"$gt": batch[-1]["_id"]}}
    await ensure_collection(database, COLLECTION, VALIDATOR, DERIVED_INDEXES)
    with suppress(OperationFailure):  # it is gone since a run of this step that did not come to its end
        await resumes.drop_index(NEWEST_FIRST)


async def _index_names(database: Database) -> None:
    """Add name parts to existing résumés in batches, then create the indexes."""
    resumes = database[COLLECTION]
    query: Document = {}
    read = {"version": 1, "search.name": 1, "search.name_parts": 1}
    while batch := await resumes.find(query, read).sort("_id", 1).limit(NAMES_BATCH).to_list():
        changes = [_with_parts(document) for document in batch if _lacks_parts(document)]
        if changes:
            await resumes.bulk_write(changes, ordered=False)
        query = {"_id": {"$gt": batch[-1]["_id"]}}
    await ensure_collection(database, COLLECTION, VALIDATOR, NAME_INDEXES)
    with suppress(OperationFailure):  # it is gone since a run of this step that did not come to its end
        await resumes.drop_index("owner_newest_first_by_name")


def _lacks_parts(document: Document) -> bool:
    # A résumé without `search` was written by an older release, and no search finds it.
    return "search" in document and "name_parts" not in document["search"]


def _with_parts(document: Document) -> UpdateOne:
    stored = {"_id": document["_id"], "version": document["version"]}
    return UpdateOne(stored, {"$set": {"search.name_parts": name_parts(document["search"]["name"])}})


def _derived(document: Document) -> UpdateOne:
    # Only for this version: a concurrent write of the next version derives its own fields.
    stored = {"_id": document["_id"], "version": document["version"]}
    return UpdateOne(stored, {"$set": _facts(written(document["content"]))})


CREATE_RESUMES = Migration("0001_resumes", _create_collection)
DERIVE = Migration("0002_derived", _derive)
INDEX_NAMES = Migration("0005_name_parts", _index_names)


class ResumeCrud:
    """Reads and writes résumés. A search stops after `search_seconds`."""

    def __init__(self, database: Database, search_seconds: float = 0.5) -> None:
        self._resumes = database[COLLECTION]
        self._searcher = Searcher(self._resumes, search_seconds)
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def insert(self, owner_id: str, resume_id: UUID, new: Written, now: datetime) -> Resume | None:
        """Store a new résumé; return `None` if one with this id exists."""
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
        """Return the owner's résumé with this id, if any."""
        async with self._turns:
            document = await self._resumes.find_one({"_id": resume_id, "owner_id": owner_id}, NOT_READ)
            return resume_of(document) if document is not None else None

    async def page(self, owner_id: str, page: Page, search: Search) -> Found:
        """Return up to `page.limit + 1` matching résumés of the owner, newest first."""
        documents, stopped_at = await self._searcher.find(owner_id, page, search)
        return Found([resume_of(document) for document in documents], stopped_at)

    async def replace(self, owner_id: str, resume_id: UUID, new: Written, now: datetime, version: int) -> Resume | None:
        """Write a new version; return `None` if there is no such résumé or it is no longer at `version`."""
        async with self._turns:
            document = await self._resumes.find_one_and_update(
                _of_version(owner_id, resume_id, version),
                {"$set": {"content": new.content, **_facts(new), "updated_at": now}, "$inc": {"version": 1}},
                NOT_READ,
                return_document=ReturnDocument.AFTER,
            )
            return resume_of(document) if document is not None else None

    async def delete(self, owner_id: str, resume_id: UUID, expected: int | None) -> bool:
        """Delete a résumé; return false if there is none or it is not at the `expected` version."""
        async with self._turns:
            result = await self._resumes.delete_one(_of_version(owner_id, resume_id, expected))
            return result.deleted_count == 1

    async def exists(self, resume_id: UUID) -> bool:
        """Return whether any owner has a résumé with this id."""
        async with self._turns:
            return await self._resumes.find_one({"_id": resume_id}, {"_id": 1}) is not None

    async def current(self, owner_id: str, limit: int) -> Mapping[UUID, int]:
        """Return the ids and current versions of the owner's newest résumés, at most `limit`."""
        async with self._turns:
            found = self._resumes.find({"owner_id": owner_id}, {"version": 1}).sort("_id", DESCENDING).limit(limit)
            return {document["_id"]: document["version"] async for document in found}

    async def delete_many(self, owner_id: str, resume_ids: Collection[UUID]) -> None:
        """Delete these résumés of the owner."""
        async with self._turns:
            await self._resumes.delete_many({"_id": {"$in": list(resume_ids)}, "owner_id": owner_id})


def _of_version(owner_id: str, resume_id: UUID, expected: int | None) -> Document:
    query: Document = {"_id": resume_id, "owner_id": owner_id}
    if expected is not None:
        query["version"] = expected
    return query


def _facts(new: Written) -> Document:
    return {"total_experience_months": new.months, "derived": new.derived, "search": new.search}


def resume_of(document: dict[str, Any]) -> Resume:
    """Build a résumé from a document of this collection, or of the collection of earlier versions."""
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
