"""Derives cards from answers: interview-service is asked before cards are shown."""

import asyncio
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from uuid import UUID

from learning_service.practice.client import Practice
from learning_service.practice.models import JudgedAnswer, WeakList, WeakQuestion
from learning_service.reviews.crud import ReviewCrud
from learning_service.reviews.models import MAX_RATINGS, Answered, Asked, Rating, Review
from learning_service.reviews.scheduling import Reviewing, grade_of
from shared.core.clock import utc_now
from shared.core.identity import Identity
from shared.core.ids import new_id

TRIES = 4
MAX_TAGS = 10_000
"""Maximum number of callers whose last seen list a process remembers."""


class Tags:
    """The tag of the last synced list of weak questions, by owner."""

    def __init__(self) -> None:
        self._known: OrderedDict[str, str] = OrderedDict()

    def get(self, owner_id: str) -> str | None:
        """Return the tag of an owner's list."""
        return self._known.get(owner_id)

    def put(self, owner_id: str, tag: str | None) -> None:
        """Remember a tag; the oldest one is evicted."""
        self._known.pop(owner_id, None)
        if tag is not None:
            self._known[owner_id] = tag
        while len(self._known) > MAX_TAGS:
            self._known.popitem(last=False)


class ReviewSync:
    """Creates a card for each question answered below the goal, and rates it with each later answer."""

    def __init__(self, practice: Practice, crud: ReviewCrud, reviewing: Reviewing, goal: float) -> None:
        self._practice = practice
        self._crud = crud
        self._reviewing = reviewing
        self._goal = goal
        self._tags = Tags()

    async def bring(self, caller: Identity) -> Sequence[UUID] | None:
        """Bring the cards of a caller up to date. Return the ids of orphaned cards, or `None` if nothing changed.

        Raises `InterviewServiceUnavailable`, `InvalidToken`.
        """
        began = utc_now()
        weak = await self._practice.weak(caller, self._goal, self._tags.get(caller.id))
        if weak is None:
            return None
        stored = {one.asked.id: one for one in await self._crud.of_owner(caller.id)}
        # The collection bounds how many run at once.
        await asyncio.gather(*(self._follow(caller.id, one, stored.get(one.question_id)) for one in weak.questions))
        gone = _gone(weak, [one for one in stored.values() if one.created_at < began])
        self._tags.put(caller.id, weak.tag)
        return gone

    async def _follow(self, owner_id: str, question: WeakQuestion, review: Review | None) -> None:
        for _ in range(TRIES):
            if review is None and await self._crud.insert(self._new(owner_id, question)):
                return
            review = review or await self._crud.of_question(owner_id, question.question_id)
            if review is None:
                continue
            after = self._after(review, question)
            if after is review or await self._crud.replace(after, review.version):
                return
            review = await self._crud.of_question(owner_id, question.question_id)

    def _new(self, owner_id: str, question: WeakQuestion) -> Review:
        now = utc_now()
        ratings = self._ratings(question.answers)
        return Review(
            id=new_id(),
            owner_id=owner_id,
            resume_id=question.resume_id,
            resume_version=question.resume_version,
            language=question.language,
            asked=_asked(question),
            answered=_answered(question),
            ratings=ratings,
            memory=self._reviewing.memory(ratings),
            created_at=now,
            updated_at=now,
        )

    def _after(self, review: Review, question: WeakQuestion) -> Review:
        """Return the card with all current answers; the same object if it already has them."""
        own = [one for one in review.ratings if one.source == "person"]
        # A card keeps only its newest ratings.
        ratings = tuple(sorted((*self._ratings(question.answers), *own), key=_time))[-MAX_RATINGS:]
        if [one.id for one in ratings] == [one.id for one in review.ratings]:
            return review
        return replace(
            review,
            answered=_answered(question),
            ratings=ratings,
            memory=self._reviewing.memory(ratings),
            version=review.version + 1,
            updated_at=utc_now(),
        )

    def _ratings(self, answers: Sequence[JudgedAnswer]) -> tuple[Rating, ...]:
        return tuple(
            Rating(one.answer_id, grade_of(one.total, self._goal), one.answered_at, "evaluation", one.total)
            for one in answers[-MAX_RATINGS:]
        )


def _time(rating: Rating) -> tuple[float, int]:
    return rating.at.timestamp(), rating.id.int


def _gone(weak: WeakList, earlier: Sequence[Review]) -> list[UUID]:
    """Return the cards whose answers were deleted. Cards newer than the list may be missing from it."""
    if not weak.complete:
        return []
    listed = {one.question_id for one in weak.questions}
    return [one.id for one in earlier if one.asked.id not in listed]


def _asked(question: WeakQuestion) -> Asked:
    return Asked(
        id=question.question_id,
        text=question.question,
        type=question.type,
        topics=question.topics,
        covers=question.what_good_answers_cover,
    )


def _answered(question: WeakQuestion) -> Answered:
    newest = question.answers[-1]
    return Answered(
        session_id=question.session_id,
        answer_id=newest.answer_id,
        total=newest.total,
        said=question.said,
        weakest=question.weakest,
        why=question.why,
        to_next_level=question.to_next_level,
        missing=question.missing,
    )
