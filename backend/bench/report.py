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
            bound = f"{'≥' if self.at_least else '≤'} {self.limit:g} {self.unit}"
            met = "yes" if (self.median >= self.limit if self.at_least else self.median <= self.limit) else "no"
        middle = f"{self.median:.3g} {self.unit}"
        return f"| {self.what} | {middle} | {min(self.values):.3g} to {max(self.values):.3g} | {bound} | {met} |"


def table(figures: Sequence[Figure]) -> str:
    """All figures."""
    head = "| what | median | range | limit | met |\n| --- | --- | --- | --- | --- |"
    return "\n".join([head, *(figure.row() for figure in figures)])
