"""The `interviews` collection: question sets. Documents do not leave this module; every query names the owner."""

import asyncio
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from pymongo import DESCENDING, IndexModel
from pymongo.errors import DuplicateKeyError

from interview_service.questions.models import Draft, Question, QuestionSet
from shared.core.paging import Page
from shared.database.collections import ensure_collection
from shared.database.connection import AT_ONCE, Database, Document
from shared.database.migrations import Migration
from shared.generation import Generation
from shared.resumes.evidence import Evidence

COLLECTION = "interviews"
MAX_PREVIOUS_SETS = 20

VALIDATOR: Document = {
    "$jsonSchema": {
        "bsonType": "object",
        "required": [
            "_id",
            "owner_id",
            "resume_id",
            "resume_version",
            "language",
            "questions",
            "generation",
            "created_at",
        ],
        "properties": {
            "_id": {"bsonType": "binData"},
            "owner_id": {"bsonType": "string", "minLength": 1},
            "resume_id": {"bsonType": "binData"},
            "resume_version": {"bsonType": ["int", "long"], "minimum": 1},
            "language": {"enum": ["ko", "en"]},
            "questions": {"bsonType": "array", "minItems": 1},
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


MIGRATIONS = (Migration("0001_interviews", _create_collection), Migration("0002_interviews_by_resume", _index_resumes))


class QuestionSetCrud:
    """Reads and writes question sets."""

    def __init__(self, database: Database) -> None:
        self._sets = database[COLLECTION]
        self._turns = asyncio.Semaphore(AT_ONCE)

    async def insert(self, made: QuestionSet) -> bool:
        """Store a new set; false when one with this id is there."""
        try:
            async with self._turns:
                await self._sets.insert_one(
                    {
                        "_id": made.id,
                        "owner_id": made.owner_id,
                        "resume_id": made.resume_id,
                        "resume_version": made.resume_version,
                        "language": made.language,
                        "requested": made.requested,
                        "questions": [_question_document(question) for question in made.questions],
                        "generation": made.generation.model_dump(),
                        "created_at": made.created_at,
                    }
                )
        except DuplicateKeyError:
            return False
        return True

    async def find(self, owner_id: str, set_id: UUID) -> QuestionSet | None:
        """The owner's set with this id."""
        async with self._turns:
            document = await self._sets.find_one({"_id": set_id, "owner_id": owner_id})
            return _question_set(document) if document is not None else None

    async def page(self, owner_id: str, resume_id: UUID, page: Page) -> list[QuestionSet]:
        """Up to `page.limit + 1` sets of the owner for a résumé, newest first."""
        async with self._turns:
            query: Document = {"owner_id": owner_id, "resume_id": resume_id}
            if page.before is not None:
                query["_id"] = {"$lt": page.before}
            found = self._sets.find(query).sort("_id", DESCENDING).limit(page.limit + 1)
            return [_question_set(document) async for document in found]

    async def asked(self, owner_id: str, resume_id: UUID) -> list[str]:
        """The questions of the newest `MAX_PREVIOUS_SETS` sets for a résumé."""
        async with self._turns:
            found = (
                self._sets.find({"owner_id": owner_id, "resume_id": resume_id}, {"questions.question": 1})
                .sort("_id", DESCENDING)
                .limit(MAX_PREVIOUS_SETS)
            )
            return [question["question"] async for document in found for question in document["questions"]]

    async def delete(self, owner_id: str, set_id: UUID) -> bool:
        """Remove a set; false when there is none."""
        async with self._turns:
            return (await self._sets.delete_one({"_id": set_id, "owner_id": owner_id})).deleted_count == 1

    async def ids(self, resume_id: UUID, limit: int) -> list[UUID]:
        """The ids of at most `limit` sets made of a résumé, whoever it belongs to."""
        async with self._turns:
            found = self._sets.find({"resume_id": resume_id}, {"_id": 1}).limit(limit)
            return [document["_id"] async for document in found]

    async def erase(self, set_ids: Sequence[UUID]) -> None:
        """Remove these sets, whoever they belong to."""
        async with self._turns:
            await self._sets.delete_many({"_id": {"$in": set_ids}})


def _question_document(question: Question) -> Document:
    draft = question.draft
    return {
        "id": question.id,
        "type": draft.type,
        "difficulty": draft.difficulty,
        "topics": draft.topics,
        "question": draft.question,
        "intent": draft.intent,
        "what_good_answers_cover": draft.what_good_answers_cover,
        "follow_ups": draft.follow_ups,
        "evidence": [evidence.model_dump() for evidence in draft.evidence],
    }


def _question(document: dict[str, Any]) -> Question:
    return Question(
        document["id"],
        Draft(
            type=document["type"],
            difficulty=document["difficulty"],
            topics=tuple(document["topics"]),
            question=document["question"],
            intent=document["intent"],
            what_good_answers_cover=tuple(document["what_good_answers_cover"]),
            follow_ups=tuple(document["follow_ups"]),
            evidence=tuple(Evidence(**evidence) for evidence in document["evidence"]),
        ),
    )


def _question_set(document: dict[str, Any]) -> QuestionSet:
    return QuestionSet(
        id=document["_id"],
        owner_id=document["owner_id"],
        resume_id=document["resume_id"],
        resume_version=document["resume_version"],
        language=document["language"],
        requested=document["requested"],
        questions=tuple(_question(question) for question in document["questions"]),
        generation=Generation.model_validate(document["generation"]),
        created_at=document["created_at"],
    )
