"""Exports a learning path as iCalendar (RFC 5545), with an all-day event for each week and item."""

from datetime import date, timedelta

from icalendar import TRANSP, Calendar, Event, vText

from learning_service.exports.labels import LABELS, Labels
from learning_service.paths.models import Item, LearningPath, Share, Week
from learning_service.paths.progress import item_percent
from learning_service.paths.scheduling import DAYS_OF_WEEK, first_day

PRODUCT = "-//interview-preparation//learning-service//EN"


def to_calendar(path: LearningPath, start: date) -> bytes:
    """Return the path as iCalendar. The first week begins on `start`.

    Event UIDs are derived from items and weeks, so importing the path again updates events instead of duplicating them.
    """
    labels = LABELS[path.language]
    items = {item.id: item for item in path.items}
    events = [
        _event(path, items[share.item_id], week, share, start, labels)
        for week in path.schedule.weeks
        for share in week.shares
    ]
    calendar = Calendar.new(
        prodid=PRODUCT, calscale="GREGORIAN", method="PUBLISH", name=labels["title"], subcomponents=events
    )
    # Current calendar programs read the name from here.
    calendar["X-WR-CALNAME"] = vText(labels["title"])
    return calendar.to_ical()


def _event(path: LearningPath, item: Item, week: Week, share: Share, start: date, labels: Labels) -> Event:
    day = first_day(start, week.number)
    hours = labels["hours"].format(hours=share.hours)
    return Event.new(
        uid=f"{item.id}-{week.number}@learning-path",
        stamp=path.updated_at or path.created_at,
        sequence=path.version - 1,
        start=day,
        end=day + timedelta(days=DAYS_OF_WEEK),
        summary=f"{labels['week'].format(week=week.number)}: {item.draft.title} ({hours})",
        description=_description(item, labels),
        categories=[labels["title"]],
        # Otherwise a seven-day event would block the whole week.
        transparency=TRANSP.TRANSPARENT,
    )


def _description(item: Item, labels: Labels) -> str:
    done = set(item.milestones_done)
    lines = [item.draft.reason, "", f"{labels[item.status]}, {item_percent(item)}%"]
    lines += [f"[{'x' if place in done else ' '}] {text}" for place, text in enumerate(item.draft.milestones)]
    lines += ["", *(f"{resource.title}: {resource.url}" for resource in item.draft.resources)]
    if item.note:
        lines += ["", f"{labels['note']}: {item.note}"]
    return "\n".join(lines)
