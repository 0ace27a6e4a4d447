"""Parses months and spans of months as written in Korean and English résumés."""

import re
from collections.abc import Iterable
from datetime import date

from shared.core.clock import utc_now

MONTH = re.compile(r"(\d{4})(?:\s*[-./년]\s*(\d{1,2})(?:\s*[-./월]\s*(\d{1,2})\s*일?|\s*월)?)?\s*년?")
OPEN_END = frozenset(
    {
        *(
            "present",
            "now",
            "current",
            "currently",
            "ongoing",
            "on-going",
            "today",
            "date",
            "to date",
            "till date",
            "till now",
        ),
        *(
            "to present",
            "현재",
            "현재까지",
            "지금",
            "지금까지",
            "현재 재직 중",
            "현재 재직중",
            "재직중",
            "재직 중",
            "근무중",
            "근무 중",
            "진행중",
            "진행 중",
        ),
    }
)
SEPARATOR = re.compile(r"\s*(?:~|–|—|〜|\bto\b|(?<=\s)-(?=\s)|(?<=\d)-(?=\d{4}))\s*")

MONTH_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
SEASONS = frozenset({"spring", "summer", "autumn", "fall", "winter", "봄", "여름", "가을", "겨울"})
NAMED = re.compile(r"([^\W\d_]{2,9})\.?,? {0,2}(?:\d{1,2},? )?(\d{4})년?")
DAY_FIRST = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")
"""`15/03/2014`; where both numbers can be months, the day comes first, as in most of the world."""
YEAR_LAST = re.compile(r"(\d{1,2}) ?[/.-] ?(\d{4})")
MONTH_BEFORE_YEAR = re.compile(r"(\d{1,2}) ?월 ?(\d{4})(?: ?년)?")
YEAR_FIRST_SEASON = re.compile(r"(\d{4})년? ?(?:봄|여름|가을|겨울)")
NAMED_SHORT = re.compile(r"([^\W\d_]{2,9})\.? ?['’‘](\d{2})")
ONLY_YEAR = re.compile(r"['’‘](\d{2})")
SHORT_YEAR = re.compile(r"['’‘`]?(\d{2})[./](\d{1,2})(?:[./](\d{1,2}))?\.?")
MONTHS = 12
CENTURY_TURNS = 60
"""Two-digit years up to this one are in the 2000s."""

Span = tuple[int, int]
"""First and last month, inclusive, counted from year 0."""


class InvalidMonth(ValueError):
    """The text is not a month."""


def parse_month(text: str, today: date | None = None) -> int:
    """Return the month in `text`, counted from year 0. A bare year is its January; an open end is the current month.

    Raises `InvalidMonth` for any other text.
    """
    cleaned = text.strip().lower()
    if cleaned in OPEN_END:
        now = today or utc_now().date()
        return now.year * 12 + now.month - 1
    found = MONTH.fullmatch(cleaned)
    if found is None:
        raise InvalidMonth("a date must be YYYY-MM, YYYY.MM, YYYY-MM-DD, YYYY, or 'present'")
    year, month, day = int(found[1]), int(found[2] or 1), int(found[3] or 1)
    if not (1900 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= 31):
        raise InvalidMonth("this date does not exist")
    return year * 12 + month - 1


def as_month(text: str) -> str | None:
    """Return `text` in a notation that `parse_month` accepts, or `None`.

    In addition to the notations of `parse_month`, it reads names (`Jan 2022`, `March 5, 2022`), years at the end
    (`03/2022`, `15/03/2022`), two-digit years (`22.03`) and seasons, of which it keeps only the year.
    """
    cleaned = text.strip().strip(".").lower()
    if cleaned in OPEN_END:
        return "present"
    if found := MONTH.fullmatch(cleaned):
        numbers = [found[1], *(f"{int(part):02}" for part in (found[2], found[3]) if part)]
        return _checked("-".join(numbers))
    if found := NAMED.fullmatch(cleaned):
        if found[1].removesuffix("s") in SEASONS:
            return _checked(found[2])
        name = found[1][:3]
        return _checked(f"{found[2]}-{MONTH_NAMES.index(name) + 1:02}") if name in MONTH_NAMES else None
    if found := NAMED_SHORT.fullmatch(cleaned):
        return as_month(f"{found[1]} {_century(found[2])}")
    return _in_numbers(cleaned)


def _in_numbers(cleaned: str) -> str | None:
    """A month whose year is at the end, or has two digits."""
    if found := DAY_FIRST.fullmatch(cleaned):
        day, month = (found[2], found[1]) if int(found[2]) > MONTHS else (found[1], found[2])
        return _checked(f"{found[3]}-{int(month):02}-{int(day):02}")
    if found := YEAR_LAST.fullmatch(cleaned) or MONTH_BEFORE_YEAR.fullmatch(cleaned):
        return _checked(f"{found[2]}-{int(found[1]):02}")
    if found := YEAR_FIRST_SEASON.fullmatch(cleaned):
        return _checked(found[1])
    if found := ONLY_YEAR.fullmatch(cleaned):
        return _checked(str(_century(found[1])))
    if found := SHORT_YEAR.fullmatch(cleaned):
        day = f"-{int(found[3]):02}" if found[3] else ""
        return _checked(f"{_century(found[1])}-{int(found[2]):02}{day}")
    return None


def _century(digits: str) -> int:
    """Return the full year for two digits."""
    return int(digits) + (2000 if int(digits) <= CENTURY_TURNS else 1900)


def _checked(month: str) -> str | None:
    try:
        parse_month(month)
    except InvalidMonth:
        return None
    return month


def parse_duration(text: str, today: date | None = None) -> Span | None:
    """Return the span of a text such as `2022.01 ~ 2024.12` or `Jan 2022 - Present`, or `None`."""
    parts = SEPARATOR.split(text.strip())
    if len(parts) != 2 or not parts[0]:
        return None
    months = [as_month(part or "present") for part in parts]
    if months[0] is None or months[1] is None:
        return None
    first, last = parse_month(months[0], today), parse_month(months[1], today)
    return (first, last) if first <= last else None


def months_covered(spans: Iterable[Span]) -> int:
    """Return the number of months covered by at least one span; overlaps count once."""
    total, reached = 0, -1
    for first, last in sorted(spans):
        total += max(0, last - max(first, reached + 1) + 1)
        reached = max(reached, last)
    return total
