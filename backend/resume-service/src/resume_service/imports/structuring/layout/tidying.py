"""Rows as a program or a page design left them, made into rows as other documents have them.

Icons that came out as bullets, headings of two columns in one row, signs of a rail beside the headings below them.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace

from resume_service.imports.structuring.layout.lives import lives_apart
from resume_service.imports.structuring.layout.looks import may_head, style_of
from resume_service.imports.structuring.layout.sections import plain_heading
from resume_service.imports.structuring.lines import LENGTH, Line
from resume_service.imports.structuring.words.dates import find_range, without
from resume_service.imports.structuring.words.vocabulary import Vocabulary, key, vocabulary

CELL = " | "
RULES = frozenset({"ㅡ", "—", "–", "―", "_"})
"""Signs that stand for a rule above the heading in a rail."""
PIN = re.compile(r"^[|·•,] *(?:[-•*] *)?|^[-•*] +")
"""What is left of an icon between dates and a place."""
LONGEST_PLACE = 40
MIN_ALIKE = 2
MIN_COLUMNS = 3
AHEAD = 2
"""Rows below the sign of a rail in which its heading stands."""


def tidied(lines: list[Line]) -> list[Line]:
    """The lines, each of them what it was meant to be; none is lost."""
    words = vocabulary()
    lines = _headings_without_bullets(lives_apart(lines), words)
    lines = list(_rows_without_bullets(_dates_without_bullets(lines)))
    lines = list(_headings_apart(lines, words))
    return [_without_length(line) for line in _side_by_side(_off_the_signs(lines, words))]


def _headings_without_bullets(lines: list[Line], words: Vocabulary) -> list[Line]:
    """The lines, headings with an icon before them as headings: those that look alike, and unlike all items."""
    known = [line for line in lines if line.bullet and plain_heading(line.text, words) is not None]
    styles = Counter(style for line in known if (style := style_of(line)) is not None and style.stands_out)
    others = {style_of(line) for line in lines if line.bullet and not may_head(replace(line, mark=""))}
    marked = {style for style, count in styles.items() if count >= MIN_ALIKE and style not in others}
    return [replace(line, mark="") if line.bullet and style_of(line) in marked else line for line in lines]


def _dates_without_bullets(lines: list[Line]) -> list[Line]:
    """The lines, dates with an icon before them as those of the head above: `- 2016 – 2020 | - Zwolle, NL`."""
    found: dict[int, Line] = {}
    above: Line | None = None
    for line in lines:
        dates = find_range(line.text) if line.bullet and above is not None and not above.bullet else None
        if dates is not None and dates.begin == 0:
            place = PIN.sub("", line.text[dates.finish :].strip())
            if len(place) <= LONGEST_PLACE and len(without(line.text, dates)) <= LONGEST_PLACE + len(CELL):
                text = f"{line.text[: dates.finish]}{CELL}{place}" if place else line.text
                found[line.number] = replace(line, text=text, mark="")
        above = line
    return [found.get(line.number, line) for line in lines] if len(found) >= MIN_ALIKE else lines


def _rows_without_bullets(lines: list[Line]) -> Iterator[Line]:
    """The lines, rows with a bullet as those without it where the first of them has none: a list that began late."""
    above: Line | None = None
    for read in lines:
        line = read
        alike = above is not None and not above.bullet and read.bullet and not read.gap
        if alike and above is not None and _columns(read) >= MIN_COLUMNS and _columns(read) == _columns(above):
            line = replace(read, mark="")
        yield line
        above = line


def _columns(line: Line) -> int:
    """How many cells a row has that begins with a span of time."""
    dates = find_range(line.text)
    return line.text.count(CELL) + 1 if dates is not None and dates.begin == 0 else 0


def _headings_apart(lines: list[Line], words: Vocabulary) -> Iterator[Line]:
    """The lines, the headings of two columns in one row apart: `EXPERIENCE | MY LIFE PHILOSOPHY`."""
    for line in lines:
        first, bar, second = line.text.partition(CELL)
        beside = replace(line, text=second.strip())
        headed = bool(bar) and not line.bullet and CELL not in second and plain_heading(first, words) is not None
        if headed and may_head(beside) and _look_alike(first, line, beside):
            yield beside
            yield replace(line, text=first.strip(), gap=True)
        else:
            yield line


def _look_alike(first: str, line: Line, beside: Line) -> bool:
    style = style_of(line)
    return style is not None and style.stands_out and first.isupper() and beside.text.isupper()


def _off_the_signs(lines: list[Line], words: Vocabulary) -> list[Line]:
    """The lines, headings in a rail with a sign above them in front of what stands beside both: `ㅡ | Go`, `Skills`."""
    signs = [line for line in lines if line.text.partition(CELL)[0] in RULES]
    if len(signs) < MIN_ALIKE:
        return lines
    read: list[Line] = []
    held: list[Line] | None = None
    for line in lines:
        first, _, rest = line.text.partition(CELL)
        if first in RULES:
            read += held or []
            held = [replace(line, text=rest)] if rest else []
            continue
        if plain_heading(first, words) is not None and (held or not rest):
            read.append(replace(line, text=first, gap=True))
            read += held or []
            read += [replace(line, text=rest, gap=False)] if rest else []
            held = None
            continue
        if held is not None and len(held) < AHEAD:
            held.append(line)
        else:
            read += [*(held or []), line]
            held = None
    return read + (held or [])


def _side_by_side(lines: list[Line]) -> list[Line]:
    """The lines, entries beside each other made into entries below each other: `2015 ~ 2020 | 2019 ~ 2021`."""
    read: list[Line] = []
    block: list[Line] = []
    for line in lines:
        if block and (line.gap or line.bullet or line.text.count(CELL) != block[0].text.count(CELL)):
            read += _turned(block)
            block = []
        if CELL in line.text and not line.bullet:
            block.append(line)
        else:
            read.append(line)
    return read + _turned(block)


def _turned(block: list[Line]) -> list[Line]:
    """The rows of a block column by column, if one row has nothing but dates and the others have none."""
    rows = [line.text.split(CELL) for line in block]
    dated = [[_is_dates(cell) for cell in row] for row in rows]
    if len(rows) < MIN_ALIKE or sum(map(all, dated)) != 1 or sum(map(any, dated)) != 1:
        return block
    return [
        replace(line, text=row[column], gap=place == 0)
        for column in range(len(rows[0]))
        for place, (line, row) in enumerate(zip(block, rows, strict=True))
    ]


def _is_dates(cell: str) -> bool:
    dates = find_range(cell)
    return dates is not None and not without(cell, dates)


def _without_length(line: Line) -> Line:
    """A row without how long something was, in its first cell: `4년 1개월 | 시공팀`."""
    first, bar, rest = line.text.partition(CELL)
    return replace(line, text=rest.strip()) if bar and LENGTH.fullmatch(first) and key(rest) else line
