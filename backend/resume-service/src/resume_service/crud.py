"""The `resumes` collection. Documents do not leave this module; every query names the owner."""

import asyncio
from datetime import datetime
from typing import Any
from uuid import UUID

from pymongo import DESCENDING, IndexModel, ReturnDocument

from resume_service.models import JsonObject, Resume
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
            "content": {
                "bsonType": "object",
                "required": ["name"],
                "properties": {"name": {"bsonType": "string", "minLength": 1}},
            },
        },
    }
}


INDEXES = (IndexModel([("owner_id", 1), ("_id", DESCENDING)], name="owner_newest_first"),)


async def _create_collection(database: Database) -> None:
    await ensure_collection(database, COLLECTION, VALIDATOR, INDEXES)


MIGRATIONS = (Migration("0001_resumes", _create_collection),)


class ResumeCrud:
    """Reads and writes résumés."""

    def __init__(self, database: Database) -> None:
        self._resumes = database[COLLECTION]
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def insert(self, resume: Resume) -> None:
        """Store a new résumé."""
        async with self._turns:
            await self._resumes.insert_one(
                {
                    "_id": resume.id,
                    "owner_id": resume.owner_id,
                    "version": resume.version,
                    "created_at": resume.created_at,
                    "updated_at": resume.updated_at,
                    "total_experience_months": resume.total_experience_months,
                    "content": resume.content,
                }
            )

    async def find(self, owner_id: str, resume_id: UUID) -> Resume | None:
        """The owner's résumé with this id."""
        async with self._turns:
            document = await self._resumes.find_one({"_id": resume_id, "owner_id": owner_id})
            return _resume(document) if document is not None else None

    async def page(self, owner_id: str, page: Page) -> list[Resume]:
        """Up to `page.limit + 1` résumés of the owner, newest first."""
        async with self._turns:
            query: Document = {"owner_id": owner_id}
            if page.before is not None:
                query["_id"] = {"$lt": page.before}
            found = self._resumes.find(query).sort("_id", DESCENDING).limit(page.limit + 1)
            return [_resume(document) async for document in found]

    async def replace(
        self,
        owner_id: str,
        resume_id: UUID,
        content: JsonObject,
        months: int | None,
        now: datetime,
        expected: int | None,
    ) -> Resume | None:
        """Write a new version; `None` when there is no such résumé or its version is not the `expected` one."""
        async with self._turns:
            document = await self._resumes.find_one_and_update(
                _of_version(owner_id, resume_id, expected),
                {
                    "$set": {"content": content, "total_experience_months": months, "updated_at": now},
                    "$inc": {"version": 1},
                },
                return_document=ReturnDocument.AFTER,
            )
            return _resume(document) if document is not None else None

    async def delete(self, owner_id: str, resume_id: UUID, expected: int | None) -> bool:
        """Remove a résumé; false when there is none or its version is not the `expected` one."""
        async with self._turns:
            result = await self._resumes.delete_one(_of_version(owner_id, resume_id, expected))
            return result.deleted_count == 1


def _of_version(owner_id: str, resume_id: UUID, expected: int | None) -> Document:
    query: Document = {"_id": resume_id, "owner_id": owner_id}
    if expected is not None:
        query["version"] = expected
    return query


def _resume(document: dict[str, Any]) -> Resume:
    return Resume(
        id=document["_id"],
        owner_id=document["owner_id"],
        version=document["version"],
        created_at=document["created_at"],
        updated_at=document["updated_at"],
        total_experience_months=document["total_experience_months"],
        content=document["content"],
    )
