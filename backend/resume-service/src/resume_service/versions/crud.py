"""The `resume_versions` collection: earlier versions of résumés.

A version is stored here before the next one replaces it, so nothing is lost if a process dies in between. What remains
then is a copy of the current version, which is not returned as an earlier one.
"""

import asyncio
from uuid import UUID

from pymongo import DESCENDING, DeleteMany, IndexModel, ReplaceOne

from resume_service.resumes.crud import resume_of
from resume_service.resumes.models import Resume
from shared.database.collections import ensure_collection
from shared.database.connection import AT_ONCE, Database, Document
from shared.database.migrations import Migration

COLLECTION = "resume_versions"

VALIDATOR: Document = {
    "$jsonSchema": {
        "bsonType": "object",
        "required": ["_id", "resume_id", "owner_id", "version", "created_at", "updated_at", "content"],
        "properties": {
            "_id": {"bsonType": "object"},
            "resume_id": {"bsonType": "binData"},
            "owner_id": {"bsonType": "string", "minLength": 1},
            "version": {"bsonType": ["int", "long"], "minimum": 1},
            "created_at": {"bsonType": "date"},
            "updated_at": {"bsonType": "date"},
            "content": {"bsonType": "object"},
        },
    }
}
INDEXES = (IndexModel([("resume_id", 1), ("version", DESCENDING)], name="resume_newest_first", unique=True),)


async def _create_collection(database: Database) -> None:
    await ensure_collection(database, COLLECTION, VALIDATOR, INDEXES)


CREATE_VERSIONS = Migration("0003_resume_versions", _create_collection)


class VersionCrud:
    """Stores the newest `kept` earlier versions of each résumé; 0 stores none."""

    def __init__(self, database: Database, kept: int) -> None:
        self._versions = database[COLLECTION]
        self._kept = kept
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def keep(self, resume: Resume) -> None:
        """Store a version that is about to be replaced, and delete versions beyond the limit."""
        key = {"resume_id": resume.id, "version": resume.version}
        document: Document = {
            **key,
            "owner_id": resume.owner_id,
            "created_at": resume.created_at,
            "updated_at": resume.updated_at,
            "total_experience_months": resume.total_experience_months,
            "derived": resume.derived,
            "content": resume.content,
        }
        writes = [DeleteMany({"resume_id": resume.id, "version": {"$lte": resume.version - self._kept}})]
        async with self._turns:
            await self._versions.bulk_write(
                [ReplaceOne({"_id": key}, document, upsert=True), *writes] if self._kept else writes
            )

    async def before(self, resume: Resume) -> list[Resume]:
        """Return the kept earlier versions of a résumé, newest first, without their content."""
        query: Document = {"resume_id": resume.id, "owner_id": resume.owner_id, "version": {"$lt": resume.version}}
        async with self._turns:
            found = self._versions.find(query, {"content": 0}).sort("version", DESCENDING).limit(self._kept)
            return [_version({**document, "content": {}}) async for document in found] if self._kept else []

    async def find(self, resume: Resume, version: int) -> Resume | None:
        """Return an earlier version of a résumé, if it is kept."""
        if not resume.version - self._kept <= version < resume.version:
            return None
        query: Document = {"resume_id": resume.id, "version": version, "owner_id": resume.owner_id}
        async with self._turns:
            document = await self._versions.find_one(query)
            return _version(document) if document is not None else None

    async def delete(self, resume_id: UUID) -> None:
        """Delete all earlier versions of a résumé."""
        async with self._turns:
            await self._versions.delete_many({"resume_id": resume_id})


def _version(document: Document) -> Resume:
    return resume_of({**document, "_id": document["resume_id"]})
