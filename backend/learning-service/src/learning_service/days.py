"""Days as clients write them, and the time zones that they are meant in."""

import re
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from typing import Annotated
from zoneinfo import ZoneInfo, available_timezones

from pydantic import AfterValidator, BeforeValidator

DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
FIRST, LAST = date(1970, 1, 2), date(9999, 12, 29)
"""Days that have a beginning and an end in every time zone."""


def _day(text: object) -> object:
    # Without this check, pydantic would read a number as seconds since 1970.
    if isinstance(text, str) and not DAY.fullmatch(text):
        raise ValueError("a day must have the form YYYY-MM-DD")
    return text


def _zone(name: str) -> str:
    if name not in _zones():
        raise ValueError("a time zone is written as in the IANA database, such as Asia/Seoul or UTC")
    return name


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


Day = Annotated[date, BeforeValidator(_day)]
ZoneName = Annotated[str, AfterValidator(_zone)]


def today(zone: ZoneInfo, now: datetime) -> date:
    """The day that it is in a time zone."""
    return now.astimezone(zone).date()


def end_of(day: date, zone: ZoneInfo) -> datetime:
    """When a day is over in a time zone."""
    following = min(max(day, FIRST), LAST) + timedelta(days=1)
    return datetime.combine(following, time(), zone).astimezone(UTC)
