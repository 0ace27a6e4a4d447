"""Due cards as an iCalendar object (RFC 5545), with an all-day event for each day."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5
from zoneinfo import ZoneInfo

from icalendar import TRANSP, Calendar, Event, vText

from learning_service.days import today
from learning_service.reviews.labels import LABELS, language_of
from learning_service.reviews.models import Review

PRODUCT = "-//interview-preparation//learning-service//EN"


def to_calendar(reviews: Sequence[Review], zone: ZoneInfo, now: datetime) -> bytes:
    """Return the calendar; overdue cards are due today."""
    first = today(zone, now)
    days: defaultdict[date, list[Review]] = defaultdict(list)
    for review in reviews:
        days[max(first, today(zone, review.memory.due_at))].append(review)
    title = LABELS[language_of(reviews)]["title"]
    events = [_event(day, due) for day, due in sorted(days.items())]
    owner = reviews[0].owner_id if reviews else ""
    calendar = Calendar.new(
        uid=str(_uid(owner)), prodid=PRODUCT, calscale="GREGORIAN", method="PUBLISH", name=title, subcomponents=events
    )
    # Current calendar applications read the name from here.
    calendar["X-WR-CALNAME"] = vText(title)
    return calendar.to_ical()


def _event(day: date, reviews: Sequence[Review]) -> Event:
    labels = LABELS[language_of(reviews)]
    return Event.new(
        # Importing it again updates the event instead of duplicating it.
        uid=f"{_uid(reviews[0].owner_id, day.isoformat())}@reviews",
        # The same cards give an identical calendar.
        stamp=max(one.updated_at for one in reviews),
        start=day,
        end=day + timedelta(days=1),
        summary=labels["due"].format(count=len(reviews)),
        description="\n".join(f"- {one.asked.text}" for one in reviews),
        categories=[labels["title"]],
        # It takes minutes, so the day stays free.
        transparency=TRANSP.TRANSPARENT,
    )


def _uid(*parts: str) -> UUID:
    return uuid5(NAMESPACE_URL, ":".join(("learning-service", *parts)))
