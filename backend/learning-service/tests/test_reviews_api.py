"""Review cards as a client gets them; the three services and MongoDB are real."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import httpx
import pytest
from icalendar import Calendar
from learning_service.reviews.schemas import ReviewList, ReviewOut

from shared.testing.mongod import Mongod
from shared.testing.practising import Practice
from shared.testing.problems import assert_problem
from shared.testing.services import WithResumes

from .product import GOOD, WEAK, Product, product_of

NOBODY = "01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b"
LATER = {"due": "2100-01-01"}


@pytest.fixture
async def product(mongod: Mongod, database_name: str) -> AsyncIterator[Product]:
    async with product_of(mongod.url, database_name) as product:
        yield product


async def due(product: Product, **query: str | int) -> ReviewList:
    answer = await product.learning.get("/reviews", params=query)
    assert answer.status_code == 200, answer.text
    return ReviewList.model_validate_json(answer.content)


async def cards(product: Product) -> list[ReviewOut]:
    return (await due(product, **LATER)).items


async def answered_weakly(product: Product, times: int = 1) -> Practice:
    practice = await product.practise()
    for _ in range(times):
        await practice.answer(text=WEAK)
    return practice


async def rate(product: Product, card: ReviewOut, rating: str, **headers: str) -> httpx.Response:
    return await product.learning.post(f"/reviews/{card.id}/ratings", json={"rating": rating}, headers=headers)


async def test_a_weak_answer_becomes_a_card_that_is_due_tomorrow(product: Product) -> None:
    practice = await answered_weakly(product)

    (card,) = await cards(product)

    assert card.question_id == practice.questions[0]
    assert card.question == practice.session["current_question"]["question"]
    assert card.answer.said == WEAK
    assert card.answer.missing
    assert [(one.rating, one.source) for one in card.ratings] == [("again", "evaluation")]
    assert card.due_at - card.ratings[0].at == timedelta(days=1)
    assert (await due(product)).items == []


async def test_only_what_was_answered_below_the_goal_becomes_a_card(product: Product) -> None:
    practice = await product.practise(persona="executive")
    good = await practice.answer(text=GOOD)
    await practice.answer()

    listed = {card.question_id for card in await cards(product)}

    assert (practice.questions[0] in listed) == (good["evaluation"]["total"] < 3.5)
    assert practice.questions[1] not in listed


async def test_a_later_answer_rates_the_card(product: Product) -> None:
    practice = await answered_weakly(product)
    (before,) = await cards(product)
    await practice.patch(question_id=practice.questions[0])
    later = await practice.answer(text=GOOD)

    (after,) = await cards(product)

    assert (after.id, after.version) == (before.id, 2)
    assert [one.total for one in after.ratings][1:] == [later["evaluation"]["total"]]
    assert after.answer.answer_id == later["id"]
    assert await cards(product) == [after]


async def test_a_rating_moves_the_date_and_counts_once(product: Product) -> None:
    await answered_weakly(product)
    (card,) = await cards(product)

    first = await rate(product, card, "good", **{"Idempotency-Key": "k"})
    again = await rate(product, card, "good", **{"Idempotency-Key": "k"})

    assert (first.status_code, again.status_code) == (201, 201)
    assert first.headers["ETag"] == '"v2"'
    assert again.headers["Idempotency-Replayed"] == "true"
    assert again.json() == first.json()
    rated = ReviewOut.model_validate_json(first.content)
    assert [(one.rating, one.source) for one in rated.ratings] == [("again", "evaluation"), ("good", "person")]
    stored = await product.learning.get(first.headers["Location"].removeprefix("/api/v1/learning"))
    assert ReviewOut.model_validate_json(stored.content) == rated
    # What is brought in after it leaves it as it is.
    assert await cards(product) == [rated]


async def test_better_ratings_are_due_later(product: Product) -> None:
    await answered_weakly(product, times=3)
    first, second, third = await cards(product)

    dates = [
        ReviewOut.model_validate_json((await rate(product, card, rating)).content).due_at
        for card, rating in ((first, "again"), (second, "good"), (third, "easy"))
    ]

    assert dates[0] <= dates[1] <= dates[2]
    await rate(product, third, "easy")
    last = await rate(product, third, "easy")
    assert last.json()["stability_days"] > third.stability_days
    assert ReviewOut.model_validate_json(last.content).due_at > dates[0]


async def test_a_rating_of_an_old_version_is_refused(product: Product) -> None:
    await answered_weakly(product)
    (card,) = await cards(product)
    await rate(product, card, "good", **{"If-Match": '"v1"'})

    late = await rate(product, card, "again", **{"If-Match": '"v1"'})

    assert_problem(late, 412, "PRECONDITION_FAILED")
    known = await product.learning.get(f"/reviews/{card.id}", headers={"If-None-Match": '"v2"'})
    assert known.status_code == 304


async def test_ratings_at_once_are_all_kept(product: Product) -> None:
    await answered_weakly(product)
    (card,) = await cards(product)

    answers = await asyncio.gather(*(rate(product, card, "hard") for _ in range(3)))

    assert {one.status_code for one in answers} == {201}
    (after,) = await cards(product)
    assert (len(after.ratings), after.version) == (4, 4)


async def test_cards_come_in_parts_the_longest_due_first(product: Product) -> None:
    await answered_weakly(product, times=3)

    found: list[ReviewOut] = []
    cursor = ""
    for _ in range(3):
        part = await due(product, **LATER, limit=1, cursor=cursor)
        found += part.items
        cursor = part.next_cursor or ""

    assert cursor == ""
    assert len({one.id for one in found}) == 3
    assert [one.due_at for one in found] == sorted(one.due_at for one in found)
    assert_problem(await product.learning.get("/reviews", params={"cursor": "AAAA"}), 400, "INVALID_CURSOR")


async def test_a_day_is_that_of_the_persons_time_zone(product: Product) -> None:
    await answered_weakly(product)
    (card,) = await cards(product)
    seen: dict[str, date] = {}
    for name in ("Pacific/Kiritimati", "Pacific/Pago_Pago"):
        (there,) = (await due(product, **LATER, time_zone=name)).items
        seen[name] = there.due_on
        on_that_day = await due(product, due=there.due_on.isoformat(), time_zone=name)
        before = await due(product, due=(there.due_on - timedelta(days=1)).isoformat(), time_zone=name)
        assert ([one.id for one in on_that_day.items], before.items) == ([card.id], [])

    assert seen["Pacific/Kiritimati"] == seen["Pacific/Pago_Pago"] + timedelta(days=1)


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({"time_zone": "Mars/Olympus"}, "/time_zone"),
        ({"time_zone": "../etc/passwd"}, "/time_zone"),
        ({"due": "tomorrow"}, "/due"),
        ({"due": "5"}, "/due"),
    ],
)
async def test_what_is_no_day_or_zone_is_refused(product: Product, query: dict[str, str], pointer: str) -> None:
    problem = assert_problem(await product.learning.get("/reviews", params=query), 422, "VALIDATION_FAILED")

    assert problem["errors"][0]["pointer"].endswith(pointer)


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
async def test_days_at_the_ends_of_time_are_days(product: Product, day: str) -> None:
    assert (await due(product, due=day)).items == []


async def test_the_calendar_has_a_day_for_what_is_due(product: Product) -> None:
    await answered_weakly(product, times=2)
    first, second = await cards(product)

    answer = await product.learning.get("/reviews/export", params={"format": "ics"})

    assert answer.headers["Content-Type"] == "text/calendar; charset=utf-8"
    (event,) = Calendar.from_ical(answer.content).events
    assert event.start == first.due_on == second.due_on
    assert str(event["SUMMARY"]) == "복습할 질문 2개"
    assert all(one.question in str(event["DESCRIPTION"]) for one in (first, second))


async def test_the_deck_can_be_opened(product: Product, tmp_path: Path) -> None:
    await answered_weakly(product, times=2)
    listed = await cards(product)

    answer = await product.learning.get("/reviews/export", params={"format": "anki"})

    assert answer.headers["Content-Disposition"] == 'attachment; filename="reviews.apkg"'
    with ZipFile(BytesIO(answer.content)) as package:
        assert package.read("media") == b"{}"
        package.extract("collection.anki2", tmp_path)
    with sqlite3.connect(tmp_path / "collection.anki2") as database:
        notes: list[tuple[str]] = database.execute("SELECT flds FROM notes").fetchall()
        (count,) = database.execute("SELECT count(*) FROM cards").fetchone()
    database.close()
    assert count == 2
    fronts, backs = zip(*(note.split("\x1f") for (note,) in notes), strict=True)
    assert [front.replace("&quot;", '"').replace("&#x27;", "'") for front in fronts] == [one.question for one in listed]
    assert all("지난 답" in back for back in backs)


async def test_cards_go_with_their_answers(product: Product) -> None:
    practice = await answered_weakly(product)
    (card,) = await cards(product)
    await product.interview.delete(practice.path)

    assert await cards(product) == []
    assert_problem(await product.learning.get(f"/reviews/{card.id}"), 404, "REVIEW_NOT_FOUND")


async def test_cards_go_with_their_resume(product: Product) -> None:
    practice = await answered_weakly(product)
    (card,) = await cards(product)
    rated = await rate(product, card, "good", **{"Idempotency-Key": "k"})
    resume_id = practice.session["resume_id"]

    early = await product.learning.delete(f"/{resume_id}/learning-paths")
    await product.resumes.delete(f"/{resume_id}")

    assert rated.status_code == 201
    assert_problem(early, 409, "RESUME_NOT_ERASED")
    assert await cards(product) == []
    assert_problem(await product.learning.get(f"/reviews/{card.id}"), 404, "REVIEW_NOT_FOUND")
    assert (await product.learning.delete(f"/{resume_id}/learning-paths")).status_code == 204
    again = await rate(product, card, "good", **{"Idempotency-Key": "k"})
    assert_problem(again, 404, "CREATED_THING_GONE")


async def test_cards_are_shown_while_interview_service_is_away(services: WithResumes) -> None:
    answer = await services.service.get("/reviews")

    assert answer.json() == {"items": [], "next_cursor": None, "time_zone": "Asia/Seoul", "up_to_date": False}


async def test_a_card_that_is_not_there_is_a_404(product: Product) -> None:
    for review_id in (NOBODY, "no-id"):
        assert_problem(await product.learning.get(f"/reviews/{review_id}"), 404, "REVIEW_NOT_FOUND")
        rated: dict[str, Any] = {"rating": "good"}
        answer = await product.learning.post(f"/reviews/{review_id}/ratings", json=rated)
        assert_problem(answer, 404, "REVIEW_NOT_FOUND")


async def test_a_rating_that_is_none_is_refused(product: Product) -> None:
    await answered_weakly(product)
    (card,) = await cards(product)

    assert_problem(await rate(product, card, "perfect"), 422, "VALIDATION_FAILED")
    assert datetime.now(UTC) - card.created_at < timedelta(minutes=5)
