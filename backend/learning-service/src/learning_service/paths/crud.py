"""The `learning_paths` collection: learning paths."""

from datetime import UTC, date, datetime, time
from typing import Any

from learning_service.paths.models import (
    DraftItem,
    Finding,
    Item,
    LearningPath,
    Levels,
    Move,
    Proposal,
    Resource,
    Schedule,
    Share,
    Week,
)
from shared.database.connection import Database, Document
from shared.profiles.match import Match
from shared.resumes.evidence import Evidence
from shared.runs.crud import MadeCrud, migrations_of
from shared.runs.generation import Generation

COLLECTION = "learning_paths"

MIGRATIONS = migrations_of(
    COLLECTION,
    "0001_learning_paths",
    "0002_learning_paths_by_resume",
    {"items": {"bsonType": "array", "minItems": 1}},
)


class LearningPathCrud(MadeCrud[LearningPath]):
    """Reads and writes learning paths."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, COLLECTION, _path_document, _path)

    async def replace(self, path: LearningPath, version: int) -> bool:
        """Replace the given `version` of a path; return false if it is no longer current. Old paths are version 1."""
        stored: Document = {"_id": path.id, "owner_id": path.owner_id, "version": {"$in": [version, None]}}
        if version > 1:
            stored["version"] = version
        async with self._turns:
            return (await self._things.replace_one(stored, _path_document(path))).matched_count == 1


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
        # Stored in full instead of by id, so that recommendations stay readable when the catalogue changes.
        "resources": [
            {field: getattr(resource, field) for field in Resource.__slots__} for resource in draft.resources
        ],
        "status": item.status,
        "note": item.note,
        "milestones_done": item.milestones_done,
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
        # BSON has no date type without a time.
        "target_date": datetime.combine(plan.target_date, time(), UTC) if plan.target_date else None,
        "fits_target_date": plan.fits_target_date,
        "needed_hours_per_week": plan.needed_hours_per_week,
        "proposal": _proposal_document(plan.proposal) if plan.proposal is not None else None,
    }


def _proposal_document(proposal: Proposal) -> Document:
    return {"drop": proposal.drop, "hours_per_week": proposal.hours_per_week, "text": proposal.text}


def _proposal(document: dict[str, Any]) -> Proposal:
    return Proposal(tuple(document["drop"]), document["hours_per_week"], document["text"])


def _levels_document(levels: Levels) -> Document:
    return {"answers": levels.answers, "total": levels.total, "goal": levels.goal, "means": dict(levels.means)}


def _levels(document: dict[str, Any]) -> Levels:
    return Levels(document["answers"], document["total"], document["goal"], tuple(document["means"].items()))


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
        # Older paths lack the fields for progress.
        document.get("status", "todo"),
        document.get("note"),
        tuple(document.get("milestones_done", ())),
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
        proposal=_proposal(document["proposal"]) if document.get("proposal") else None,
    )


def _path_document(path: LearningPath) -> Document:
    return {
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
        "version": path.version,
        "updated_at": path.updated_at,
        "profession": path.profession,
        "level": path.level,
        "match": path.match.model_dump() if path.match is not None else None,
        "notes": path.notes,
        "advice": path.advice,
        "practice": _levels_document(path.practice) if path.practice is not None else None,
        "moves": [{field: getattr(move, field) for field in Move.__slots__} for move in path.moves],
    }


def _path(document: Document) -> LearningPath:
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
        version=document.get("version", 1),
        updated_at=document.get("updated_at"),
        profession=document.get("profession"),
        level=document.get("level"),
        match=Match.model_validate(document["match"]) if document.get("match") else None,
        notes=tuple(document.get("notes", ())),
        advice=document.get("advice"),
        practice=_levels(found) if (found := document.get("practice")) else None,
        moves=tuple(Move(**move) for move in document.get("moves", ())),
    )
