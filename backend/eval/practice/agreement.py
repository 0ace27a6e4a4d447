"""Agreement on an ordered scale: kappa with quadratic weights, and pairs in the right order."""

from collections.abc import Iterator, Sequence
from itertools import combinations

Pair = tuple[float, float]


def weighted_kappa(pairs: Sequence[Pair]) -> float | None:
    """Cohen's kappa with quadratic weights: 1 for the same levels, 0 for what chance gives; `None` without a spread."""
    expected = sum((one - other) ** 2 for one, _ in pairs for _, other in pairs)
    if not expected:
        return None
    observed = sum((one - other) ** 2 for one, other in pairs) * len(pairs)
    return 1 - observed / expected


def ordered(values: Sequence[Pair], apart: float) -> Iterator[bool]:
    """For each two whose first values are at least `apart`: whether the second ones are in the same order."""
    for one, other in combinations(values, 2):
        if abs(one[0] - other[0]) >= apart:
            yield (one[0] - other[0]) * (one[1] - other[1]) > 0
