"""Tables of a whole life, as the oldest Korean forms have them: schools, service and jobs by their years."""

import re
from collections.abc import Iterator
from dataclasses import replace

from resume_service.imports.structuring.lines import Line
from resume_service.imports.structuring.words.dates import find_range, find_single
from resume_service.imports.structuring.words.vocabulary import Kind, Vocabulary, key, vocabulary

CELL = " | "
NAMES = frozenset({"학력및경력사항", "학력및경력", "학력경력사항", "학력경력", "경력및학력", "경력및학력사항"})
SERVED = re.compile(r"육군|해군|공군|해병|의무경찰|사회복무|공익근무|전역|제대|소집해제")
ENDS = re.compile(r"이하 ?여백")
HEADINGS: dict[Kind, str] = {"education": "학력", "work": "경력", "military": "병역"}


def lives_apart(lines: list[Line]) -> list[Line]:
    """The lines, the rows of such a table below a heading of their own for each part."""
    words = vocabulary()
    read: list[Line] = []
    position = 0
    while position < len(lines):
        cells = lines[position].text.split(CELL)
        column = next((at for at, cell in enumerate(cells) if key(cell) in NAMES), None)
        if column is None or len(cells) == 1:
            read.append(lines[position])
            position += 1
            continue
        end = position + 1
        while end < len(lines) and CELL in lines[end].text and not (lines[end].gap and end > position + 1):
            end += 1
        read += _parts(lines[position], lines[position + 1 : end], column, words)
        position = end
    return read


def _parts(header: Line, rows: list[Line], column: int, words: Vocabulary) -> Iterator[Line]:
    told: dict[Kind, list[Line]] = {kind: [] for kind in HEADINGS}
    for row in rows:
        cells = row.text.split(CELL)
        if ENDS.search(row.text):
            # `이하 여백`: below this the form is empty.
            continue
        if len(cells) <= column:
            told["work"].append(replace(row, mark=""))
            continue
        when = next((cell for cell in cells if find_range(cell) or find_single(cell)), "")
        said, notes = cells[column], [cell for cell in cells[column + 1 :] if key(cell)]
        kind = _kind_of(said, words)
        told[kind].append(replace(row, text=f"{when} {said}", mark="", gap=True))
        mark = "" if kind == "military" else "-"
        told[kind] += [replace(row, text=note, mark=mark, gap=False) for note in notes]
    for kind, lines in told.items():
        if lines:
            yield replace(header, text=HEADINGS[kind], mark="", gap=True)
            yield from lines


def _kind_of(said: str, words: Vocabulary) -> Kind:
    if SERVED.search(said):
        return "military"
    return "education" if words.institutions.within(said) and not words.roles.within(said) else "work"
