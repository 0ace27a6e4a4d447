from datetime import date

import pytest
from learning_service.paths.models import DraftItem, Item
from learning_service.paths.scheduling import schedule

from shared.core.ids import new_id

TODAY = date(2026, 11, 23)


def items(*hours: int) -> list[Item]:
    return [
        Item(
            new_id(),
            DraftItem(
                type="weakness",
                title="t",
                description="d",
                reason="r",
                evidence=(),
                priority="low",
                estimated_hours=one,
                milestones=(),
                resources=(),
            ),
        )
        for one in hours
    ]


def test_items_fill_weeks_in_their_order_and_may_run_over() -> None:
    made = items(14, 4, 7)

    plan = schedule(made, 10, None, TODAY)

    shares = [[(share.item_id, share.hours) for share in week.shares] for week in plan.weeks]
    assert shares == [
        [(made[0].id, 10)],
        [(made[0].id, 4), (made[1].id, 4), (made[2].id, 2)],
        [(made[2].id, 5)],
    ]
    assert [week.number for week in plan.weeks] == [1, 2, 3]
    assert (plan.total_hours, plan.fits_target_date) == (25, None)


@pytest.mark.parametrize("hours", [1, 3, 10, 40])
def test_no_hour_is_lost_and_no_week_is_over_full(hours: int) -> None:
    plan = schedule(items(14, 9, 31, 5), hours, None, TODAY)

    assert sum(share.hours for week in plan.weeks for share in week.shares) == 59
    assert all(sum(share.hours for share in week.shares) <= hours for week in plan.weeks)


@pytest.mark.parametrize(
    ("target", "fits", "needed"),
    [(date(2027, 2, 1), True, 6), (date(2026, 12, 21), False, 15), (date(2026, 11, 24), False, 59)],
)
def test_a_target_date_says_whether_it_fits_and_what_it_needs(target: date, fits: bool, needed: int) -> None:
    plan = schedule(items(14, 9, 31, 5), 10, target, TODAY)

    assert (plan.fits_target_date, plan.needed_hours_per_week) == (fits, needed)
