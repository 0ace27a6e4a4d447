"""Means of levels, by whatever they are grouped by."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import TypeVar, get_args
from uuid import UUID

from interview_service.answers.models import Scored
from interview_service.evaluation.models import Dimension

K = TypeVar("K", bound=Hashable)
DIMENSIONS: tuple[Dimension, ...] = get_args(Dimension)


def mean(values: Iterable[float | None]) -> float | None:
    """The mean of what is known."""
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 2) if known else None


def count(values: Iterable[float | None]) -> int:
    """How many are known."""
    return sum(value is not None for value in values)


def moved(now: float | None, before: float | None) -> float | None:
    """How much a mean moved; `None` when one of the two is unknown."""
    return round(now - before, 2) if now is not None and before is not None else None


def newest_attempts(scored: Sequence[Scored]) -> list[Scored]:
    """Of several attempts at a question in a session the newest, in the order given."""
    last: dict[tuple[UUID, UUID], int] = {}
    for one in scored:
        key = (one.session_id, one.question_id)
        last[key] = max(last.get(key, 0), one.attempt)
    return [one for one in scored if last[(one.session_id, one.question_id)] == one.attempt]


def levels_of(scored: Iterable[Scored], dimension: Dimension) -> list[int | None]:
    """The levels of a dimension in the answers that have it."""
    return [one.levels[dimension] for one in scored if dimension in one.levels]


def grouped(scored: Iterable[Scored], keys: Callable[[Scored], Iterable[K]]) -> Mapping[K, list[Scored]]:
    """The answers by their keys, in the order in which these first come."""
    groups: defaultdict[K, list[Scored]] = defaultdict(list)
    for one in scored:
        for key in keys(one):
            groups[key].append(one)
    return groups
