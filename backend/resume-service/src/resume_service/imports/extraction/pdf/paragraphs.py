"""Turns lines into text: joins wrapped lines, separates blocks, and marks items with `- `."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from resume_service.imports.blocks import Look
from resume_service.imports.extraction.characters import BULLET, clean, squeezed, with_bullet
from resume_service.imports.extraction.layout import Looks
from resume_service.imports.extraction.nesting import INDENT, Nesting
from resume_service.imports.extraction.pdf.columns import arrange
from resume_service.imports.extraction.pdf.fonts import UNKNOWN
from resume_service.imports.extraction.pdf.grid import Cell, Table
from resume_service.imports.extraction.pdf.lines import Line
from resume_service.imports.extraction.pdf.stacks import Column, Row
from resume_service.imports.extraction.pdf.weights import by_weight
from resume_service.imports.extraction.pdf.wrapping import Wrap, Wrapping
from resume_service.imports.extraction.rows import joined, table

APART = 1.35
"""Multiple of the usual line distance from which a block ends."""

ALWAYS_APART = 2.6
"""Line distance in em from which a block always ends."""

USUAL = 1.5
"""Default line distance in em for documents with too few lines."""

OTHER_SIZE = 1.12
"""Ratio of font sizes from which two lines belong to different paragraphs."""

SAME_TEXT = 0.04
"""Difference of font sizes, as a share, up to which two lines are of one text."""

NARROW, MOSTLY_FULL = 20.0, 2 / 3
"""Width in em of a column with lists in it, and the share of it from which a line of it may be wrapped."""

MIN_WIDTH = 14.0
"""Minimum width in em of a column with wrapped lines; narrower columns are lists."""

NEAR_EDGE = 2.5
"""Maximum distance in em of a wrapped line from the column edge. At least two lines must be that close."""

LONG_WORD = 10.0
"""Width in em of the longest word that is never broken, unlike URLs."""

NOTICEABLE = 0.6
"""Minimum difference in em between indentations of items."""

MIN_TITLE = 4
SHORT_TITLE = 3
"""Minimum letters of a title in capitals, and maximum words of a title below an item."""

NUMBERED = re.compile(r"\(?(?:\d{1,2}|[가-하a-zA-Z])[.)]\s|[①-⑳■◆▶※#]")
CUT = re.compile(r"(?<=[a-z])[-\u2010\xad]$")
CONTINUES = re.compile(r"[a-z]")
TITLE_WORD = r"(?:[A-Z][\w.'’&/()-]*|of|and|the|in|for|&|[–—-])"
TITLE = re.compile(rf"{TITLE_WORD}(?: {TITLE_WORD}){{0,5}}")
ENDS = re.compile(r"[.!?][)\"”’]?$")
ADDRESS = re.compile(r"[^./@]+[./@].*[-/]|[^@]+@|(?P<dot>[^@]+@.+\.)")
"""A URL or e-mail address broken after a hyphen, slash, at sign or dot, as browsers and word processors do."""
GOES_ON = re.compile(r"(?:&|and|of) [A-Za-z]")
"""How no line begins that is not wrapped."""
MAX_ADDRESS = 120
BROKEN_ADDRESS = (
    (re.compile(r"(?:^|\s)[\w.+-]{2,64}$"), re.compile(r"@[\w-]+(?:\.[\w-]+)+")),
    (re.compile(r"(?:^|\s)[\w.+-]{2,64}@$"), re.compile(r"[\w-]+(?:\.[\w-]+)+")),
    (re.compile(r"(?:^|\s)[\w.+-]{2,64}@[\w-]+$"), re.compile(r"[a-z\d-]*(?:\.[\w-]+)+")),
    (re.compile(r"(?:^|\s)[\w.+-]{2,64}@[\w-]+(?:\.[\w-]+)*\.$"), re.compile(r"[a-z]{2,8}")),
)
"""The ends of two lines between which an e-mail address is broken: at its sign, within its host, behind a dot."""


@dataclass(frozen=True, slots=True)
class Pitch:
    """The usual line distances in a document by font size."""

    by_size: dict[float, float]

    @classmethod
    def of(cls, columns: Iterable[Column]) -> "Pitch":
        """Return the usual line distances in these columns."""
        counts: dict[float, Counter[float]] = {}
        for column in columns:
            for above, below in pairwise(column.rows):
                if isinstance(above, Row) and isinstance(below, Row) and _same_size(above.size, below.size):
                    distance = round((above.y - below.y) * 2) / 2
                    counts.setdefault(round(below.size), Counter())[distance] += 1
        return cls({size: max(found, key=lambda gap: (found[gap], -gap)) for size, found in counts.items()})

    def is_apart(self, above: Row, below: Row) -> bool:
        """Return whether a blank line separates the two."""
        distance, size = above.y - below.y, below.size
        usual = min(self.by_size.get(round(size), size * USUAL), size * ALWAYS_APART / APART)
        return distance > usual * APART or below.size > above.size * OTHER_SIZE


def text_of(columns: Iterable[Column], looks: Looks) -> str:
    """Return the text of a document: one column after the other, its rows marked with how they look."""
    columns = list(columns)
    flow = list(_flow(columns, Pitch.of(columns)))
    # Cells are too small to tell how their lines are wrapped, so the rules of the whole document are used.
    wrapping = Wrapping(_lines(flow), _wraps(flow))
    return "\n".join(_written(flow, wrapping, looks))


@dataclass(frozen=True, slots=True)
class _Grid:
    """The rows of a table with the text flow of each cell."""

    rows: tuple[tuple[tuple["_Step", ...], ...], ...]


@dataclass(frozen=True, slots=True)
class _Step:
    """A row and its relation to the row above."""

    row: Row | _Grid
    apart: bool
    goes_on: bool = False
    is_first: bool = False
    """In a column."""
    page: int = 1


def _flow(columns: Iterable[Column], pitch: Pitch) -> Iterator[_Step]:
    above: Row | None = None
    before: Column | None = None
    for column in columns:
        # A paragraph may continue in the next column or on the next page.
        for is_first, row in _with_first(column.rows):
            if isinstance(row, Table):
                yield _Step(_grid(row), apart=True)
                above = None
                continue
            within = before if is_first and before is not None else column
            apart = above is None or is_first or pitch.is_apart(above, row)
            may_go_on = above is not None and (is_first or not apart)
            if above is not None and may_go_on and _goes_on(above, row, within, elsewhere=is_first):
                yield _Step(row, apart=False, goes_on=True)
            else:
                yield _Step(row, apart, is_first=is_first, page=column.page)
            above = row
        before = column


def _with_first(rows: Sequence[Row | Table]) -> Iterator[tuple[bool, Row | Table]]:
    return ((place == 0, row) for place, row in enumerate(rows))


def _grid(table: Table) -> _Grid:
    return _Grid(tuple(tuple(tuple(_cell_flow(cell)) for cell in row) for row in table.rows))


def _cell_flow(cell: Cell) -> Iterator[_Step]:
    columns = list(_within(cell)) if cell.words else []
    return _flow(columns, Pitch.of(columns))


def _within(cell: Cell) -> Iterator[Column]:
    """Yield the columns of a cell. Text has the same margin on both sides."""
    columns = arrange(cell.words, [])
    margin = max(min(word.x0 for word in cell.words) - cell.x0, 0)
    for column in columns:
        is_whole = len(columns) == 1 and margin < (cell.x1 - cell.x0) / 3
        yield replace(column, edge=cell.x1 - margin, is_ruled=True) if is_whole else column


def _lines(flow: Iterable[_Step]) -> Iterator[str]:
    for step in flow:
        if isinstance(step.row, Row):
            yield _row(step.row)
        else:
            for row in step.row.rows:
                for cell in row:
                    yield from _lines(cell)


def _wraps(flow: Sequence[_Step]) -> Iterator[Wrap]:
    yield from (_wrap(above, below) for above, below in pairwise(flow) if below.goes_on)
    for step in flow:
        if isinstance(step.row, _Grid):
            for row in step.row.rows:
                for cell in row:
                    yield from _wraps(cell)


def _wrap(above: _Step, below: _Step) -> Wrap:
    assert isinstance(above.row, Row)
    assert isinstance(below.row, Row)
    return Wrap(_row(above.row), _row(below.row), above.row.cells[-1].words[-1].spaced)


def _written(flow: Sequence[_Step], wrapping: Wrapping, looks: Looks) -> list[str]:
    """Return the lines of the text; empty lines separate blocks."""
    lines: list[str] = []
    drawn: dict[int, Look] = {}
    nesting = Nesting()
    for place, step in enumerate(flow):
        if step.goes_on:
            lines[-1] = _joined(lines[-1], _wrap(flow[place - 1], step), wrapping)
            continue
        if lines and (step.apart or isinstance(flow[place - 1].row, _Grid)):
            lines.append("")
        if isinstance(step.row, _Grid):
            lines += table([["\n".join(_written(cell, wrapping, looks)) for cell in row] for row in step.row.rows])
            nesting.end()
            continue
        if step.is_first:
            nesting.end()
        drawn[len(lines)] = _look(step.row, step.page)
        lines.append(_nested(step.row, nesting))
    return [looks.marked(line, drawn[place]) if place in drawn else line for place, line in enumerate(lines)]


def _look(row: Row, page: int) -> Look:
    """How a row looks; it is bold where one of its cells is."""
    x0, x1 = row.cells[0].x0, max(cell.x1 for cell in row.cells)
    return Look(row.size, any(map(_is_bold, row.cells)), 0, page, round(x0, 1), round(x1, 1), round(row.y, 1))


def _is_bold(line: Line) -> bool:
    """Whether the most of its letters are."""
    bold = sum(len(word.text) for word in line.words if word.bold)
    return bold * 2 > sum(len(word.text) for word in line.words)


def _joined(line: str, wrap: Wrap, wrapping: Wrapping) -> str:
    address = ADDRESS.fullmatch(line[-MAX_ADDRESS:].rpartition(" ")[2])
    if any(begins.search(line) and rest.fullmatch(wrap.start) for begins, rest in BROKEN_ADDRESS):
        return line + wrap.start
    if address is not None and not wrap.spaced and (not address["dot"] or CONTINUES.match(wrap.start)):
        return line + wrap.start
    if CUT.search(line) and CONTINUES.match(wrap.start):
        return line[:-1] + wrap.start
    return line + ("" if wrapping.cuts(wrap) else " ") + wrap.start


def _goes_on(above: Row, below: Row, column: Column, *, elsewhere: bool) -> bool:
    """Return whether the lower line continues a wrapped one: its first word would not have fitted there."""
    if not above.is_line or not below.is_line or not _same_size(above.size, below.size):
        return False
    one, other = above.cells[0], below.cells[0]
    if BULLET.match(other.text) or NUMBERED.match(other.text) or (other.x0 < one.x0 - 2 * one.size and not elsewhere):
        return False
    if _is_title(one, other) or (ENDS.search(one.text) and _stands_off(one, other)):
        return False
    if _is_broken_address(one, other):
        return True
    if GOES_ON.match(other.text) and abs(one.x0 - other.x0) < one.size and not ENDS.search(one.text):
        return True
    first = other.words[0]
    if first.text[0].isupper() and _is_listed(one, column):
        return False
    if CUT.search(one.text) and CONTINUES.match(first.text) and first.text[0].isalpha():
        return True
    room = min(first.x1 - first.x0, LONG_WORD * one.size) + one.size / 4
    return column.edge - one.x1 < room and (_hangs(one, other) or _is_wrapped(column))


def _is_title(one: Line, line: Line) -> bool:
    """Return whether a line below a full one is a title: it is in capitals, or follows a complete sentence."""
    text = _line(line)
    if TITLE.fullmatch(text) is None or ENDS.search(text):
        return False
    above = _line(one)
    in_capitals = text.isupper() and len(text) > MIN_TITLE and not above[-MIN_TITLE:].isupper()
    beside = BULLET.match(one.text) is not None and line.x0 < one.x0 + one.size / 4 and len(line.words) <= SHORT_TITLE
    return in_capitals or beside or ENDS.search(above) is not None


def _is_listed(line: Line, column: Column) -> bool:
    """Return whether a line of a narrow column is too short to be wrapped before a word in capitals."""
    width = column.edge - line.x0
    return width < NARROW * line.size and line.x1 - line.x0 < MOSTLY_FULL * width


def _stands_off(one: Line, line: Line) -> bool:
    """Return whether a line differs in size, or begins left of the one above, so that a whole sentence ends there."""
    return abs(one.size - line.size) > SAME_TEXT * one.size or line.x0 < one.x0 - one.size / 2


def _is_broken_address(one: Line, line: Line) -> bool:
    """Return whether an e-mail address was broken before its host, in a column too narrow for it."""
    if len(line.words) > 1 or abs(one.x0 - line.x0) > one.size:
        return False
    return any(begins.search(one.text) and rest.fullmatch(line.text) for begins, rest in BROKEN_ADDRESS)


def _hangs(item: Line, line: Line) -> bool:
    """Return whether a line is aligned with the words of a long item instead of its sign."""
    if not BULLET.match(item.text) or len(item.words) < 2 or item.x1 - item.x0 < MIN_WIDTH * item.size:
        return False
    return abs(line.x0 - item.words[1].x0) < item.size / 4


def _is_wrapped(column: Column) -> bool:
    """Return whether at least two lines of a column end at its edge, so that its lines are wrapped."""
    lines = [row.cells[0] for row in column.rows if isinstance(row, Row) and row.is_line]
    if column.is_ruled:
        return True
    if not lines or column.edge - min(line.x0 for line in lines) < MIN_WIDTH * max(line.size for line in lines):
        return False
    return sum(1 for line in lines if column.edge - line.x1 < NEAR_EDGE * line.size) > 1


def _nested(row: Row, nesting: Nesting) -> str:
    """Return the row as text, indented by its nesting level."""
    first = row.cells[0]
    if BULLET.match(first.text):
        return f"{INDENT * nesting.item(first.x0, first.size * NOTICEABLE)}{_row(row)}"
    nesting.other(first.x0, first.size * NOTICEABLE)
    return _row(row)


def _row(row: Row) -> str:
    return joined([_line(part) for cell in row.cells for part in by_weight(cell)])


def _line(line: Line) -> str:
    # Replace item signs first, because `clean` drops icons.
    return squeezed(clean(with_bullet(line.text.replace(UNKNOWN, ""))))


def _same_size(one: float, other: float) -> bool:
    return max(one, other) <= min(one, other) * OTHER_SIZE
