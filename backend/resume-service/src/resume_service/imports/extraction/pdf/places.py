"""Positions on a page in points, from the lower left corner of the page as displayed."""

from dataclasses import dataclass
from typing import NamedTuple


class Matrix(NamedTuple):
    """A transformation in PDF notation: `(x, y)` becomes `(ax + cy + e, bx + dy + f)`."""

    a: float = 1.0
    b: float = 0.0
    c: float = 0.0
    d: float = 1.0
    e: float = 0.0
    f: float = 0.0


def times(first: Matrix, then: Matrix) -> Matrix:
    """Return the composition of both transformations."""
    a, b, c, d, e, f = first
    ta, tb, tc, td, te, tf = then
    return Matrix(
        a * ta + b * tc, a * tb + b * td, c * ta + d * tc, c * tb + d * td, e * ta + f * tc + te, e * tb + f * td + tf
    )


def placed(matrix: Matrix, x: float, y: float) -> tuple[float, float]:
    """Return the transformed point."""
    return matrix.a * x + matrix.c * y + matrix.e, matrix.b * x + matrix.d * y + matrix.f


@dataclass(frozen=True, slots=True)
class Word:
    """Characters without a space between them, on the baseline `y`.

    `order` is the drawing order; `spaced` means that a space was drawn after it.
    """

    text: str
    x0: float
    x1: float
    y: float
    size: float
    order: int
    spaced: bool = False


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line at `at` on one axis, from `start` to `end` on the other."""

    is_horizontal: bool
    at: float
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Picture:
    """The size of a picture."""

    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Dot:
    """A small filled shape, as browsers draw list signs: start, end, and vertical middle."""

    x0: float
    x1: float
    y: float
