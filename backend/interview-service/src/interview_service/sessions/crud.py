"""The `sessions` collection."""

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import timedelta
from typing import Any
from uuid import UUID

from interview_service.questions.crud import question_document, question_of
from interview_service.sessions.models import MODES, PERSONAS, STATES, FollowUp, Planned, Session, Timer
from shared.database.collections import ensure_collection
from shared.database.connection import Database, Document
from shared.database.migrations import Migration
from shared.runs.crud import BY_RESUME, NEWEST_FIRST, MadeCrud, validator
from shared.runs.generation import Generation

COLLECTION = "sessions"
MEMBERS: Document = {
    "mode": {"enum": list(MODES)},
    "persona": {"enum": list(PERSONAS)},
    "state": {"enum": list(STATES)},
    "questions": {"bsonType": "array", "minItems": 1},
    "turn": {"bsonType": ["int", "long"], "minimum": 0},
    "version": {"bsonType": ["int", "long"], "minimum": 1},
}


async def _create_collection(database: Database) -> None:
    await ensure_collection(database, COLLECTION, validator(MEMBERS), (NEWEST_FIRST, BY_RESUME))


MIGRATIONS = (Migration("0003_sessions", _create_collection),)


class SessionCrud(MadeCrud[Session]):
    """Reads and writes sessions."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, COLLECTION, _document, _session)

    async def replace(self, session: Session, version: int) -> bool:
        """Replace the given `version` of a session; return false if it is no longer the current one."""
        stored: Document = {"_id": session.id, "owner_id": session.owner_id, "version": version}
        async with self._turns:
            return (await self._things.replace_one(stored, _document(session))).matched_count == 1

    async def unfinished_mocks(self, owner_id: str, resume_id: UUID) -> list[UUID]:
        """Return the ids of the unfinished mock interviews of a résumé, whose results are still hidden."""
        mine: Document = {"owner_id": owner_id, "resume_id": resume_id, "mode": "mock", "state": {"$ne": "finished"}}
        async with self._turns:
            return [document["_id"] async for document in self._things.find(mine, {"_id": 1})]

    async def some(self, owner_id: str, session_ids: Sequence[UUID]) -> list[Session]:
        """The owner's sessions with these ids, in no order."""
        async with self._turns:
            found = self._things.find({"_id": {"$in": session_ids}, "owner_id": owner_id})
            return [self._read(document) async for document in found]

    async def delete_version(self, owner_id: str, session_id: UUID, version: int) -> bool:
        """Delete a session in this version; return false if it is no longer the current one."""
        stored: Document = {"_id": session_id, "owner_id": owner_id, "version": version}
        async with self._turns:
            return (await self._things.delete_one(stored)).deleted_count == 1


def _document(session: Session) -> Document:
    return {
        "_id": session.id,
        "owner_id": session.owner_id,
        "resume_id": session.resume_id,
        "resume_version": session.resume_version,
        "language": session.language,
        "mode": session.mode,
        "persona": session.persona,
        "minutes": session.minutes,
        "set_id": session.set_id,
        "questions": [planned_document(one) for one in session.questions],
        "current": session.current,
        "state": session.state,
        "counted_ms": round(session.timer.counted / timedelta(milliseconds=1)),
        "since": session.timer.since,
        "turn": session.turn,
        "version": session.version,
        "created_at": session.created_at,
        "updated_at": session.updated_at,
        "started_at": session.started_at,
        "finished_at": session.finished_at,
        "follow_ups": session.follow_ups,
    }


def planned_document(planned: Planned) -> Document:
    """A question of a session as it is stored, there and with the answer that it follows."""
    return {
        "question": question_document(planned.question),
        "attempts": planned.attempts,
        "skipped": planned.skipped,
        "follow_up": _follow_up_document(planned.follow_up) if planned.follow_up is not None else None,
    }


def planned_of(document: dict[str, Any]) -> Planned:
    """The question that is stored so."""
    # Those of before there were follow-ups have none.
    follow_up = document.get("follow_up")
    return Planned(
        question_of(document["question"]),
        document["attempts"],
        document["skipped"],
        _follow_up(follow_up) if follow_up is not None else None,
    )


def _follow_up_document(follow_up: FollowUp) -> Document:
    made = follow_up.generation
    return {**asdict(follow_up), "generation": made.model_dump() if made is not None else None}


def _follow_up(document: Document) -> FollowUp:
    made = document.get("generation")
    return replace(FollowUp(**document), generation=Generation.model_validate(made) if made is not None else None)


def _session(document: Document) -> Session:
    return Session(
        id=document["_id"],
        owner_id=document["owner_id"],
        resume_id=document["resume_id"],
        resume_version=document["resume_version"],
        language=document["language"],
        mode=document["mode"],
        persona=document["persona"],
        minutes=document["minutes"],
        set_id=document["set_id"],
        questions=tuple(planned_of(one) for one in document["questions"]),
        current=document["current"],
        state=document["state"],
        timer=Timer(timedelta(milliseconds=document["counted_ms"]), document["since"]),
        turn=document["turn"],
        version=document["version"],
        created_at=document["created_at"],
        updated_at=document["updated_at"],
        started_at=document["started_at"],
        finished_at=document["finished_at"],
        follow_ups=document.get("follow_ups", 0),
    )
