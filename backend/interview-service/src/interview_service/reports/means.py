"""Grouping of answers and means of levels."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar, get_args

from interview_service.answers.models import Scored
from interview_service.evaluation.models import Dimension

K = TypeVar("K", bound=Hashable)
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)


def mean(values: Iterable[float | None]) -> float | None:
    """Return the mean of the known values, or `None` if there are none."""
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 2) if known else None


def count(values: Iterable[float | None]) -> int:
    """Return the number of known values."""
    return sum(value is not None for value in values)


def moved(now: float | None, before: float | None) -> float | None:
    """Return the change of a mean; `None` if either value is unknown."""
    return round(now - before, 2) if now is not None and before is not None else None


def newest_attempts(scored: Sequence[Scored]) -> list[Scored]:
    """Keep only the newest attempt at each question of a session, in the given order."""
    last: dict[tuple[bytes, bytes], int] = {}
    for one in scored:
        key = (one.session, one.question)
        last[key] = max(last.get(key, 0), one.attempt)
    return [one for one in scored if last[one.session, one.question] == one.attempt]


def levels_of(scored: Iterable[Scored], dimension: Dimension) -> list[int | None]:
    """Return the levels of a dimension in the answers that have it."""
    return [one.levels[dimension] for one in scored if dimension in one.levels]


def grouped(scored: Iterable[Scored], keys: Callable[[Scored], Iterable[K]]) -> Mapping[K, list[Scored]]:
    """Group the answers by key, in order of first appearance."""
    groups: defaultdict[K, list[Scored]] = defaultdict(list)
    for one in scored:
        for key in keys(one):
            groups[key].append(one)
    return groups
