"""The HTTP face of reviews: each endpoint translates and decides nothing."""

import asyncio
from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response, status
from pydantic import Field

from learning_service.days import Day, end_of, today
from learning_service.dependencies import ReviewId, Reviews, Zone
from learning_service.reviews.anki import to_package
from learning_service.reviews.errors import ReviewNotFound, TooManyRatings
from learning_service.reviews.paging import CURSOR, DuePage, decode_due
from learning_service.reviews.schemas import RatingIn, ReviewList, ReviewOut
from shared.core.clock import utc_now
from shared.core.errors import BadRequest, ContentTooLarge, PreconditionFailed, Unprocessable, UnsupportedMediaType
from shared.core.paging import MAX_LIMIT, InvalidCursor
from shared.resumes.errors import ResumeServiceUnavailable
from shared.web.documentation.openapi import link
from shared.web.identity.auth import Generator, Reader
from shared.web.problems import responses
from shared.web.requests.conditional import ExpectedVersion, answer, unchanged
from shared.web.routing import RANGES, JsonRoute
from shared.web.runs import NewThing

PREFIX = "/api/v1/learning"
NOT_MODIFIED = {"description": "You have this version."}

ANKI = "application/octet-stream"
CALENDAR = "text/calendar"
EXPORTED = {
    "description": "The cards in the format that was asked for.",
    "content": {
        CALENDAR: {"schema": {"type": "string"}},
        ANKI: {"schema": {"type": "string", "format": "binary"}},
    },
}

# In the document only: a cursor that breaks it is answered with `InvalidCursor`.
Cursor = Annotated[str, Field(json_schema_extra={"pattern": CURSOR})]


class ExportRoute(JsonRoute):
    """An endpoint that gives a calendar or a deck."""

    ranges = (*RANGES, "text/*", CALENDAR, ANKI)


router = APIRouter(prefix=PREFIX, route_class=JsonRoute, tags=["reviews"])
exports = APIRouter(prefix=PREFIX, route_class=ExportRoute, tags=["reviews"])


async def due_page(
    limit: Annotated[int, Query(ge=1, le=MAX_LIMIT, description="At most this many items.")] = 20,
    cursor: Annotated[Cursor | None, Query(description="`next_cursor` of the part before.")] = None,
) -> DuePage:
    """The part of the list that a request asks for."""
    return DuePage(limit, decode_due(cursor) if cursor else None)


@router.get("/reviews", responses=responses(InvalidCursor, Unprocessable, ResumeServiceUnavailable))
async def list_reviews(
    caller: Reader,
    reviews: Reviews,
    page: Annotated[DuePage, Depends(due_page)],
    zone: Zone,
    due: Annotated[
        Day | None, Query(description="What is due by the end of this day, what is overdue included; today by default.")
    ] = None,
) -> ReviewList:
    """List the questions to answer again, the longest due first.

    Each question that was answered below the goal is one, from all résumés. Cards follow from what was answered: a
    later answer to the same question in a session rates its card.
    """
    day = due or today(zone, utc_now())
    found = await reviews.due(caller, end_of(day, zone), page)
    return ReviewList(
        items=[ReviewOut.of(one, zone) for one in found.items],
        next_cursor=found.next_cursor,
        time_zone=zone.key,
        up_to_date=found.up_to_date,
    )


@exports.get(
    "/reviews/export",
    response_class=Response,
    responses={200: EXPORTED, **responses(Unprocessable, ResumeServiceUnavailable)},
)
async def export_reviews(
    caller: Reader,
    reviews: Reviews,
    zone: Zone,
    export_format: Annotated[Literal["ics", "anki"], Query(alias="format")] = "ics",
) -> Response:
    """Return all cards as iCalendar (RFC 5545), an event for each day on which some are due, or as a deck for Anki."""
    cards, now = await reviews.all(caller), utc_now()
    if export_format == "anki":
        headers = {"Content-Disposition": 'attachment; filename="reviews.apkg"'}
        return Response(await asyncio.to_thread(to_package, cards, now), headers=headers, media_type=ANKI)
    headers = {"Content-Disposition": 'attachment; filename="reviews.ics"'}
    from learning_service.reviews.calendar import to_calendar  # noqa: PLC0415  few load its package of 80 modules

    calendar = await asyncio.to_thread(to_calendar, cards, zone, now)
    return Response(calendar, headers=headers, media_type=f"{CALENDAR}; charset=utf-8")


@router.get(
    "/reviews/{review_id}",
    response_model=ReviewOut,
    responses={304: NOT_MODIFIED, **responses(ReviewNotFound, Unprocessable, ResumeServiceUnavailable)},
)
async def get_review(review_id: ReviewId, caller: Reader, reviews: Reviews, zone: Zone, request: Request) -> Response:
    """Return one card."""
    review = await reviews.get(caller, review_id)
    return unchanged(request, review.version) or answer(ReviewOut.of(review, zone), review.version)


@router.post(
    "/reviews/{review_id}/ratings",
    status_code=status.HTTP_201_CREATED,
    response_model=ReviewOut,
    responses={
        201: {"links": {"get_review": link("get_review", review_id="/id")}},
        **responses(
            BadRequest,
            ReviewNotFound,
            TooManyRatings,
            PreconditionFailed,
            ContentTooLarge,
            UnsupportedMediaType,
            Unprocessable,
            ResumeServiceUnavailable,
        ),
    },
)
async def rate_review(
    review_id: ReviewId,
    body: RatingIn,
    caller: Generator,
    reviews: Reviews,
    zone: Zone,
    making: NewThing,
    expected: ExpectedVersion,
) -> Response:
    """Say how it went when the question was answered again outside of a session; return the card with its next date.

    `If-Match` with the card's ETag protects a rating that was given elsewhere since.
    """
    review = await reviews.rate(caller, review_id, body.rating, making, expected)
    rated = answer(ReviewOut.of(review, zone), review.version, status.HTTP_201_CREATED)
    rated.headers["Location"] = f"{PREFIX}/reviews/{review.id}"
    return rated
