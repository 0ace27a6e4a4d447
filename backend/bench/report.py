"""Figures as a Markdown table: the median of the rounds, their range, and the limit."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Figure:
    """One measured thing, a value for each round, in `unit`; `limit` is the most it may be (`at_least`: the least)."""

    what: str
    values: Sequence[float]
    unit: str
    limit: float | None = None
    at_least: bool = False

    @property
    def median(self) -> float:
        """The figure to quote."""
        return median(self.values)

    def row(self) -> str:
        """The figure as a row of the table."""
        bound, met = "", ""
        if self.limit is not None:
            bound = f"{'≥' if self.at_least else '≤'} {self.limit:g} {self.unit}".rstrip()
            met = "yes" if (self.median >= self.limit if self.at_least else self.median <= self.limit) else "**no**"
        ours = f"{_short(self.median)} {self.unit}".rstrip()
        return f"| {self.what} | {ours} ({_short(min(self.values))}-{_short(max(self.values))}) | {bound} | {met} |"


def table(figures: Sequence[Figure]) -> str:
    """All figures."""
    head = "| what | ours (median, min-max) | floor or limit | met? |\n| --- | --- | --- | --- |"
    return "\n".join([head, *(figure.row() for figure in figures)])


def _short(value: float) -> str:
    """Three digits, but no exponent."""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"
