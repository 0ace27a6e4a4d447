"""Lines as text: what was wrapped is joined again, blocks stand apart, items begin with `- `."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from resume_service.extraction.characters import BULLET, clean, squeezed, with_bullet
from resume_service.extraction.pdf.columns import Column, Row, arrange
from resume_service.extraction.pdf.fonts import UNKNOWN
from resume_service.extraction.pdf.grid import Cell, Table
from resume_service.extraction.pdf.lines import Line
from resume_service.extraction.rows import joined

APART = 1.35
"""Times the usual distance of two lines from which a block ends."""

ALWAYS_APART = 2.6
"""Distance of two lines, in em, from which a block ends however far apart the lines of the document are."""

USUAL = 1.5
"""Distance of two lines, in em, where a document has too few to tell."""

OTHER_SIZE = 1.12
"""Times the size of a line from which the other is no part of its paragraph."""

LEAST_WIDTH = 14.0
"""Width, in em, that a column must have for its lines to be wrapped ones and no list."""

NEAR_EDGE = 2.5
"""Distance from the edge of its column, in em, at which a line ends that was wrapped; two have to, to show the edge."""

NUMBERED = re.compile(r"\(?(?:\d{1,2}|[가-하a-zA-Z])[.)]\s|[①-⑳■◆▶※#]")
CUT = re.compile(r"(?<=[a-z])[-\u2010\xad]$")
CONTINUES = re.compile(r"[a-z]")
HANGUL = re.compile(r"[가-힣]")
ENDS_WORD = re.compile(
    r"(?:[를을및]|에서|에게|으로|까지|부터|하고|하며|하여|하는|하게|했고|있는|위한|위해|통한|통해|대한|또는)$"
)
"""How a Korean word ends that is not cut: particles and endings that are no part of other words."""

ENDING = re.compile(
    r"(?:[은는이가을를의에와과도로]|에서|으로|에게|까지|부터|하고|하며|하여|하는|하였습니다|했습니다|합니다|입니다|하였음|했음|함|됨)"
    r"(?=$|[\s.,)])"
)
"""What follows its word without a space, and is at the beginning of a line when the word was wrapped before it."""


@dataclass(frozen=True, slots=True)
class Pitch:
    """How far apart lines of one size usually are in a document."""

    by_size: dict[float, float]

    @classmethod
    def of(cls, columns: Iterable[Column]) -> "Pitch":
        """What is usual in these columns."""
        counts: dict[float, Counter[float]] = {}
        for column in columns:
            for above, below in pairwise(column.rows):
                if isinstance(above, Row) and isinstance(below, Row) and _same_size(above.size, below.size):
                    distance = round((above.y - below.y) * 2) / 2
                    counts.setdefault(round(below.size), Counter())[distance] += 1
        return cls({size: max(found, key=lambda gap: (found[gap], -gap)) for size, found in counts.items()})

    def is_apart(self, above: Row, below: Row) -> bool:
        """Whether a blank line is between the two."""
        distance, size = above.y - below.y, below.size
        usual = min(self.by_size.get(round(size), size * USUAL), size * ALWAYS_APART / APART)
        return distance > usual * APART or below.size > above.size * OTHER_SIZE


def text_of(columns: Sequence[Column]) -> str:
    """The text of a document, or of a cell: columns one after the other."""
    text = _Text(Pitch.of(columns))
    for column in columns:
        text.begin(column)
        for row in column.rows:
            if isinstance(row, Table):
                text.block(table_text(row))
            else:
                text.row(row)
    return text.whole()


class _Text:
    """Lines as they are put together."""

    def __init__(self, pitch: Pitch) -> None:
        self._pitch = pitch
        self._lines: list[str] = []
        self._above: Row | None = None
        self._is_first = True
        self._edge, self._is_wrapped = 0.0, False
        self._next_edge, self._next_is_wrapped = 0.0, False

    def begin(self, column: Column) -> None:
        """Go on in another column, or on another page: a paragraph may be broken there."""
        self._is_first = True
        self._next_edge, self._next_is_wrapped = column.edge, _is_wrapped(column)

    def row(self, row: Row) -> None:
        """Add a line, or the rest of the one above."""
        above, line = self._above, _row(row)
        is_apart = above is None or self._is_first or self._pitch.is_apart(above, row)
        if above is not None and (self._is_first or not is_apart) and self._goes_on(above, row):
            self._go_on(line, above.cells[0])
        else:
            if is_apart:
                self._apart()
            self._lines.append(line)
        self._above, self._is_first = row, False
        self._edge, self._is_wrapped = self._next_edge, self._next_is_wrapped

    def block(self, block: str) -> None:
        """Add lines that stand by themselves."""
        self._apart()
        self._lines += [block, ""] if block else []
        self._above = None

    def whole(self) -> str:
        """All of it."""
        return "\n".join(self._lines).strip("\n")

    def _apart(self) -> None:
        if self._lines and self._lines[-1]:
            self._lines.append("")

    def _goes_on(self, above: Row, below: Row) -> bool:
        return _goes_on(above, below, self._edge, wrapped=self._is_wrapped, elsewhere=self._is_first)

    def _go_on(self, rest: str, above: Line) -> None:
        """Put the rest of a wrapped line behind its beginning."""
        line = self._lines[-1]
        if CUT.search(line) and CONTINUES.match(rest):
            self._lines[-1] = line[:-1] + rest
        else:
            self._lines[-1] = line + ("" if _is_cut_word(line, rest, above, self._edge) else " ") + rest


def _goes_on(above: Row, below: Row, edge: float, *, wrapped: bool, elsewhere: bool) -> bool:
    """Whether the lower line is the rest of a wrapped one: its first word had no room there."""
    if not above.is_line or not below.is_line or not _same_size(above.size, below.size):
        return False
    one, other = above.cells[0], below.cells[0]
    if BULLET.match(other.text) or NUMBERED.match(other.text) or (other.x0 < one.x0 - 2 * one.size and not elsewhere):
        return False
    first = other.words[0]
    if CUT.search(one.text) and CONTINUES.match(first.text) and first.text[0].isalpha():
        return True
    return wrapped and edge - one.x1 < min(first.x1 - first.x0, NEAR_EDGE * 4 * one.size) + one.size / 4


def _is_wrapped(column: Column) -> bool:
    """Whether the lines of a column end where the column does: at least two of them show where that is."""
    lines = [row.cells[0] for row in column.rows if isinstance(row, Row) and row.is_line]
    if column.is_ruled:
        return True
    if not lines or column.edge - min(line.x0 for line in lines) < LEAST_WIDTH * max(line.size for line in lines):
        return False
    return sum(1 for line in lines if column.edge - line.x1 < NEAR_EDGE * line.size) > 1


def _is_cut_word(line: str, rest: str, above: Line, edge: float) -> bool:
    """Whether a word was wrapped in its middle, as Korean ones are between any two syllables.

    Where a space was drawn a word ended. Where not, a word that was kept whole leaves more room than a syllable takes.
    """
    if above.words[-1].spaced or edge - above.x1 >= above.size or not HANGUL.match(rest):
        return False
    if ENDING.match(rest):
        return line[-1:].isalnum()
    return HANGUL.match(line[-1:]) is not None and ENDS_WORD.search(line) is None


def _row(row: Row) -> str:
    return joined([_line(cell) for cell in row.cells])


def _line(line: Line) -> str:
    # Signs of items first: `clean` drops the icons among them.
    return squeezed(clean(with_bullet(line.text.replace(UNKNOWN, ""))))


def table_text(table: Table) -> str:
    """The rows of a table, one line each where their cells are short."""
    return "\n".join(_table_rows(table))


def _table_rows(table: Table) -> Iterator[str]:
    for row in table.rows:
        yield joined([text_of(list(_within(cell))) for cell in row])


def _within(cell: Cell) -> Iterator[Column]:
    """The columns of a cell. Text keeps the same distance from both sides of it."""
    columns = arrange(cell.words, [])
    margin = max(min(word.x0 for word in cell.words) - cell.x0, 0)
    for column in columns:
        is_whole = len(columns) == 1 and margin < (cell.x1 - cell.x0) / 4
        yield replace(column, edge=cell.x1 - margin, is_ruled=True) if is_whole else column


def _same_size(one: float, other: float) -> bool:
    return max(one, other) <= min(one, other) * OTHER_SIZE
