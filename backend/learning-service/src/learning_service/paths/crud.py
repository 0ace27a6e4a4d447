"""The `learning_paths` collection. Documents do not leave this module; every query names the owner."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime, time
from typing import Any
from uuid import UUID

from pymongo import DESCENDING, IndexModel
from pymongo.errors import DuplicateKeyError

from learning_service.paths.models import DraftItem, Finding, Item, LearningPath, Resource, Schedule, Share, Week
from shared.core.paging import Page
from shared.database.collections import ensure_collection
from shared.database.connection import AT_ONCE, Database, Document
from shared.database.migrations import Migration
from shared.generation import Generation
from shared.resumes.evidence import Evidence

COLLECTION = "learning_paths"

VALIDATOR: Document = {
    "$jsonSchema": {
        "bsonType": "object",
        "required": ["_id", "owner_id", "resume_id", "resume_version", "language", "items", "generation", "created_at"],
        "properties": {
            "_id": {"bsonType": "binData"},
            "owner_id": {"bsonType": "string", "minLength": 1},
            "resume_id": {"bsonType": "binData"},
            "resume_version": {"bsonType": ["int", "long"], "minimum": 1},
            "language": {"enum": ["ko", "en"]},
            "items": {"bsonType": "array", "minItems": 1},
            "generation": {"bsonType": "object", "required": ["source"]},
            "created_at": {"bsonType": "date"},
        },
    }
}

INDEXES = (IndexModel([("owner_id", 1), ("resume_id", 1), ("_id", DESCENDING)], name="owner_resume_newest_first"),)


async def _create_collection(database: Database) -> None:
    await ensure_collection(database, COLLECTION, VALIDATOR, INDEXES)


async def _index_resumes(database: Database) -> None:
    await database[COLLECTION].create_indexes([IndexModel([("resume_id", 1)], name="resume")])


MIGRATIONS = (
    Migration("0001_learning_paths", _create_collection),
    Migration("0002_learning_paths_by_resume", _index_resumes),
)


class LearningPathCrud:
    """Reads and writes learning paths."""

    def __init__(self, database: Database) -> None:
        self._paths = database[COLLECTION]
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def insert(self, path: LearningPath) -> bool:
        """Store a new path; false when one with this id is there."""
        try:
            async with self._turns:
                await self._paths.insert_one(
                    {
                        "_id": path.id,
                        "owner_id": path.owner_id,
                        "resume_id": path.resume_id,
                        "resume_version": path.resume_version,
                        "language": path.language,
                        "requested": path.requested,
                        "summary": path.summary,
                        "strengths": [_finding_document(finding) for finding in path.strengths],
                        "weaknesses": [_finding_document(finding) for finding in path.weaknesses],
                        "items": [_item_document(item) for item in path.items],
                        "schedule": _schedule_document(path.schedule),
                        "generation": path.generation.model_dump(),
                        "created_at": path.created_at,
                    }
                )
        except DuplicateKeyError:
            return False
        return True

    async def find(self, owner_id: str, path_id: UUID) -> LearningPath | None:
        """The owner's path with this id."""
        async with self._turns:
            document = await self._paths.find_one({"_id": path_id, "owner_id": owner_id})
            return _path(document) if document is not None else None

    async def page(self, owner_id: str, resume_id: UUID, page: Page) -> list[LearningPath]:
        """Up to `page.limit + 1` paths of the owner for a résumé, newest first."""
        async with self._turns:
            query: Document = {"owner_id": owner_id, "resume_id": resume_id}
            if page.before is not None:
                query["_id"] = {"$lt": page.before}
            found = self._paths.find(query).sort("_id", DESCENDING).limit(page.limit + 1)
            return [_path(document) async for document in found]

    async def delete(self, owner_id: str, path_id: UUID) -> bool:
        """Remove a path; false when there is none."""
        async with self._turns:
            return (await self._paths.delete_one({"_id": path_id, "owner_id": owner_id})).deleted_count == 1

    async def ids(self, resume_id: UUID, limit: int) -> list[UUID]:
        """The ids of at most `limit` paths made of a résumé, whoever it belongs to."""
        async with self._turns:
            found = self._paths.find({"resume_id": resume_id}, {"_id": 1}).limit(limit)
            return [document["_id"] async for document in found]

    async def erase(self, path_ids: Sequence[UUID]) -> None:
        """Remove these paths, whoever they belong to."""
        async with self._turns:
            await self._paths.delete_many({"_id": {"$in": path_ids}})


def _finding_document(finding: Finding) -> Document:
    return {"title": finding.title, "detail": finding.detail, "evidence": _evidence_documents(finding.evidence)}


def _evidence_documents(evidence: tuple[Evidence, ...]) -> list[Document]:
    return [one.model_dump() for one in evidence]


def _item_document(item: Item) -> Document:
    draft = item.draft
    return {
        "id": item.id,
        "type": draft.type,
        "title": draft.title,
        "description": draft.description,
        "reason": draft.reason,
        "evidence": _evidence_documents(draft.evidence),
        "priority": draft.priority,
        "estimated_hours": draft.estimated_hours,
        "milestones": draft.milestones,
        # Whole and not by id: what was recommended stays readable when the catalogue moves on.
        "resources": [
            {field: getattr(resource, field) for field in Resource.__slots__} for resource in draft.resources
        ],
    }


def _schedule_document(plan: Schedule) -> Document:
    return {
        "hours_per_week": plan.hours_per_week,
        "total_hours": plan.total_hours,
        "weeks": [
            {
                "number": week.number,
                "shares": [{"item_id": share.item_id, "hours": share.hours} for share in week.shares],
            }
            for week in plan.weeks
        ],
        # BSON has no day without a time.
        "target_date": datetime.combine(plan.target_date, time(), UTC) if plan.target_date else None,
        "fits_target_date": plan.fits_target_date,
        "needed_hours_per_week": plan.needed_hours_per_week,
    }


def _evidence(documents: list[dict[str, Any]]) -> tuple[Evidence, ...]:
    return tuple(Evidence(**document) for document in documents)


def _finding(document: dict[str, Any]) -> Finding:
    return Finding(document["title"], document["detail"], _evidence(document["evidence"]))


def _item(document: dict[str, Any]) -> Item:
    return Item(
        document["id"],
        DraftItem(
            type=document["type"],
            title=document["title"],
            description=document["description"],
            reason=document["reason"],
            evidence=_evidence(document["evidence"]),
            priority=document["priority"],
            estimated_hours=document["estimated_hours"],
            milestones=tuple(document["milestones"]),
            resources=tuple(Resource(**resource) for resource in document["resources"]),
        ),
    )


def _schedule(document: dict[str, Any]) -> Schedule:
    target: date | None = document["target_date"].date() if document["target_date"] else None
    return Schedule(
        hours_per_week=document["hours_per_week"],
        total_hours=document["total_hours"],
        weeks=tuple(
            Week(week["number"], tuple(Share(share["item_id"], share["hours"]) for share in week["shares"]))
            for week in document["weeks"]
        ),
        target_date=target,
        fits_target_date=document["fits_target_date"],
        needed_hours_per_week=document["needed_hours_per_week"],
    )


def _path(document: dict[str, Any]) -> LearningPath:
    return LearningPath(
        id=document["_id"],
        owner_id=document["owner_id"],
        resume_id=document["resume_id"],
        resume_version=document["resume_version"],
        language=document["language"],
        requested=document["requested"],
        summary=document["summary"],
        strengths=tuple(_finding(finding) for finding in document["strengths"]),
        weaknesses=tuple(_finding(finding) for finding in document["weaknesses"]),
        items=tuple(_item(item) for item in document["items"]),
        schedule=_schedule(document["schedule"]),
        generation=Generation.model_validate(document["generation"]),
        created_at=document["created_at"],
    )
