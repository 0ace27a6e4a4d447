"""The `interviews` collection: question sets."""

from typing import Any
from uuid import UUID

from pymongo import DESCENDING

from interview_service.questions.models import Draft, Question, QuestionSet
from shared.database.connection import Database, Document
from shared.profiles.match import Match
from shared.resumes.evidence import Evidence
from shared.runs.crud import MadeCrud, migrations_of
from shared.runs.generation import Generation

COLLECTION = "interviews"
MAX_PREVIOUS_SETS = 20

MIGRATIONS = migrations_of(
    COLLECTION, "0001_interviews", "0002_interviews_by_resume", {"questions": {"bsonType": "array", "minItems": 1}}
)


class QuestionSetCrud(MadeCrud[QuestionSet]):
    """Reads and writes question sets."""

    def __init__(self, database: Database) -> None:
        super().__init__(database, COLLECTION, _set_document, _question_set)

    async def asked(self, owner_id: str, resume_id: UUID) -> list[str]:
        """Return the questions of the newest `MAX_PREVIOUS_SETS` sets for a résumé."""
        async with self._turns:
            found = (
                self._things.find({"owner_id": owner_id, "resume_id": resume_id}, {"questions.question": 1})
                .sort("_id", DESCENDING)
                .limit(MAX_PREVIOUS_SETS)
            )
            return [question["question"] async for document in found for question in document["questions"]]


def question_document(question: Question) -> Document:
    """Return a question as stored in a set or a session."""
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


def question_of(document: dict[str, Any]) -> Question:
    """Build a question from its stored form."""
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


def _set_document(made: QuestionSet) -> Document:
    return {
        "_id": made.id,
        "owner_id": made.owner_id,
        "resume_id": made.resume_id,
        "resume_version": made.resume_version,
        "language": made.language,
        "requested": made.requested,
        "questions": [question_document(question) for question in made.questions],
        "generation": made.generation.model_dump(),
        "created_at": made.created_at,
        "profession": made.profession,
        "level": made.level,
        "match": made.match.model_dump() if made.match is not None else None,
        "notes": made.notes,
        "advice": made.advice,
    }


def _question_set(document: Document) -> QuestionSet:
    return QuestionSet(
        id=document["_id"],
        owner_id=document["owner_id"],
        resume_id=document["resume_id"],
        resume_version=document["resume_version"],
        language=document["language"],
        requested=document["requested"],
        questions=tuple(question_of(question) for question in document["questions"]),
        generation=Generation.model_validate(document["generation"]),
        created_at=document["created_at"],
        # Older sets lack these fields.
        profession=document.get("profession"),
        level=document.get("level"),
        match=Match.model_validate(match) if (match := document.get("match")) is not None else None,
        notes=tuple(document.get("notes", ())),
        advice=document.get("advice"),
    )
