from datetime import date

import pytest
from learning_service.paths.models import DraftItem, Item
from learning_service.paths.scheduling import schedule

from shared.core.ids import new_id
from shared.resumes.document import Language

TODAY = date(2026, 11, 23)


def items(*hours: int) -> list[Item]:
    return [
        Item(
            new_id(),
            DraftItem(
                type="weakness",
                title=f"t{number}",
                description="d",
                reason="r",
                evidence=(),
                priority="low",
                estimated_hours=one,
                milestones=(),
                resources=(),
            ),
        )
        for number, one in enumerate(hours)
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


def test_what_fits_has_no_proposal() -> None:
    assert schedule(items(14, 9), 10, date(2027, 2, 1), TODAY).proposal is None
    assert schedule(items(14, 9), 10, None, TODAY).proposal is None


@pytest.mark.parametrize("language", ["ko", "en"])
def test_two_weeks_are_too_few_so_the_last_items_may_go_or_the_hours_rise(language: Language) -> None:
    made = items(14, 9, 3, 5)

    plan = schedule(made, 10, date(2026, 12, 7), TODAY, language)

    assert plan.proposal is not None
    assert plan.proposal.drop == (made[1].id, made[2].id, made[3].id)
    assert plan.proposal.hours_per_week == 16
    kept = [item for item in made if item.id not in plan.proposal.drop]
    assert schedule(kept, 10, date(2026, 12, 7), TODAY).fits_target_date
    assert schedule(made, 16, date(2026, 12, 7), TODAY).fits_target_date
    for said in ("20", "31", "14", "16", "2026-12-07", '"t1"'):
        assert said in plan.proposal.text


@pytest.mark.parametrize("language", ["ko", "en"])
def test_where_not_even_the_first_item_fits_nothing_is_dropped(language: Language) -> None:
    plan = schedule(items(14, 9, 31, 5), 5, date(2026, 11, 25), TODAY, language)

    assert plan.proposal is not None
    assert (plan.proposal.drop, plan.proposal.hours_per_week) == ((), None)
    assert ("날짜를 늦추세요" if language == "ko" else "choose a later date") in plan.proposal.text


@pytest.mark.parametrize("language", ["ko", "en"])
def test_an_hour_a_week_is_not_seventy_weeks_without_remark(language: Language) -> None:
    made = items(18, 16, 20, 18)

    plan = schedule(made, 1, None, TODAY, language)

    assert len(plan.weeks) == 72
    assert plan.proposal is not None
    assert "72" in plan.proposal.text
    assert plan.proposal.drop == tuple(item.id for item in made[1:])
    assert plan.proposal.hours_per_week == 6
    assert len(schedule(made, 6, None, TODAY).weeks) == 12


def test_half_a_year_is_no_matter_of_remark() -> None:
    assert schedule(items(20, 6), 1, None, TODAY).proposal is None
    assert schedule(items(20, 7), 1, None, TODAY).proposal is not None
