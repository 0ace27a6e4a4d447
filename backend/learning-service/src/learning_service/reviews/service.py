"""Use cases for review cards."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from learning_service.practice.errors import InterviewServiceUnavailable
from learning_service.reviews.crud import ReviewCrud
from learning_service.reviews.errors import ReviewNotFound, TooManyRatings
from learning_service.reviews.models import MAX_RATINGS, Grade, Rating, Review
from learning_service.reviews.paging import DuePage, encode_due
from learning_service.reviews.scheduling import Reviewing
from learning_service.reviews.syncing import ReviewSync
from shared.core.clock import utc_now
from shared.core.errors import PreconditionFailed
from shared.core.identity import Identity
from shared.core.ids import NewResource
from shared.database.idempotency import IdempotencyStore
from shared.resumes.client import Resumes
from shared.resumes.errors import ResumeNotErased
from shared.runs.kept import ERASED_AT_ONCE, KeptService

TRIES = 4
"""Attempts at a rating that concurrent changes overtake, if the caller named no version."""


@dataclass(frozen=True, slots=True)
class Due:
    """A page of due cards. `up_to_date` is false if interview-service could not be asked for new answers."""

    items: Sequence[Review]
    next_cursor: str | None
    up_to_date: bool


class ReviewService(KeptService[Review]):
    """Lists, rates and erases review cards."""

    def __init__(
        self,
        crud: ReviewCrud,
        sync: ReviewSync,
        reviewing: Reviewing,
        resumes: Resumes,
        idempotency: IdempotencyStore,
    ) -> None:
        super().__init__(crud, resumes, idempotency, ReviewNotFound)
        self._reviews = crud
        self._sync = sync
        self._reviewing = reviewing

    async def due(self, caller: Identity, until: datetime, page: DuePage) -> Due:
        """Return the cards due before `until`, oldest first; raises `ResumeServiceUnavailable`.

        A page can have fewer cards than requested although more follow: cards of deleted résumés are left out.
        """
        # The database comes first, so that its failure is reported at once.
        found = await self._reviews.due(caller.id, until, page)
        changed, up_to_date = await self._brought(caller)
        if changed:
            found = await self._reviews.due(caller.id, until, page)
        here, more = found[: page.limit], len(found) > page.limit
        cursor = encode_due(here[-1].memory.due_at, here[-1].id) if more else None
        return Due(await self._shown(caller, here), cursor, up_to_date)

    async def all(self, caller: Identity) -> Sequence[Review]:
        """Return all cards of a caller, the next due first; raises `ResumeServiceUnavailable`."""
        found = await self._reviews.of_owner(caller.id)
        changed, _ = await self._brought(caller)
        return await self._shown(caller, await self._reviews.of_owner(caller.id) if changed else found)

    async def rate(
        self, caller: Identity, review_id: UUID, grade: Grade, new: NewResource, expected: int | None
    ) -> Review:
        """Rate a card by hand and return it with its next due time.

        Raises `ReviewNotFound`, `TooManyRatings`, `ResumeServiceUnavailable`, and `PreconditionFailed` if the card
        is no longer at the `expected` version.
        """
        for _ in range(TRIES):
            review = await self.get(caller, review_id)
            if any(one.id == new.id for one in review.ratings):
                return review
            if expected is not None and review.version != expected:
                raise PreconditionFailed
            rated = self._rated(review, Rating(new.id, grade, utc_now(), "person"))
            if await self._reviews.replace(rated, review.version):
                return rated
        raise PreconditionFailed

    async def holds(self, caller: Identity, thing_id: UUID) -> bool:
        """Return whether the caller has the card with this id or this rating, and its résumé."""
        rated = await self._reviews.rated(caller.id, thing_id)
        return await super().holds(caller, rated.id if rated is not None else thing_id)

    async def erase(self, resume_id: str) -> None:
        """Remove all cards of a deleted résumé, and the stored responses about their ratings.

        Raises `ResumeNotErased`, `ResumeServiceUnavailable`.
        """
        if not await self._resumes.is_erased(resume_id):
            raise ResumeNotErased
        while ids := await self._crud.ids(UUID(resume_id), ERASED_AT_ONCE):
            await self._remove(ids)

    def _rated(self, review: Review, rating: Rating) -> Review:
        if len(review.ratings) >= MAX_RATINGS:
            raise TooManyRatings
        # A clock that was set back must not reorder the ratings.
        at = max(rating.at, review.ratings[-1].at)
        ratings = (*review.ratings, replace(rating, at=at))
        memory = self._reviewing.memory(ratings)
        return replace(review, ratings=ratings, memory=memory, version=review.version + 1, updated_at=utc_now())

    async def _brought(self, caller: Identity) -> tuple[bool, bool]:
        """Update the cards from new answers. Return whether any changed, and whether that is known."""
        try:
            gone = await self._sync.bring(caller)
        except InterviewServiceUnavailable:
            return False, False
        if gone:
            await self._remove(gone)
        return gone is not None, True

    async def _remove(self, review_ids: Sequence[UUID]) -> None:
        await self._traces.forget_things(await self._reviews.rating_ids(review_ids))
        await self._crud.erase(review_ids)

    async def _shown(self, caller: Identity, reviews: Sequence[Review]) -> Sequence[Review]:
        """Return the cards whose résumés still exist."""
        versions = {one.resume_id: one.resume_version for one in reviews}
        there = await asyncio.gather(
            *(self._resumes.has(str(resume_id), version, caller) for resume_id, version in versions.items())
        )
        left = {resume_id for resume_id, is_there in zip(versions, there, strict=True) if is_there}
        return [one for one in reviews if one.resume_id in left]
