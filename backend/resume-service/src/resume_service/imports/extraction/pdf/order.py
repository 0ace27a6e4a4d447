"""Determines the order of columns from how they were drawn, and across pages."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from operator import itemgetter

from resume_service.imports.extraction.pdf.lines import Line
from resume_service.imports.extraction.pdf.stacks import Column, Item, Side, bottom_of, order_of, size_of, top_of

Cells = Mapping[int, Item]

MAX_RAIL_LINES = 3
"""Maximum number of lines of a cell that is the heading of the cell to its right."""

LEVEL = 2.0
"""Maximum distance in em of the first lines of two cells of a row."""

SAME_MIDDLE = 24.0
"""Maximum distance in points between the gutters of two pages that have the same columns."""

SIDEBAR = 0.85
"""Maximum width of a sidebar, as a share of the column beside it; wider ones are columns of one text."""


SIGNS = frozenset({"ㅡ", "—", "–", "―", "_"})
"""Signs above the heading in a rail, as templates of Google Docs have them."""


def has_signs(side: Cells) -> bool:
    """Return whether the headings of a rail have a sign above them, so that they stand beside the second line."""
    lines = [item for item in side.values() if isinstance(item, Line)]
    return sum(len(line.words) == 1 and line.words[0].text in SIGNS for line in lines) > 1


def by_rows(left: Cells, right: Cells) -> list[tuple[list[Item], list[Item]]]:
    """Return the cells of the rows of two columns, if they were drawn row by row and the left ones are headings.

    Programs draw a table cell by cell. Two columns whose text is independent are drawn one after the other, or not from
    top to bottom; then the list is empty.
    """
    drawn = sorted(
        ((order_of(item), is_left, item) for is_left, side in ((True, left), (False, right)) for item in side.values()),
        key=itemgetter(0),
    )
    runs = [(is_left, [item for _, _, item in run]) for is_left, run in groupby(drawn, key=itemgetter(1))]
    if runs and not runs[0][0]:
        return []
    rows = [(cells, other) for (_, cells), (_, other) in zip(runs[::2], runs[1::2], strict=False)]
    if len(rows) * 2 != len(runs) or len(rows) < 2 or len(right) < 2 * len(rows):
        return []
    in_order = all(_bottom(above) > _top(below) for above, below in pairwise(rows))
    return rows if in_order and all(_is_headed(*row) for row in rows) else []


def _is_headed(cells: list[Item], other: list[Item]) -> bool:
    """Return whether the right cell has a short cell beside its first line."""
    tops = top_of(max(cells, key=top_of)), top_of(max(other, key=top_of))
    em = max(map(size_of, (*cells, *other)))
    return len(cells) <= MAX_RAIL_LINES and abs(tops[0] - tops[1]) <= LEVEL * em


def _top(row: tuple[list[Item], list[Item]]) -> float:
    return max(top_of(item) for cells in row for item in cells)


def _bottom(row: tuple[list[Item], list[Item]]) -> float:
    return min(bottom_of(item) for cells in row for item in cells)


@dataclass(slots=True)
class _Open:
    """Two columns that may go on on the next page."""

    middle: float
    page: int
    left: list[Column] = field(default_factory=list[Column])
    right: list[Column] = field(default_factory=list[Column])

    def side_of(self, column: Column) -> Side:
        """Return the side that a column goes on with, or none."""
        if column.side and abs(column.middle - self.middle) <= SAME_MIDDLE:
            restarts = column.side == "left" and bool(self.right) and column.page == self.page
            return "" if restarts else column.side
        if column.side or column.page == self.page or not self._is_sidebar():
            return ""
        if column.x1 <= self.middle:
            return "left"
        return "right" if column.x0 >= self.middle else ""

    def _is_sidebar(self) -> bool:
        widths = sorted(max(c.x1 for c in side) - min(c.x0 for c in side) for side in (self.left, self.right) if side)
        return len(widths) > 1 and widths[0] <= SIDEBAR * widths[1]

    def take(self, column: Column, side: Side) -> None:
        """Add a column to a side."""
        (self.left if side == "left" else self.right).append(column)
        self.page = column.page

    def columns(self) -> Iterator[Column]:
        """Yield the columns: first one side, then the other, or page by page if neither is a sidebar."""
        both = [*self.left, *self.right]
        yield from both if self._is_sidebar() else sorted(both, key=lambda column: column.page)


def across_pages(columns: Iterable[Column]) -> Iterator[Column]:
    """Yield the columns with each column of a page followed by the same one of the next page.

    So a job that goes on on the next page is not cut by the sidebar of the first one.
    """
    pair: _Open | None = None
    for column in columns:
        side = pair.side_of(column) if pair is not None else ""
        if pair is not None and not side:
            yield from pair.columns()
            pair = None
        if pair is None and not column.side:
            yield column
            continue
        pair = pair or _Open(column.middle, column.page)
        pair.take(column, side or column.side)
    if pair is not None:
        yield from pair.columns()
