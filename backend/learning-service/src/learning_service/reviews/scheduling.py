"""Schedules cards with FSRS. No other module imports the `fsrs` package."""

from collections.abc import Iterable, Mapping
from datetime import UTC

from fsrs import Card, Scheduler
from fsrs import Rating as FsrsRating

from learning_service.reviews.models import Grade, Memory, Rating

MAX_DAYS = 180
"""Maximum interval between two reviews; nobody prepares longer for an interview."""

HARD, GOOD = 4.0, 4.75
"""Minimum totals of the grades `good` and `easy`."""

RATINGS: Mapping[Grade, FsrsRating] = {
    "again": FsrsRating.Again,
    "hard": FsrsRating.Hard,
    "good": FsrsRating.Good,
    "easy": FsrsRating.Easy,
}


def grade_of(total: float, goal: float) -> Grade:
    """Return the grade of an evaluated answer. Below the goal it is `again`, which alone is a lapse to FSRS."""
    if total < goal:
        return "again"
    if total < HARD:
        return "hard"
    return "good" if total < GOOD else "easy"


class Reviewing:
    """Schedules cards for a desired retention: the share that a person still remembers when due."""

    def __init__(self, retention: float) -> None:
        # No learning steps of minutes: an answer is practised at most once a day.
        # No fuzzing: the same ratings give the same day.
        self._scheduler = Scheduler(
            desired_retention=retention,
            learning_steps=(),
            relearning_steps=(),
            maximum_interval=MAX_DAYS,
            enable_fuzzing=False,
        )

    def memory(self, ratings: Iterable[Rating]) -> Memory:
        """Return the state after these ratings, oldest first; raises `ValueError` if there is none."""
        # Without an id, the package sleeps a millisecond to make one.
        card = Card(card_id=1)
        for rating in ratings:
            card, _ = self._scheduler.review_card(card, RATINGS[rating.grade], rating.at.astimezone(UTC))
        if card.stability is None or card.difficulty is None:
            raise ValueError("a card has a rating")
        return Memory(card.due, card.stability, card.difficulty)
