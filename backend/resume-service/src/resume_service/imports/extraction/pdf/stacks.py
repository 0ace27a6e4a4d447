"""What stands on a page: lines and tables, and the columns that they form."""

from dataclasses import dataclass
from typing import Literal

from resume_service.imports.extraction.pdf.grid import Table
from resume_service.imports.extraction.pdf.lines import Line

Item = Line | Table
Side = Literal["", "left", "right"]


@dataclass(frozen=True, slots=True)
class Row:
    """A row in reading order: a single line, or the cells of a table row."""

    cells: tuple[Line, ...]

    @property
    def y(self) -> float:
        """The baseline."""
        return self.cells[0].y

    @property
    def size(self) -> float:
        """Font size of its largest text."""
        return max(cell.size for cell in self.cells)

    @property
    def is_line(self) -> bool:
        """Whether it has a single cell and is read as a line of text."""
        return len(self.cells) == 1


@dataclass(frozen=True, slots=True)
class Column:
    """A part of the page that is read from top to bottom, and its right edge.

    With `is_ruled`, the edge is a drawn line. Otherwise it is the end of the longest line.
    """

    rows: tuple[Row | Table, ...]
    edge: float
    is_ruled: bool = False
    page: int = 1
    side: Side = ""
    """Which of two columns of the page it belongs to, and where the two meet."""
    middle: float = 0.0

    @property
    def x0(self) -> float:
        """Its left edge."""
        return min(row.x0 if isinstance(row, Table) else row.cells[0].x0 for row in self.rows)

    @property
    def x1(self) -> float:
        """Its right edge, without the white space behind its lines."""
        return max(row.x1 if isinstance(row, Table) else row.cells[-1].x1 for row in self.rows)


def x0_of(item: Item) -> float:
    """Its left edge."""
    return item.x0


def x1_of(item: Item) -> float:
    """Its right edge."""
    return item.x1


def top_of(item: Item) -> float:
    """Its top, that of a line its baseline."""
    return item.y if isinstance(item, Line) else item.top


def bottom_of(item: Item) -> float:
    """Its bottom, that of a line its baseline."""
    return item.y if isinstance(item, Line) else item.bottom


def size_of(item: Item) -> float:
    """Its font size; tables have none."""
    return item.size if isinstance(item, Line) else 0.0


def order_of(item: Item) -> int:
    """When its first word was drawn."""
    words = item.words if isinstance(item, Line) else [word for row in item.rows for cell in row for word in cell.words]
    return min(word.order for word in words)
