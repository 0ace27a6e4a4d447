"""Interprets drawn paths: ruling lines and list signs."""

from collections.abc import Iterator
from itertools import pairwise

from resume_service.imports.extraction.pdf.places import Dot, Rule

THIN = 3.0
"""Maximum thickness in points of a filled box that is a line."""

SHORT = 6.0
"""Minimum length in points of a ruling line."""

DOT = (1.5, 6.0)
"""Range of widths in points of a list sign that is drawn as a shape."""

ROUND = 0.2
"""Maximum difference of height and width of such a shape, as a share of the width."""


def rules_of(path: list[tuple[float, float]], *, stroked: bool) -> Iterator[Rule]:
    """Yield the lines of a path: thin shapes, and straight segments of stroked paths."""
    if not path:
        return
    xs, ys = [x for x, _ in path], [y for _, y in path]
    whole = _rule(min(xs), min(ys), max(xs), max(ys))
    if whole is not None:
        yield whole
    elif stroked:
        for (x0, y0), (x1, y1) in pairwise(path):
            side = _rule(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
            if side is not None:
                yield side


def _rule(x0: float, y0: float, x1: float, y1: float) -> Rule | None:
    wide, high = x1 - x0, y1 - y0
    if high <= THIN and wide >= SHORT:
        return Rule(True, (y0 + y1) / 2, x0, x1)
    if wide <= THIN and high >= SHORT:
        return Rule(False, (x0 + x1) / 2, y0, y1)
    return None


def dot_of(path: list[tuple[float, float]]) -> Dot | None:
    """Return the path as a list sign if it is small and round enough, else `None`."""
    xs, ys = [x for x, _ in path], [y for _, y in path]
    wide, high = max(xs) - min(xs), max(ys) - min(ys)
    is_dot = DOT[0] <= wide <= DOT[1] and abs(wide - high) <= wide * ROUND
    return Dot(min(xs), max(xs), (min(ys) + max(ys)) / 2) if is_dot else None
