"""Months and spans of months, as résumés write them in Korean and English."""

import re
from collections.abc import Iterable
from datetime import date

from shared.utils.clock import utc_now

MONTH = re.compile(r"(\d{4})(?:\s*[-./년]\s*(\d{1,2})(?:\s*[-./월]\s*(\d{1,2})\s*일?|\s*월)?)?\s*년?")
OPEN_END = frozenset({"present", "now", "current", "현재", "재직중", "재직 중", "진행중", "진행 중"})
SEPARATOR = re.compile(r"\s*(?:~|–|—|〜|\bto\b|(?<=\s)-(?=\s)|(?<=\d)-(?=\d{4}))\s*")

Span = tuple[int, int]
"""First and last month, both included, counted from year 0."""


class InvalidMonth(ValueError):
    """The text is no month."""


def parse_month(text: str, today: date | None = None) -> int:
    """The month `text` names, counted from year 0; a year alone is its January, an open end is this month.

    Raises `InvalidMonth` for everything else.
    """
    cleaned = text.strip().lower()
    if cleaned in OPEN_END:
        now = today or utc_now().date()
        return now.year * 12 + now.month - 1
    found = MONTH.fullmatch(cleaned)
    if found is None:
        raise InvalidMonth("a date is YYYY-MM, YYYY.MM, YYYY-MM-DD, YYYY, or 'present'")
    year, month, day = int(found[1]), int(found[2] or 1), int(found[3] or 1)
    if not (1900 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= 31):
        raise InvalidMonth("there is no such date")
    return year * 12 + month - 1


def parse_duration(text: str, today: date | None = None) -> Span | None:
    """The span that `2022.01 ~ 2024.12` and the like name, else `None`."""
    parts = SEPARATOR.split(text.strip())
    if len(parts) != 2 or not parts[0]:
        return None
    try:
        first, last = (parse_month(part or "present", today) for part in parts)
    except InvalidMonth:
        return None
    return (first, last) if first <= last else None


def months_covered(spans: Iterable[Span]) -> int:
    """How many months lie in at least one of the spans; overlaps count once."""
    total, reached = 0, -1
    for first, last in sorted(spans):
        total += max(0, last - max(first, reached + 1) + 1)
        reached = max(reached, last)
    return total
