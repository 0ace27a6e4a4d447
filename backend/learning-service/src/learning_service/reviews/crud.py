"""The `reviews` collection. A unique index over owner and question allows one card per question."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from pymongo import ASCENDING, IndexModel

from learning_service.reviews.models import Answered, Asked, Memory, Rating, Review
from learning_service.reviews.paging import DuePage
from shared.database.collections import ensure_collection
from shared.database.connection import Database, Document
from shared.database.migrations import Migration
from shared.runs.crud import BY_RESUME, MadeCrud, validator

COLLECTION = "reviews"
MEMBERS: Document = {
    "question_id": {"bsonType": "binData"},
    "due_at": {"bsonType": "date"},
    "ratings": {"bsonType": "array", "minItems": 1},
    "version": {"bsonType": ["int", "long"], "minimum": 1},
}
MAX_OF_OWNER = 2_000
"""Maximum number of cards of a person: as many answers as interview-service looks at."""

ONE_A_QUESTION = IndexModel([("owner_id", 1), ("question_id", 1)], name="owner_question", unique=True)
BY_DUE = IndexModel([("owner_id", 1), ("due_at", 1), ("_id", 1)], name="owner_due")
BY_RATING = IndexModel([("owner_id", 1), ("ratings.id", 1)], name="owner_rating")


async def _create_collection(database: Database) -> None:
    await ensure_collection(database, COLLECTION, validator(MEMBERS), (ONE_A_QUESTION, BY_DUE, BY_RATING, BY_RESUME))


MIGRATIONS = (Migration("0003_reviews", _create_collection),)


class ReviewCrud(MadeCrud[Review]):
    """Reads and writes review cards."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, COLLECTION, _document, _review)

    async def due(self, owner_id: str, until: datetime, page: DuePage) -> list[Review]:
        """Return up to `page.limit + 1` cards that are due before `until`, oldest first."""
        query: Document = {"owner_id": owner_id, "due_at": {"$lt": until}}
        if page.after is not None:
            due_at, last = page.after
            query["due_at"] = {"$gte": due_at, "$lt": until}
            query["$or"] = [{"due_at": {"$gt": due_at}}, {"_id": {"$gt": last}}]
        return await self._sorted(query, page.limit + 1)

    async def of_owner(self, owner_id: str) -> list[Review]:
        """Return all cards of an owner, the next due first."""
        return await self._sorted({"owner_id": owner_id}, MAX_OF_OWNER)

    async def of_question(self, owner_id: str, question_id: UUID) -> Review | None:
        """Return the owner's card of a question."""
        async with self._turns:
            document = await self._things.find_one({"owner_id": owner_id, "question_id": question_id})
            return self._read(document) if document is not None else None

    async def rated(self, owner_id: str, rating_id: UUID) -> Review | None:
        """Return the owner's card that has this rating."""
        async with self._turns:
            document = await self._things.find_one({"owner_id": owner_id, "ratings.id": rating_id})
            return self._read(document) if document is not None else None

    async def replace(self, review: Review, version: int) -> bool:
        """Replace a card at `version`; return false if it has changed since."""
        stored: Document = {"_id": review.id, "owner_id": review.owner_id, "version": version}
        async with self._turns:
            return (await self._things.replace_one(stored, _document(review))).matched_count == 1

    async def rating_ids(self, review_ids: Sequence[UUID]) -> list[UUID]:
        """Return the ids of all ratings of these cards, for any owner."""
        async with self._turns:
            found = self._things.find({"_id": {"$in": review_ids}}, {"ratings.id": 1})
            return [rating["id"] async for document in found for rating in document["ratings"]]

    async def _sorted(self, query: Document, limit: int) -> list[Review]:
        async with self._turns:
            found = self._things.find(query).sort([("due_at", ASCENDING), ("_id", ASCENDING)]).limit(limit)
            return [self._read(document) async for document in found]


def _document(review: Review) -> Document:
    asked, answered = review.asked, review.answered
    return {
        "_id": review.id,
        "owner_id": review.owner_id,
        "resume_id": review.resume_id,
        "resume_version": review.resume_version,
        "language": review.language,
        "question_id": asked.id,
        "question": {"text": asked.text, "type": asked.type, "topics": asked.topics, "covers": asked.covers},
        "answered": {field: getattr(answered, field) for field in Answered.__slots__},
        "ratings": [{field: getattr(rating, field) for field in Rating.__slots__} for rating in review.ratings],
        "due_at": review.memory.due_at,
        "stability": review.memory.stability,
        "difficulty": review.memory.difficulty,
        "created_at": review.created_at,
        "updated_at": review.updated_at,
        "version": review.version,
    }


def _answered(document: dict[str, Any]) -> Answered:
    known: dict[str, Any] = {**document, "missing": tuple(document["missing"])}
    return Answered(**known)


def _review(document: dict[str, Any]) -> Review:
    asked = document["question"]
    return Review(
        id=document["_id"],
        owner_id=document["owner_id"],
        resume_id=document["resume_id"],
        resume_version=document["resume_version"],
        language=document["language"],
        asked=Asked(
            document["question_id"], asked["text"], asked["type"], tuple(asked["topics"]), tuple(asked["covers"])
        ),
        answered=_answered(document["answered"]),
        ratings=tuple(Rating(**rating) for rating in document["ratings"]),
        memory=Memory(document["due_at"], document["stability"], document["difficulty"]),
        created_at=document["created_at"],
        updated_at=document["updated_at"],
        version=document["version"],
    )
