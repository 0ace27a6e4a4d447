"""The `answers` collection. Its unique index on session and turn decides which concurrent answer wins."""

from collections.abc import Sequence
from typing import Literal
from uuid import UUID

from bson import Binary, CodecOptions
from pymongo import DESCENDING, IndexModel, ReturnDocument

from interview_service.answers.models import Answer, Scored
from interview_service.evaluation.models import Evaluation
from interview_service.sessions.crud import planned_document, planned_of
from interview_service.sessions.machine import Taken
from interview_service.sessions.models import Planned, Session
from shared.database.collections import ensure_collection
from shared.database.connection import Database, Document
from shared.database.hints import hinted
from shared.database.idempotency import LEASE_TIME, Clock, server_time
from shared.database.migrations import Migration
from shared.runs.crud import BY_RESUME, NEWEST_FIRST, MadeCrud, validator

Claim = Literal["mine", "held", "over"]
"""The right to evaluate an answer; `over` if it is evaluated or gone."""

COLLECTION = "answers"
MEMBERS: Document = {
    "session_id": {"bsonType": "binData"},
    "question_id": {"bsonType": "binData"},
    "turn": {"bsonType": ["int", "long"], "minimum": 0},
    "attempt": {"bsonType": ["int", "long"], "minimum": 1},
    "text": {"bsonType": ["string", "null"]},
}
NOT_EVALUATED: Document = {"evaluation": None, "levels": None, "total": None}
SCORED = dict.fromkeys(
    (
        *("resume_id", "resume_version", "session_id", "question_id", "attempt", "type", "topics", "created_at"),
        *("levels", "total"),
    ),
    1,
)
MAX_SCORED = 2_000
"""Maximum number of answers that progress is computed from."""

BARE_IDS: CodecOptions[Document] = CodecOptions(tz_aware=True)
"""Reads ids as bytes, and takes them as `Binary` in a query."""

OF_OWNER = IndexModel([("owner_id", 1), ("_id", DESCENDING)], name="owner_newest_first")
ONE_A_TURN = IndexModel([("session_id", 1), ("turn", 1)], name="session_turn", unique=True)
BY_SESSION = IndexModel([("owner_id", 1), ("resume_id", 1), ("session_id", DESCENDING)], name="owner_resume_session")


async def _create_collection(database: Database) -> None:
    await ensure_collection(database, COLLECTION, validator(MEMBERS), (NEWEST_FIRST, BY_RESUME, ONE_A_TURN))


async def _index_owners(database: Database) -> None:
    await database[COLLECTION].create_indexes([OF_OWNER])


async def _index_sessions(database: Database) -> None:
    await database[COLLECTION].create_indexes([BY_SESSION])


MIGRATIONS = (
    Migration("0004_answers", _create_collection),
    Migration("0005_answers_of_owners", _index_owners),
    Migration("0006_answers_of_sessions", _index_sessions),
)


class AnswerCrud(MadeCrud[Answer]):
    """Reads and writes answers."""

    def __init__(self, database: Database, clock: Clock = server_time) -> None:
        super().__init__(database, COLLECTION, _document, _answer)
        self._bare = database[COLLECTION].with_options(BARE_IDS)
        self._clock = clock

    async def taken(self, owner_id: str, session_id: UUID, turn: int) -> Taken | None:
        """Return the answer or skip of a turn of a session, if any."""
        shown = {"question_id": 1, "attempt": 1, "created_at": 1, "follow_up": 1, "skipped": {"$eq": ["$text", None]}}
        async with self._turns:
            found = await self._things.find_one({"session_id": session_id, "turn": turn, "owner_id": owner_id}, shown)
        if found is None:
            return None
        return Taken(found["question_id"], found["attempt"], found["skipped"], found["created_at"], _follow_up(found))

    async def of_session(self, owner_id: str, session_id: UUID) -> list[Answer]:
        """Return all answers of a session in order."""
        async with self._turns:
            found = self._things.find({"session_id": session_id, "owner_id": owner_id}).sort("turn", 1)
            return [self._read(document) async for document in found]

    async def evaluate(self, owner_id: str, answer_id: UUID, evaluation: Evaluation) -> bool:
        """Store the evaluation of an answer. Return false if it already has one or is gone."""
        mine: Document = {"_id": answer_id, "owner_id": owner_id, "evaluation": None}
        update: Document = {"$set": _evaluated(evaluation), "$unset": {"claim": ""}}
        async with self._turns:
            return (await self._things.update_one(mine, update)).matched_count == 1

    async def claim(self, owner_id: str, answer_id: UUID, holder: UUID) -> Claim:
        """Claim an answer for its evaluation for `LEASE_TIME`, or renew the claim.

        Atomic: of many simultaneous requests, one gets it.
        """
        free = {"$or": [{"$eq": ["$claim.holder", holder]}, {"$lte": ["$claim.until", self._clock()]}]}
        until = {"$add": [self._clock(), round(LEASE_TIME.total_seconds() * 1000)]}
        claimed = {"$set": {"claim": {"$cond": [free, {"holder": holder, "until": until}, "$claim"]}}}
        mine: Document = {"_id": answer_id, "owner_id": owner_id, "evaluation": None}
        async with self._turns:
            found = await self._things.find_one_and_update(
                mine, [claimed], {"claim": 1}, return_document=ReturnDocument.AFTER
            )
        if found is None:
            return "over"
        return "mine" if found["claim"]["holder"] == holder else "held"

    async def disclaim(self, owner_id: str, answer_id: UUID, holder: UUID) -> None:
        """End a claim, so that another request can evaluate the answer."""
        mine: Document = {"_id": answer_id, "owner_id": owner_id, "claim.holder": holder}
        async with self._turns:
            await self._things.update_one(mine, {"$unset": {"claim": ""}})

    async def reword(self, answer: Answer, follow_up: Planned) -> None:
        """Replace the follow-up to an answer, which has the same id."""
        mine: Document = {"_id": answer.id, "owner_id": answer.owner_id, "follow_up": {"$ne": None}}
        async with self._turns:
            await self._things.update_one(mine, {"$set": {"follow_up": planned_document(follow_up)}})

    async def scored(self, owner_id: str, resume_id: UUID, hidden: Sequence[UUID]) -> list[Scored]:
        """Return the newest evaluated answers of a résumé, newest first, except those of the `hidden` sessions."""
        found = await self._newest({"owner_id": owner_id, "resume_id": Binary.from_uuid(resume_id)})
        unseen = {one.bytes for one in hidden}
        return [one for one in found if one.session not in unseen]

    async def scored_before(self, session: Session, hidden: Sequence[UUID]) -> list[Scored]:
        """Return the evaluated answers of the newest session of the same résumé before this one, newest first."""
        # Ids sort by creation time.
        earlier: Document = {
            "owner_id": session.owner_id,
            "resume_id": session.resume_id,
            "session_id": {"$lt": session.id, "$nin": hidden},
            "levels": {"$ne": None},
        }

        async def ask(hint: str | None) -> Document | None:
            newest_first = [("session_id", DESCENDING)]
            return await self._things.find_one(earlier, {"session_id": 1}, sort=newest_first, hint=hint)

        async with self._turns:
            # With few answers the planner may choose the index by session, which holds those of other owners.
            last = await hinted(BY_SESSION.document["name"], ask)
        if last is None:
            return []
        mine: Document = {"owner_id": session.owner_id, "resume_id": Binary.from_uuid(session.resume_id)}
        return await self._newest(mine | {"session_id": Binary.from_uuid(last["session_id"])})

    async def scored_of_all(self, owner_id: str) -> list[Scored]:
        """Return the newest evaluated answers of an owner, at most `MAX_SCORED`, newest first."""
        return await self._newest({"owner_id": owner_id, "levels": {"$ne": None}})

    async def some(self, owner_id: str, answer_ids: Sequence[UUID]) -> list[Answer]:
        """Return the owner's answers with these ids, in no particular order."""
        async with self._turns:
            found = self._things.find({"_id": {"$in": answer_ids}, "owner_id": owner_id})
            return [self._read(document) async for document in found]

    async def _newest(self, mine: Document) -> list[Scored]:
        async with self._turns:
            # In one batch: iterating one by one would double the cost of the query.
            cursor = self._bare.find(mine, SCORED, batch_size=MAX_SCORED).sort("_id", DESCENDING).limit(MAX_SCORED)
            return [_scored(one) for one in await cursor.to_list() if one["levels"] is not None]

    async def forget(self, owner_id: str, session_id: UUID) -> list[UUID]:
        """Delete the answers of a session and return their ids."""
        mine: Document = {"session_id": session_id, "owner_id": owner_id}
        async with self._turns:
            ids = [document["_id"] async for document in self._things.find(mine, {"_id": 1})]
            await self._things.delete_many(mine)
        return ids


def _document(answer: Answer) -> Document:
    return {
        "_id": answer.id,
        "owner_id": answer.owner_id,
        "resume_id": answer.resume_id,
        "resume_version": answer.resume_version,
        "session_id": answer.session_id,
        "question_id": answer.question_id,
        "turn": answer.turn,
        "attempt": answer.attempt,
        "language": answer.language,
        "text": answer.text,
        "seconds": answer.seconds,
        "created_at": answer.created_at,
        "type": answer.type,
        "topics": answer.topics,
        "follow_up": planned_document(answer.follow_up) if answer.follow_up is not None else None,
        **(_evaluated(answer.evaluation) if answer.evaluation is not None else NOT_EVALUATED),
    }


def _evaluated(evaluation: Evaluation) -> Document:
    """Return an evaluation as stored, with its levels in a separate field because progress reads thousands of them."""
    levels = {one.name: one.level for one in evaluation.dimensions}
    return {"evaluation": evaluation.model_dump(), "levels": levels, "total": evaluation.total}


def _scored(document: Document) -> Scored:
    return Scored(
        key=bytes(document["_id"]),
        resume=bytes(document["resume_id"]),
        resume_version=document["resume_version"],
        session=bytes(document["session_id"]),
        question=bytes(document["question_id"]),
        attempt=document["attempt"],
        type=document["type"],
        topics=tuple(document["topics"]),
        created_at=document["created_at"],
        levels=document["levels"],
        total=document["total"],
    )


def _answer(document: Document) -> Answer:
    return Answer(
        id=document["_id"],
        owner_id=document["owner_id"],
        resume_id=document["resume_id"],
        resume_version=document["resume_version"],
        session_id=document["session_id"],
        question_id=document["question_id"],
        turn=document["turn"],
        attempt=document["attempt"],
        language=document["language"],
        text=document["text"],
        seconds=document["seconds"],
        created_at=document["created_at"],
        type=document["type"],
        topics=tuple(document["topics"]),
        evaluation=Evaluation.model_validate(found) if (found := document["evaluation"]) is not None else None,
        follow_up=_follow_up(document),
    )


def _follow_up(document: Document) -> Planned | None:
    found = document.get("follow_up")
    return planned_of(found) if found is not None else None
