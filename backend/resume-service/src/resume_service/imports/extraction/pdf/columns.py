"""Determines the reading order of a page: columns, and rows of tables without ruling lines.

From top to bottom, lines form a band as long as a strip of white space runs through all of them. Whether its sides are
two columns or the cells of rows is decided by the alignment of the lines and the order in which they were drawn.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import median

from resume_service.imports.extraction.pdf.grid import Table
from resume_service.imports.extraction.pdf.lines import TABLE_GAP, Line, lines_of
from resume_service.imports.extraction.pdf.order import by_rows, has_signs
from resume_service.imports.extraction.pdf.places import Word
from resume_service.imports.extraction.pdf.stacks import (
    Column,
    Item,
    Row,
    bottom_of,
    order_of,
    size_of,
    top_of,
    x0_of,
    x1_of,
)

Strip = tuple[float, float]

NARROW = 0.9
"""Minimum width in em of a strip that separates columns and runs through many lines."""

LINES_ENOUGH = 3
"""Minimum number of lines on each side of a narrow strip, and in the smaller of two columns."""

ALIGNED = 0.5
"""Share of aligned lines on the smaller side from which they belong to the lines beside them."""

DENSE = 1.5
"""Maximum line distance of a column, as a multiple of the distance on the larger side."""

DRAWN_APART = 8
"""Minimum number of lines of the smaller of two columns that need no other sign, per change between them in drawing."""

MAX_LETTERHEAD = 6
"""Maximum number of rows above two columns that have a gap where these have."""

MOSTLY_DIGITS = 0.4
"""Share of digits from which a side contains dates, which belong to the lines beside them."""

MOSTLY_WHEN = 0.6
"""Share of lines with a time from which a side is a rail of dates; its other lines are headings."""

TIME = re.compile(
    r"(?<!\d)(?:19|20)\d\d(?!\d)|^\(?(?:\d{1,2} ?(?:년|yrs?|years?) ?)?(?:\d{1,2} ?(?:개월|mos?|months?))?\)?$"
)
"""A year or a duration."""

FILLED, LINES_FILLED = 0.8, 0.6
"""Share of the column width from which a line is full, and share of full lines from which a column is prose."""

BIG_GAP = 1.8
"""Distance of two baselines in em from which a new block begins."""

MAX_DEEP = 6
"""Maximum nesting of columns."""


@dataclass(frozen=True, slots=True)
class _Sides:
    """The lines of a band left and right of a strip, by their index in the band."""

    strip: Strip
    left: dict[int, Item]
    right: dict[int, Item]

    @property
    def both(self) -> int:
        """Number of baselines with text on both sides."""
        return len(self.left.keys() & self.right.keys())

    @property
    def smaller(self) -> int:
        """Number of lines on the smaller side."""
        return min(len(self.left), len(self.right))


def arrange(words: Iterable[Word], tables: Sequence[Table], deep: int = 0) -> list[Column]:
    """Return the columns of words and tables in reading order."""
    lines: list[Item] = [*lines_of(words), *tables]
    items = sorted(lines, key=lambda item: -top_of(item))
    if not items:
        return []
    start, end = min(x0_of(item) for item in items), max(x1_of(item) for item in items)
    columns: list[Column] = []
    rows: list[Row | Table] = []
    at = 0
    while at < len(items):
        band, strips = _best_band(items[at:], start, end)
        sides = [_sides(band, strip) for strip in strips]
        valid = [side for side in sides if _parts(side)]
        column = next((side for side in valid if deep < MAX_DEEP and _is_columns(side)), None)
        if column is not None and (head := _letterhead(band, column)):
            band = band[:head]
            rows += [Row((item,)) if isinstance(item, Line) else item for item in band]
        elif column is not None:
            band = _without_next(band, column, is_last=at + len(band) == len(items))
            column = _sides(band, column.strip)
            columns += _finished(rows, end)
            columns += _arranged(column, deep)
        elif valid:
            edges = sorted(side.strip[1] for side in valid)
            cut = (item.cut(edges) if isinstance(item, Line) else item for item in band)
            rows += [Row(_chips(item)) if isinstance(item, list) else item for item in cut]
        else:
            band = band[:1]
            rows += [Row(_chips([item])) if isinstance(item, Line) else item for item in band]
        at += len(band)
    return [*columns, *_finished(rows, end)]


def _chips(cells: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(chip for cell in cells for chip in cell.chips())


def _arranged(sides: _Sides, deep: int) -> Iterator[Column]:
    """Yield the columns of both sides: cell by cell if the left one has the headings, else one after the other."""
    rows = by_rows(sides.left, sides.right)
    if rows:
        for cells in (cell for row in rows for cell in row):
            yield from arrange(_words(cells), _tables(cells), deep + 1)
        return
    for side, items in (("left", sides.left), ("right", sides.right)):
        for column in arrange(_words(items.values()), _tables(items.values()), deep + 1):
            yield replace(column, side=side, middle=sum(sides.strip) / 2) if deep == 0 else column


def _finished(rows: list[Row | Table], edge: float) -> Iterator[Column]:
    if rows:
        yield Column(tuple(rows), edge)
        rows.clear()


def _best_band(items: Sequence[Item], start: float, end: float) -> tuple[list[Item], list[Strip]]:
    """Return the band that begins with the first item, or only that item if a later band is longer or has more strips.

    Short lines above two columns, such as a title, share a strip at most with their first lines.
    """
    band, strips = _band(items, start, end)
    if not strips or any(_is_on_both(item, strip) for item in band[:1] for strip in strips):
        return band, strips
    for skipped in range(1, len(band)):
        later, its_strips = _band(items[skipped:], start, end)
        if its_strips and (skipped + len(later), len(its_strips)) > (len(band), len(strips)):
            return band[:1], []
        if any(_is_on_both(band[skipped], strip) for strip in strips):
            break
    return band, strips


def _is_on_both(item: Item, strip: Strip) -> bool:
    return x0_of(item) < strip[0] and x1_of(item) > strip[1]


def _band(items: Sequence[Item], start: float, end: float) -> tuple[list[Item], list[Strip]]:
    """Return the leading items that share a strip of white space, and all such strips, widest first."""
    band: list[Item] = []
    free: list[Strip] = [(start, end)]
    inner: list[Strip] = []
    for item in items:
        left = _common(free, _free(item, start, end), NARROW * size_of(item))
        now_inner = [strip for strip in left if strip[0] > start and strip[1] < end]
        now_inner = [strip for strip in now_inner if _is_between(strip, [*band, item])]
        if not left or (inner and not now_inner):
            break
        band.append(item)
        free, inner = left, now_inner
    return band or list(items[:1]), sorted(inner, key=lambda strip: strip[0] - strip[1])


def _free(item: Item, start: float, end: float) -> list[Strip]:
    inner = item.gaps(NARROW) if isinstance(item, Line) else []
    return [(start, x0_of(item)), *inner, (x1_of(item), end)]


def _common(some: list[Strip], others: list[Strip], least: float) -> list[Strip]:
    """Return the overlaps of strips of both lists, at least `least` wide."""
    overlaps = ((max(a0, b0), min(a1, b1)) for a0, a1 in some for b0, b1 in others)
    return [(start, end) for start, end in overlaps if end - start >= least]


def _is_between(strip: Strip, items: Sequence[Item]) -> bool:
    """Return whether there is text on both sides of the strip."""
    return any(x0_of(item) < strip[0] for item in items) and any(x1_of(item) > strip[1] for item in items)


def _sides(band: Sequence[Item], strip: Strip) -> _Sides:
    left: dict[int, Item] = {}
    right: dict[int, Item] = {}
    middle = (strip[0] + strip[1]) / 2
    for place, item in enumerate(band):
        if isinstance(item, Table):
            (left if item.x1 <= middle else right)[place] = item
            continue
        for part in item.cut([middle]):
            (left if part.x0 < middle else right)[place] = part
    return _Sides(strip, left, right)


def _parts(sides: _Sides) -> bool:
    """Return whether a strip separates two sides, rather than just two words."""
    if not sides.left or not sides.right:
        return False
    both = [sides.left[place] for place in sides.left.keys() & sides.right.keys()]
    widest = max(map(size_of, (*sides.left.values(), *sides.right.values())))
    if both and sides.strip[1] - sides.strip[0] >= TABLE_GAP * max(map(size_of, both)):
        return True
    beside = min(max(sides.left), max(sides.right)) - max(min(sides.left), min(sides.right))
    enough = len(both) >= LINES_ENOUGH or (sides.smaller >= LINES_ENOUGH and beside >= LINES_ENOUGH)
    return enough and sides.strip[1] - sides.strip[0] >= NARROW * widest


def _is_columns(sides: _Sides) -> bool:
    """Return whether the sides are read one after the other instead of row by row."""
    if has_signs(sides.left) and by_rows(sides.left, sides.right):
        return True
    if sides.smaller < LINES_ENOUGH or _is_rail(sides.left, sides.right):
        return False
    if sides.both < ALIGNED * sides.smaller:
        return True
    if all(_is_prose(list(side.values())) for side in (sides.left, sides.right)):
        return True
    changes = _changes(sides)
    few, many = sorted((sides.left, sides.right), key=len)
    if changes * DRAWN_APART <= sides.smaller and max(map(_digits, (sides.left, sides.right))) < MOSTLY_DIGITS:
        return True
    dense = _distance(few) <= DENSE * _distance(many) and _digits(few) < MOSTLY_DIGITS
    return dense and changes < sides.both


def _changes(sides: _Sides) -> int:
    """Return how often the drawing went from one side to the other."""
    drawn = sorted((order_of(item), is_left) for is_left, side in _by_side(sides) for item in side.values())
    return sum(1 for (_, one), (_, other) in pairwise(drawn) if one != other)


def _letterhead(band: Sequence[Item], sides: _Sides) -> int:
    """Return how many rows above two columns are none of theirs: the columns were drawn one by one, but not these."""
    if _changes(sides) == 1:
        return 0
    for count in range(1, min(MAX_LETTERHEAD, len(band) - 1) + 1):
        below = _sides(band[count:], sides.strip)
        if below.smaller >= DRAWN_APART and _changes(below) == 1:
            return count
    return 0


def _is_rail(side: dict[int, Item], other: dict[int, Item]) -> bool:
    """Return whether a side is a rail of dates, which belong to the other side even on different baselines."""
    texts = [" ".join(word.text for word in item.words) for item in side.values() if isinstance(item, Line)]
    when = sum(TIME.search(text) is not None for text in texts)
    return len(texts) == len(side) < len(other) and when >= MOSTLY_WHEN * len(side)


def _distance(side: dict[int, Item]) -> float:
    """Return the usual line distance of a side."""
    return median(top_of(above) - top_of(below) for above, below in pairwise(side.values()))


def _digits(side: dict[int, Item]) -> float:
    text = "".join(word.text for word in _words(side.values()))
    return sum(map(str.isdigit, text)) / max(len(text), 1)


def _by_side(sides: _Sides) -> tuple[tuple[bool, dict[int, Item]], tuple[bool, dict[int, Item]]]:
    return (True, sides.left), (False, sides.right)


def _is_prose(items: list[Item]) -> bool:
    lines = [item for item in items if isinstance(item, Line)]
    if len(lines) <= LINES_ENOUGH:
        return False
    width = max(line.x1 for line in lines) - min(line.x0 for line in lines)
    return sum(1 for line in lines if line.x1 - line.x0 >= FILLED * width) >= LINES_FILLED * len(lines)


def _without_next(band: list[Item], sides: _Sides, *, is_last: bool) -> list[Item]:
    """Return the band without trailing short lines on the left, such as the next heading."""
    other_ends = max(sides.right)
    if is_last or max(sides.left) <= other_ends:
        return band
    for place in range(len(band) - 1, other_ends, -1):
        above, below = band[place - 1], band[place]
        if bottom_of(above) - bottom_of(below) >= BIG_GAP * size_of(below):
            return band[:place]
    return band


def _words(items: Iterable[Item]) -> list[Word]:
    return [word for item in items if isinstance(item, Line) for word in item.words]


def _tables(items: Iterable[Item]) -> list[Table]:
    return [item for item in items if isinstance(item, Table)]
