"""Schedules items into weeks and proposes changes when the plan does not fit."""

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from uuid import UUID

from learning_service.paths.models import Item, Proposal, Schedule, Share, Week
from shared.language.particles import fill
from shared.resumes.document import Language

DAYS_OF_WEEK = 7
MAX_HOURS = 40
"""Maximum hours per week to propose."""

LONG_WEEKS = 26
"""Longest plan, in weeks, that still counts as interview preparation."""

GOOD_WEEKS = 12
"""Target length, in weeks, for a plan that is too long."""

TEXTS: Mapping[Language, Mapping[str, str]] = {
    "ko": {
        "date": "{date}까지 {weeks}주, 주 {hours}시간이면 {available}시간인데 전체는 {total}시간입니다.",
        "long": "주 {hours}시간이면 {weeks}주가 걸립니다.",
        "drop": "{names:을/를} 빼면 {rest}시간으로 맞습니다.",
        "drop_long": "{names:을/를} 빼면 {rest}시간, {weeks}주로 줄어듭니다.",
        "none": "첫 항목만으로도 시간이 모자라니, 첫 항목의 앞 마일스톤까지만 목표로 잡거나 날짜를 늦추세요.",
        "hours": "모두 하려면 주 {needed}시간이 필요합니다.",
        "hours_long": "{weeks}주 안에 모두 하려면 주 {needed}시간이 필요합니다.",
        "impossible": "모두 하기에는 날짜가 너무 가깝습니다.",
        "or": "또는",
    },
    "en": {
        "date": "Until {date} there are {available} hours ({weeks} weeks of {hours}), but the path takes {total}.",
        "long": "At {hours} hours a week, the path takes {weeks} weeks.",
        "drop": "Without {names}, it fits with {rest} hours.",
        "drop_long": "Without {names}, it takes {rest} hours, or {weeks} weeks.",
        "none": "Not even the first step fits. Aim for its first milestones, or choose a later date.",
        "hours": "The whole path takes {needed} hours a week.",
        "hours_long": "Finishing it in {weeks} weeks takes {needed} hours a week.",
        "impossible": "The date is too close for the whole path.",
        "or": "Or",
    },
}


def schedule(
    items: Sequence[Item], hours_per_week: int, target_date: date | None, today: date, language: Language = "ko"
) -> Schedule:
    """Return a schedule that fills week after week with the items in order. An item may span several weeks.

    No item is cut because of `target_date` or the length of the plan. Instead, the plan proposes which items to leave
    out and how many hours a week the whole path takes.
    """
    weeks = _weeks(items, hours_per_week)
    total = sum(item.draft.estimated_hours for item in items)
    if target_date is None:
        proposal = _too_long(items, hours_per_week, total, len(weeks), language)
        return Schedule(hours_per_week, total, weeks, None, None, None, proposal)
    available = max(1, (target_date - today).days // DAYS_OF_WEEK)
    needed = -(-total // available)
    fits = needed <= hours_per_week
    proposal = None if fits else _too_late(items, hours_per_week, total, target_date, available, language)
    return Schedule(hours_per_week, total, weeks, target_date, fits, needed, proposal)


def first_day(made: date, number: int) -> date:
    """Return the first day of a week of the plan; week 1 begins on the day the plan was made."""
    return made + timedelta(days=DAYS_OF_WEEK * (number - 1))


def _weeks(items: Sequence[Item], hours_per_week: int) -> tuple[Week, ...]:
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
    return tuple(weeks)


def _too_late(
    items: Sequence[Item], hours_per_week: int, total: int, target: date, weeks: int, language: Language
) -> Proposal:
    texts = TEXTS[language]
    available = weeks * hours_per_week
    needed = -(-total // weeks)
    drop = _to_drop(items, available)
    values = {
        "date": target.isoformat(),
        "weeks": weeks,
        "hours": hours_per_week,
        "available": available,
        "total": total,
    }
    said = [
        texts["date"].format(**values),
        _leaving_out(items, drop, total, texts["drop"], texts["none"], hours_per_week),
    ]
    if needed <= MAX_HOURS:
        said.append(f"{texts['or']} {_lowered(texts['hours'].format(needed=needed), language)}")
    elif drop:
        said.append(texts["impossible"])
    return Proposal(drop, needed if needed <= MAX_HOURS else None, " ".join(said))


def _too_long(
    items: Sequence[Item], hours_per_week: int, total: int, weeks: int, language: Language
) -> Proposal | None:
    if weeks <= LONG_WEEKS:
        return None
    texts = TEXTS[language]
    needed = min(MAX_HOURS, -(-total // GOOD_WEEKS))
    drop = _to_drop(items, max(LONG_WEEKS * hours_per_week, items[0].draft.estimated_hours))
    said = [texts["long"].format(hours=hours_per_week, weeks=weeks)]
    if drop:
        said.append(_leaving_out(items, drop, total, texts["drop_long"], texts["none"], hours_per_week))
    hours = texts["hours_long"].format(weeks=-(-total // needed), needed=needed)
    said.append(f"{texts['or']} {_lowered(hours, language)}" if drop else hours)
    return Proposal(drop, needed, " ".join(said))


def _to_drop(items: Sequence[Item], available: int) -> tuple[UUID, ...]:
    """Return items to leave out, from the end, so that the rest fits. Empty if not even the first item fits."""
    kept = list(items)
    dropped: list[UUID] = []
    while kept and sum(item.draft.estimated_hours for item in kept) > available:
        dropped.append(kept.pop().id)
    return tuple(reversed(dropped)) if kept else ()


def _leaving_out(
    items: Sequence[Item], drop: Sequence[UUID], total: int, phrase: str, none: str, hours_per_week: int
) -> str:
    if not drop:
        return none
    dropped = [item for item in items if item.id in drop]
    rest = total - sum(item.draft.estimated_hours for item in dropped)
    names = ", ".join(f'"{item.draft.title}"' for item in dropped)
    values = {"names": names, "rest": str(rest), "weeks": str(-(-rest // hours_per_week))}
    return fill(phrase, values)


def _lowered(sentence: str, language: Language) -> str:
    return sentence if language == "ko" else sentence[0].lower() + sentence[1:]
