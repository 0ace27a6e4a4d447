"""When a card is due: FSRS, by the package `fsrs`. Nothing else of the project knows it."""

from collections.abc import Iterable, Mapping
from datetime import UTC

from fsrs import Card, Scheduler
from fsrs import Rating as FsrsRating

from learning_service.reviews.models import Grade, Memory, Rating

MAX_DAYS = 180
"""Longest time between two reviews: nobody prepares longer for an interview."""

HARD, GOOD = 4.0, 4.75
"""Totals from which on an answer is better than `hard`, and better than `good`."""

RATINGS: Mapping[Grade, FsrsRating] = {
    "again": FsrsRating.Again,
    "hard": FsrsRating.Hard,
    "good": FsrsRating.Good,
    "easy": FsrsRating.Easy,
}


def grade_of(total: float, goal: float) -> Grade:
    """The grade of an evaluated answer. To FSRS `again` alone means that it failed, so all below the goal is that."""
    if total < goal:
        return "again"
    if total < HARD:
        return "hard"
    return "good" if total < GOOD else "easy"


class Reviewing:
    """Schedules cards so that a person remembers this share of them when they are due."""

    def __init__(self, retention: float) -> None:
        # Without steps of minutes: an answer is practised once a day and not again while it is still in one's ear.
        # Without luck: the same ratings are due on the same day.
        self._scheduler = Scheduler(
            desired_retention=retention,
            learning_steps=(),
            relearning_steps=(),
            maximum_interval=MAX_DAYS,
            enable_fuzzing=False,
        )

    def memory(self, ratings: Iterable[Rating]) -> Memory:
        """What these ratings, in the order of time, come to; raises `ValueError` without any."""
        # With an id: the package would wait a millisecond for a new one.
        card = Card(card_id=1)
        for rating in ratings:
            card, _ = self._scheduler.review_card(card, RATINGS[rating.grade], rating.at.astimezone(UTC))
        if card.stability is None or card.difficulty is None:
            raise ValueError("a card has a rating")
        return Memory(card.due, card.stability, card.difficulty)
