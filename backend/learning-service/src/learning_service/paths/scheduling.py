"""From items and hours a week to a plan of weeks."""

from collections.abc import Sequence
from datetime import date

from learning_service.paths.models import Item, Schedule, Share, Week

DAYS_OF_WEEK = 7


def schedule(items: Sequence[Item], hours_per_week: int, target_date: date | None, today: date) -> Schedule:
    """Fill week after week with the items in their order; an item may run over several weeks.

    A `target_date` does not cut anything: the plan says whether it fits and how many hours a week it would need.
    """
    weeks: list[Week] = []
    shares: list[Share] = []
    free = hours_per_week
    for item in items:
        left = item.draft.estimated_hours
        while left > 0:
            hours = min(left, free)
            shares.append(Share(item.id, hours))
            left -= hours
            free -= hours
            if free == 0:
                weeks.append(Week(len(weeks) + 1, tuple(shares)))
                shares, free = [], hours_per_week
    if shares:
        weeks.append(Week(len(weeks) + 1, tuple(shares)))
    total = sum(item.draft.estimated_hours for item in items)
    if target_date is None:
        return Schedule(hours_per_week, total, tuple(weeks), None, None, None)
    available = max(1, (target_date - today).days // DAYS_OF_WEEK)
    needed = -(-total // available)
    return Schedule(hours_per_week, total, tuple(weeks), target_date, needed <= hours_per_week, needed)
