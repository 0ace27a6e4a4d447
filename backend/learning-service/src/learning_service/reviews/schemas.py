"""The wire of reviews."""

from datetime import date, datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field

from learning_service.days import today
from learning_service.reviews.models import Grade, Rating, Review, Source
from shared.resumes.document import Language

EXAMPLE: dict[str, Any] = {"rating": "good"}


class RatingIn(BaseModel):
    """How it went when the question was answered again."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    rating: Grade = Field(
        description="`again`: not yet; `hard`: only just; `good`; `easy`: could come back later than planned."
    )


class RatingOut(BaseModel):
    """How an attempt went."""

    id: str = Field(description="Of an evaluation: the id of its answer.")
    rating: Grade
    source: Source = Field(description="`evaluation` of an answer in a session, or the `person` by hand.")
    total: float | None = Field(description="Of an evaluation.")
    at: datetime

    @classmethod
    def of(cls, rating: Rating) -> Self:
        """The wire form of a rating."""
        return cls(id=str(rating.id), rating=rating.grade, source=rating.source, total=rating.total, at=rating.at)


class AnsweredOut(BaseModel):
    """The newest answer in a session, and what it lacks."""

    session_id: str
    answer_id: str
    total: float
    said: str = Field(description="How it begins, word for word.")
    weakest: str | None = Field(description="Its weakest dimension; `null` when none could be judged.")
    why: str
    to_next_level: str | None = Field(description="What is heard one level above.")
    missing: list[str] = Field(description="Points that it left out.")


class ReviewOut(BaseModel):
    """A question to answer again."""

    id: str
    version: int = Field(description="Counts the changes; the `ETag` is made of it.")
    resume_id: str
    language: Language
    question_id: str
    question: str
    type: str
    topics: list[str]
    what_good_answers_cover: list[str]
    answer: AnsweredOut
    due_at: datetime
    due_on: date = Field(description="The day of `due_at` in the time zone that was asked for.")
    stability_days: float = Field(description="For about how many days it is remembered.")
    difficulty: float = Field(description="1 to 10.")
    ratings: list[RatingOut] = Field(description="The oldest first.")
    created_at: datetime
    updated_at: datetime

    @classmethod
    def of(cls, review: Review, zone: ZoneInfo) -> Self:
        """The wire form of a card."""
        asked, answered = review.asked, review.answered
        return cls(
            id=str(review.id),
            version=review.version,
            resume_id=str(review.resume_id),
            language=review.language,
            question_id=str(asked.id),
            question=asked.text,
            type=asked.type,
            topics=list(asked.topics),
            what_good_answers_cover=list(asked.covers),
            answer=AnsweredOut(
                session_id=str(answered.session_id),
                answer_id=str(answered.answer_id),
                total=answered.total,
                said=answered.said,
                weakest=answered.weakest,
                why=answered.why,
                to_next_level=answered.to_next_level,
                missing=list(answered.missing),
            ),
            due_at=review.memory.due_at,
            due_on=today(zone, review.memory.due_at),
            stability_days=round(review.memory.stability, 2),
            difficulty=round(review.memory.difficulty, 2),
            ratings=[RatingOut.of(one) for one in review.ratings],
            created_at=review.created_at,
            updated_at=review.updated_at,
        )


class ReviewList(BaseModel):
    """A part of what is due, the longest due first."""

    items: list[ReviewOut]
    next_cursor: str | None = Field(description="Send it as `cursor` for the next part; `null` at the end.")
    time_zone: str = Field(description="The time zone that days are meant in.")
    up_to_date: bool = Field(
        description="False when interview-service does not answer: what was answered since the last time is missing."
    )
