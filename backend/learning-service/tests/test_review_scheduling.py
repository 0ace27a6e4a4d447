"""When a card is due, and what the cursor of the list says."""

import re
from datetime import UTC, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from learning_service.reviews.models import Grade, Rating
from learning_service.reviews.paging import CURSOR, decode_due, encode_due
from learning_service.reviews.scheduling import MAX_DAYS, Reviewing, grade_of

from shared.core.ids import EPOCH, new_id
from shared.core.paging import InvalidCursor

START = datetime(2026, 11, 30, 9, tzinfo=UTC)
GRADES: tuple[Grade, ...] = ("again", "hard", "good", "easy")


def rated(*grades: Grade, every: timedelta = timedelta(days=1)) -> list[Rating]:
    return [Rating(new_id(), grade, START + number * every, "person") for number, grade in enumerate(grades)]


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        (1, "again"),
        (3.49, "again"),
        (3.5, "hard"),
        (3.99, "hard"),
        (4, "good"),
        (4.74, "good"),
        (4.75, "easy"),
        (5, "easy"),
    ],
)
def test_the_grade_of_an_answer_follows_from_its_total(total: float, grade: Grade) -> None:
    assert grade_of(total, 3.5) == grade


@pytest.mark.parametrize(("goal", "total", "grade"), [(4.5, 4.4, "again"), (1, 1, "hard"), (5, 5, "easy")])
def test_all_below_the_goal_is_not_yet(goal: float, total: float, grade: Grade) -> None:
    assert grade_of(total, goal) == grade


def test_a_better_grade_is_never_due_earlier() -> None:
    due = [Reviewing(0.9).memory(rated("again", grade)).due_at for grade in GRADES]

    assert due == sorted(due)
    assert due[0] < due[-1]


def test_a_higher_retention_is_due_earlier() -> None:
    ratings = rated("good", "good", "good", "good", every=timedelta(days=7))

    assert Reviewing(0.95).memory(ratings).due_at < Reviewing(0.8).memory(ratings).due_at


def test_ratings_are_read_in_whatever_time_zone_they_are_kept() -> None:
    ratings = rated("again", "good")
    moved = [Rating(one.id, one.grade, one.at.astimezone(ZoneInfo("Asia/Seoul")), one.source) for one in ratings]

    assert Reviewing(0.9).memory(moved) == Reviewing(0.9).memory(ratings)


def test_a_card_without_a_rating_has_no_memory() -> None:
    with pytest.raises(ValueError, match="rating"):
        Reviewing(0.9).memory([])


@given(st.lists(st.sampled_from(GRADES), min_size=1, max_size=30), st.integers(0, 200))
def test_it_is_due_within_a_day_and_half_a_year(grades: list[Grade], days: int) -> None:
    ratings = rated(*grades, every=timedelta(days=days))

    memory = Reviewing(0.9).memory(ratings)

    assert timedelta(days=1) <= memory.due_at - ratings[-1].at <= timedelta(days=MAX_DAYS)
    assert memory.stability > 0
    assert 1 <= memory.difficulty <= 10


@given(st.integers(0, 4_000_000_000_000), st.uuids())
def test_a_cursor_says_what_it_was_made_of(milliseconds: int, last: UUID) -> None:
    due_at = EPOCH + timedelta(milliseconds=milliseconds)
    cursor = encode_due(due_at, last)

    assert decode_due(cursor) == (due_at, last)
    assert re.fullmatch(CURSOR, cursor)


@pytest.mark.parametrize("cursor", ["A", "AAAA", "ü", "A" * 29, "A" * 31, "_" * 30, f"{'A' * 29}B"])
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        decode_due(cursor)
