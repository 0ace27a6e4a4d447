"""Finds tables with ruling lines, their cells, and the words in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from resume_service.imports.extraction.pdf.places import Rule, Word

NEAR = 3.0
"""Tolerance in points for line ends that should meet."""

OVERHANG = 12.0
"""Points by which horizontal lines extend beyond the outer vertical lines of a table with open sides."""

COVERED = 0.5
"""Share of a cell's side that must be drawn to separate it from its neighbour."""

MAX_CELLS = 5_000
MAX_LINES = 600
"""Maximum number of lines per page; more are a drawing instead of tables."""


@dataclass(frozen=True, slots=True)
class Cell:
    """The words of a cell, possibly none, and its position; rows count from the top."""

    row: int
    column: int
    x0: float
    x1: float
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The cells of a table row by row, without empty rows."""

    x0: float
    x1: float
    bottom: float
    top: float
    rows: tuple[tuple[Cell, ...], ...]


def tables_of(words: Sequence[Word], rules: Iterable[Rule]) -> list[Table]:
    """Return the tables that ruling lines form around words. A simple frame is not a table."""
    across, down = _merged(rules, horizontal=True), _merged(rules, horizontal=False)
    if len(across) + len(down) > MAX_LINES:
        return []
    found = (_table(words, *together) for together in _connected(across, down))
    return [table for table in found if table is not None]


def _merged(rules: Iterable[Rule], *, horizontal: bool) -> list[Rule]:
    """Return the lines of one direction, merging pieces and double lines."""
    lanes: list[list[Rule]] = []
    for rule in sorted((rule for rule in rules if rule.is_horizontal == horizontal), key=lambda rule: rule.at):
        if lanes and rule.at - lanes[-1][0].at <= NEAR:
            lanes[-1].append(rule)
        else:
            lanes.append([rule])
    kept: list[Rule] = []
    for lane in lanes:
        lane.sort(key=lambda rule: rule.start)
        whole = lane[0]
        for rule in lane[1:]:
            if rule.start <= whole.end + NEAR:
                whole = Rule(horizontal, whole.at, whole.start, max(whole.end, rule.end))
            else:
                kept.append(whole)
                whole = rule
        kept.append(whole)
    return kept


def _connected(across: list[Rule], down: list[Rule]) -> list[tuple[list[Rule], list[Rule]]]:
    """Group lines that meet, directly or through others."""
    groups: list[tuple[list[Rule], list[Rule]]] = []
    while down:
        rows: list[Rule] = []
        columns, down = down[:1], down[1:]
        grown = True
        while grown:
            met = [row for row in across if any(_meet(row, column) for column in columns)]
            across = [row for row in across if row not in met]
            rows += met
            more = [column for column in down if any(_meet(row, column) for row in rows)]
            down = [column for column in down if column not in more]
            columns += more
            grown = bool(met or more)
        groups.append((rows, columns))
    return groups


def _meet(row: Rule, column: Rule) -> bool:
    return row.start - NEAR <= column.at <= row.end + NEAR and column.start - NEAR <= row.at <= column.end + NEAR


def _table(words: Sequence[Word], across: list[Rule], down: list[Rule]) -> Table | None:
    ys = _places(rule.at for rule in across)
    xs = _places(rule.at for rule in down)
    if not ys or not xs:
        return None
    ys = _with_open_ends(ys, min(rule.start for rule in down), max(rule.end for rule in down))
    xs = _with_open_ends(xs, min(rule.start for rule in across), max(rule.end for rule in across))
    rows, columns = len(ys) - 1, len(xs) - 1
    if rows < 1 or columns < 2 or rows * columns > MAX_CELLS:
        return None
    ys.reverse()
    first = _first_cells(ys, xs, across, down)
    held: dict[tuple[int, int], list[Word]] = {}
    for word in words:
        row = _between(ys, -(word.y + word.size * MIDDLE), sign=-1)
        column = _between(xs, (word.x0 + word.x1) / 2)
        if row is not None and column is not None:
            held.setdefault(first[row, column], []).append(word)
    if len({column for _, column in held}) < 2:
        return None
    ends: dict[tuple[int, int], int] = {}
    for (_, column), owner in first.items():
        ends[owner] = max(ends.get(owner, 0), column + 1)
    by_row: dict[int, list[Cell]] = {row: [] for row in sorted({row for row, _ in held})}
    for place, end in sorted(ends.items()):
        if place[0] in by_row:
            by_row[place[0]].append(Cell(*place, xs[place[1]], xs[end], tuple(held.get(place, ()))))
    return Table(xs[0], xs[-1], ys[-1], ys[0], tuple(map(tuple, by_row.values())))


MIDDLE = 0.3
"""Height in em of the middle of a word above its baseline."""


def _places(at: Iterable[float]) -> list[float]:
    places: list[float] = []
    for place in sorted(at):
        if not places or place - places[-1] > NEAR:
            places.append(place)
    return places


def _with_open_ends(places: list[float], start: float, end: float) -> list[float]:
    before = [start] if places[0] - start > OVERHANG else []
    after = [end] if end - places[-1] > OVERHANG else []
    return [*before, *places, *after]


def _first_cells(
    ys: list[float], xs: list[float], across: list[Rule], down: list[Rule]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Map each position of the grid to the upper left position of its cell."""
    first = {(row, column): (row, column) for row in range(len(ys) - 1) for column in range(len(xs) - 1)}

    def root(place: tuple[int, int]) -> tuple[int, int]:
        while first[place] != place:
            place = first[place]
        return place

    for row, (top, bottom) in enumerate(pairwise(ys)):
        for column, (left, right) in enumerate(pairwise(xs)):
            beside, below = (row, column + 1), (row + 1, column)
            if beside in first and not _is_drawn(down, right, bottom, top):
                _unite(first, root((row, column)), root(beside))
            if below in first and not _is_drawn(across, bottom, left, right):
                _unite(first, root((row, column)), root(below))
    return {place: root(place) for place in first}


def _unite(first: dict[tuple[int, int], tuple[int, int]], one: tuple[int, int], other: tuple[int, int]) -> None:
    low, high = min(one, other), max(one, other)
    first[high] = low


def _is_drawn(rules: list[Rule], at: float, start: float, end: float) -> bool:
    drawn = sum(max(min(rule.end, end) - max(rule.start, start), 0) for rule in rules if abs(rule.at - at) <= NEAR)
    return drawn >= COVERED * (end - start)


def _between(edges: list[float], at: float, sign: int = 1) -> int | None:
    return next((place for place, (a, b) in enumerate(pairwise(edges)) if a * sign <= at < b * sign), None)
