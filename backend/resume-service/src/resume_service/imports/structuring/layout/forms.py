"""Printed forms as lines: labels set letter by letter, names of columns one below the other, tables side by side.

A form says by its ruling lines what belongs together. What comes out of a file are rows of cells, the label of a part
in the first cell of its first row (`학력 | 입학 | 졸업 | 학교명`), or in a column of its own, a letter a line.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice, zip_longest
from typing import cast

from resume_service.imports.structuring.layout.sections import plain_heading
from resume_service.imports.structuring.lines import LAST_SCHOOL, LENGTH_BEHIND, Line
from resume_service.imports.structuring.words.vocabulary import Kind, Vocabulary, key, vocabulary

LETTER = re.compile(r"[가-힣A-Z]")
SYLLABLE = re.compile(r"[가-힣]")
COUNTED = re.compile(r"(.{8,120}\D)\d{1,2}")
PARTED = re.compile(r"[|·•,]|  +|\d+")
DASHED = re.compile(r" *[|·•–—] *| - |  +")
TOP = 4
TIME = re.compile(r"기간|period|dates", re.IGNORECASE)
ENDS = (("부터", "시작", "from"), ("까지", "종료", "to"))
TWO_ENDS = ("시작", "종료")
APART = "   "
TABLES: Mapping[Kind, str] = {"education": "학력", "work": "경력"}
"""The headings that tables may lack."""
RAIL = re.compile(r" \| | +")
LONGEST_LED = 90
LONGEST_RAIL = 2
"""Words of a heading that stands at the left of its first line."""
LONGEST_COLUMN = 12
MIN_COLUMNS = 3
PAIRED = 4
MAX_COLUMNS = 9
PARTS: Mapping[Kind, str] = {
    "work": "work",
    "education": "education",
    "certifications": "certifications",
    "activities": "activities",
    "awards": "activities",
    "projects": "projects",
}
"""Which labels name the columns of which part."""


def unfolded(lines: list[Line]) -> list[Line]:
    """The lines, those of forms as other documents have them: a heading alone, and a row for the names of columns."""
    words = vocabulary()
    lines = list(_with_ends(_without_footers(lines, words)))
    lines = _off_the_rail(list(_paired(lines, words)), words)
    return list(_headed(list(_apart(_with_columns(_upright(lines), words), words)), words))


def _paired(lines: list[Line], words: Vocabulary) -> Iterator[Line]:
    """The lines, parts beside each other in one row below each other: `병역 | 육군 병장 | 보유기술 | 엑셀`."""
    for line in lines:
        cells = _cells(line)
        headings = [_closed(cell) for cell in cells[::2]]
        paired = len(cells) == PAIRED and all(words.heading(heading) is not None for heading in headings)
        if not paired or any(_fields(cell, words) for cell in cells[1::2]):
            # The names of columns may be headings, too: `경력 | 기간 | 근무처 | 직급`.
            yield line
            continue
        for heading, value in zip(headings, cells[1::2], strict=True):
            yield replace(line, text=heading, mark="", gap=True, rows=1)
            yield replace(line, text=value, mark="", gap=False, rows=1)


def _with_ends(lines: list[Line]) -> Iterator[Line]:
    """The lines, a column for the time as two where a row below names its ends: `근무기간`, and `부터 | 까지`."""
    held: Line | None = None
    for line in lines:
        ends = _cells(line)
        if held is not None and len(ends) == len(ENDS) and all(map(_is_end, ends, ENDS)):
            cells = [" | ".join(TWO_ENDS) if TIME.search(cell) else cell for cell in _cells(held)]
            yield replace(held, text=" | ".join(cells), rows=_rows([held, line]))
            held = None
            continue
        if held is not None:
            yield held
        held = line
    if held is not None:
        yield held


def _is_end(cell: str, names: tuple[str, ...]) -> bool:
    return key(cell) in names


def _cells(line: Line) -> list[str]:
    return [cell.strip() for cell in line.text.split("|")]


def _headed(lines: list[Line], words: Vocabulary) -> Iterator[Line]:
    """The lines, a heading above the names of columns that are those of another part than the one they stand in."""
    kind: Kind | None = None
    for line in lines:
        kind = words.heading(line.text) or kind
        cells = [
            _closed(cell.strip()) for cell in (line.text.split("|") if "|" in line.text else line.text.split(APART))
        ]
        named = _part_of(cells, words) if line.gap and len(cells) >= MIN_COLUMNS else None
        if named is not None and named != kind and (named != "work" or kind is None):
            kind = named
            yield replace(line, text=TABLES[named], mark="", rows=1)
        yield line


def _part_of(cells: list[str], words: Vocabulary) -> Kind | None:
    """The part all of whose columns are named, and not those of another one."""
    whole: list[Kind] = [kind for kind in TABLES if all(words.column(kind, cell) is not None for cell in cells)]
    return whole[0] if len(whole) == 1 else None


def _without_footers(lines: list[Line], words: Vocabulary) -> list[Line]:
    """The lines without those that count pages among other words: `June 3 | Jane Doe · Résumé | 2`."""
    counted: dict[str, list[Line]] = {}
    for line in lines:
        found = COUNTED.fullmatch(line.text)
        titled = any(key(part) in words.titles for part in PARTED.split(line.text))
        if found is not None and titled:
            counted.setdefault(key(found[1]), []).append(line)
    top = {key(line.text) for line in lines[:TOP]}
    again = {line.number for line in lines[TOP:] if _is_running(line, top, words)}
    numbers = again | {line.number for same in counted.values() if len(same) > 1 for line in same}
    return [line for line in lines if line.number not in numbers] if numbers else lines


def _is_running(line: Line, top: set[str], words: Vocabulary) -> bool:
    """Whether a line says the name at the top again, and that this is a résumé: `Jane Doe – Curriculum Vitae`."""
    parts = [key(part) for part in DASHED.split(line.text) if key(part)]
    return (
        len(parts) > 1
        and any(part in words.titles for part in parts)
        and all(part in words.titles or part in top for part in parts)
    )


def _off_the_rail(lines: list[Line], words: Vocabulary) -> list[Line]:
    """The lines, headings at the left of their first lines (`Work Staff Engineer`) above them, where most are so."""
    found: dict[int, tuple[str, str]] = {}
    kinds: set[Kind] = set()
    headings = 0
    for line in lines:
        headings += not line.bullet and words.heading(line.text) is not None
        head, rest = _led(line, words)
        kind = plain_heading(head, words) if rest else None
        if kind is not None:
            found[line.number] = head, rest
            # What goes on in small letters may be a sentence.
            kinds |= set() if rest[0].islower() else {kind}
    if len(kinds) < MIN_COLUMNS or headings >= len(found):
        return lines
    read: list[Line] = []
    for line in lines:
        if (led := found.get(line.number)) is None:
            # The cell of the heading goes on, empty, beside the rows below.
            below = line.bullet and line.text.startswith("| ")
            read.append(replace(line, text=line.text[2:], mark="") if below else line)
            continue
        read += [replace(line, text=led[0], rows=1, mark=""), replace(line, text=led[1], gap=True, mark="")]
    return read


def _led(line: Line, words: Vocabulary) -> tuple[str, str]:
    """A heading of one or two words and what stands behind it in the same line."""
    if LAST_SCHOOL.search(line.text) or LENGTH_BEHIND.search(line.text):
        return "", ""
    if not line.gap or line.bullet or line.mark or len(line.text) > LONGEST_LED or words.heading(line.text) is not None:
        return "", ""
    # What stands behind the heading keeps its cells.
    for blank in reversed(list(islice(RAIL.finditer(line.text), LONGEST_RAIL))):
        head, rest = RAIL.sub(" ", line.text[: blank.start()]), line.text[blank.end() :]
        # `자격 /어학 | 취득일`: what fills a cell may name two parts.
        found = plain_heading(head, words) if "|" in blank[0] else words.heading(head)
        if rest and found is not None and ":" not in head:
            return head, rest
    return "", ""


def _upright(lines: list[Line]) -> list[Line]:
    """The lines, with `경`, `력`, `사`, `항` below each other as one: `경력사항`."""
    read: list[Line] = []
    position = 0
    while position < len(lines):
        end = position
        while end < len(lines) and SYLLABLE.fullmatch(lines[end].text) and (end == position or not lines[end].gap):
            end += 1
        if end - position > 1:
            text = "".join(line.text for line in lines[position:end])
            read.append(replace(lines[position], text=text, rows=_rows(lines[position:end])))
            position = end
        else:
            read.append(lines[position])
            position += 1
    return read


def _with_columns(lines: list[Line], words: Vocabulary) -> list[Line]:
    """The lines, with the names of columns that stand below each other in one row, above as many cells."""
    read: list[Line] = []
    position = 0
    while position < len(lines):
        stacked = _stacked(lines, position, words)
        if stacked:
            run = lines[position : position + stacked]
            text = " | ".join(_closed(line.text) for line in run)
            read.append(replace(run[0], text=text, rows=_rows(run)))
            position += stacked
        else:
            read.append(lines[position])
            position += 1
    return read


def _stacked(lines: list[Line], begin: int, words: Vocabulary) -> int:
    """How many lines from `begin` on name the columns of the row below them; 0 for none."""
    end = begin
    while (
        end < len(lines)
        and end - begin < MAX_COLUMNS
        and _is_short(lines[end])
        and (end == begin or not lines[end].gap)
    ):
        end += 1
    count = end - begin
    if count < MIN_COLUMNS or end == len(lines):
        return 0
    cells = len(lines[end].text.split("|"))
    named = [line for line in lines[begin:end] if _fields(line.text, words)]
    return count if cells > 1 and count - 1 <= cells <= count and len(named) * 2 > count else 0


def _is_short(line: Line) -> bool:
    return not line.mark and "|" not in line.text and len(line.text) <= LONGEST_COLUMN


def _fields(text: str, words: Vocabulary) -> bool:
    return any(words.column(part, _closed(text)) is not None for part in PARTS.values())


def _apart(lines: list[Line], words: Vocabulary) -> Iterator[Line]:
    """The lines, the label of a part as a heading above the names of its columns, and tables side by side in turn."""
    split: int | None = None
    beside: list[Line] = []
    columns = 0
    for read, below in zip_longest(lines, lines[1:]):
        line = _without_label_cell(read, columns)
        cells = [_closed(cell.strip()) for cell in line.text.split("|")]
        begins = _begins(cells, words) if not line.bullet and not _is_column(cells, below, words) else []
        if begins:
            columns = len(cells) - 1
        if split is not None and (begins or len(cells) <= split):
            if not begins and not line.gap and "|" in line.text:
                yield line
                continue
            yield from beside
            split, beside = None, []
        if not begins:
            if split is None:
                yield line
            else:
                yield replace(line, text=" | ".join(cells[:split]))
                beside.append(replace(line, text=" | ".join(cells[split:])))
            continue
        ends = [*begins[1:], len(cells)]
        tables = [_table(line, cells[begin:end], words) for begin, end in zip(begins, ends, strict=True)]
        yield from tables[0]
        if len(tables) > 1:
            split, beside = begins[1] - 1, [row for table in tables[1:] for row in table]
    yield from beside


def _is_column(cells: list[str], below: Line | None, words: Vocabulary) -> bool:
    """Whether the first cell names a column, too, and has a value below it: `근무처`."""
    part = PARTS.get(cast("Kind", words.heading(cells[0])))
    if part is None or words.column(part, cells[0]) is None or below is None or below.bullet:
        return False
    values = below.text.split("|")
    return len(values) == len(cells) and bool(key(values[0]))


def _without_label_cell(line: Line, columns: int) -> Line:
    """A row below the names of columns, without the empty cell below the label of the part: `- | 2013.03 | ...`."""
    text = line.text.removeprefix("- ") if line.mark else line.text
    head, bar, rest = text.partition("|")
    if columns < MIN_COLUMNS - 1 or not bar or key(head) or len(rest.split("|")) != columns:
        return line
    return replace(line, text=rest.strip(), mark="")


def _begins(cells: list[str], words: Vocabulary) -> list[int]:
    """Where tables begin in a row: a heading, and right of it the names of columns that its part has."""
    found: list[int] = []
    for position, cell in enumerate(cells[:-2]):
        kind = words.heading(cell)
        if kind is None or (position > 0 and not found) or (found and position - found[-1] < MIN_COLUMNS):
            continue
        part = PARTS.get(kind)
        if found and _names(PARTS.get(cast("Kind", words.heading(cells[found[-1]]))), cell, words):
            # A column of the table before it: `근무처`.
            continue
        following = cells[position + 1 : position + 4]
        named = sum(_names(part, name, words) for name in following)
        if named * 2 >= len(following) and named > 1:
            found.append(position)
    return found


def _names(part: str | None, name: str, words: Vocabulary) -> bool:
    if part is not None:
        return any(words.column(part, said) is not None for said in (name, name.partition("/")[0]))
    # Parts without fields for their columns: languages, military service.
    return words.form_columns.has(name) or words.form_columns.has(name.partition("/")[0])


def _table(line: Line, cells: list[str], words: Vocabulary) -> list[Line]:
    heading = replace(line, text=cells[0], mark="", gap=True, rows=1)
    if PARTS.get(cast("Kind", words.heading(cells[0]))) is None:
        # Its columns have no fields; below them are lists.
        return [heading]
    return [heading, replace(line, text=" | ".join(cells[1:]), mark="", gap=True)]


def _closed(text: str) -> str:
    """`회 사 명` as `회사명`."""
    parts = text.split()
    return "".join(parts) if len(parts) > 1 and all(LETTER.fullmatch(part) for part in parts) else text


def _rows(lines: list[Line]) -> int:
    return lines[-1].number + lines[-1].rows - lines[0].number
