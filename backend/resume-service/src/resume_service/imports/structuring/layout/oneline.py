"""Sections that are one line: `자격증: ISTQB CTFL`, `Skills: Java, Go`."""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise

from resume_service.imports.structuring.lines import LENGTH, Line
from resume_service.imports.structuring.words.dates import find_dates, find_range
from resume_service.imports.structuring.words.places import is_place
from resume_service.imports.structuring.words.vocabulary import Kind, Vocabulary, key

INLINE = re.compile(r"([^:：]{2,40}?|상|말) ?[:：] *(?=\S)")
SEMICOLON = re.compile(r" *; *")
BEHIND_DATES = re.compile(r"(?<=[)\]]) *[,/] *")
COMMAS = re.compile(r", *(?![^()]*\))")
MIN_RAIL = 2
MIN_RUN = 3
"""So many different parts in a row are the parts of a document, and no labels of one."""
ENTRIES = frozenset({"work", "education", "projects", "certifications", "activities", "awards"})
"""Parts that are lists of entries."""
LABELS_OF_JOBS = frozenset({"skills", "projects"})
"""Parts whose names are also labels within a job: `기술: Java`."""


def one_line_sections(lines: list[Line], words: Vocabulary) -> dict[int, tuple[Kind, str]]:
    """By the numbers of their lines, parts that close a document in a line each, and what these say.

    What is also a label within a job (`Skills:`) is a part only here, where no job has that label, no such part has
    its own heading, and lines that cannot belong to a job, or nothing, follow.
    """
    found = {position: INLINE.match(line.text) for position, line in enumerate(lines) if not line.bullet}
    kinds: dict[int, Kind] = {
        position: kind
        for position, match in found.items()
        if match is not None and (kind := words.heading(match[1])) is not None
    }
    labels = Counter(key(match[1]) for match in found.values() if match is not None)
    headed = {words.heading(line.text) for line in lines}
    sections = _rail(lines, words)
    for run in _runs(sorted(kinds)):
        certain = any(kinds[position] not in LABELS_OF_JOBS for position in run)
        closes = run[-1] + 1 == len(lines) and lines[run[0]].gap
        named = {kinds[position] for position in run if not _is_label(found[position], words)}
        whole = len(named) >= MIN_RUN
        for position in run:
            match, kind = found[position], kinds[position]
            rest = lines[position].text[match.end() :] if match is not None else ""
            if whole and _says_part(kind, rest):
                sections[lines[position].number] = kind, rest
                continue
            if match is None or kind not in LABELS_OF_JOBS or kind in headed or labels[key(match[1])] > 1:
                continue
            if certain or closes:
                sections[lines[position].number] = kind, lines[position].text[match.end() :]
    return sections


def entries_of(kind: Kind, text: str, words: Vocabulary) -> list[str]:
    """The entries of a part in one line: `Barista, Kissa Momiji, 2019-2021; Head Barista, Bluebird, 2021-present`."""
    if kind not in ENTRIES:
        return [text]
    parts = [part for part in SEMICOLON.split(text) if part]
    if len(parts) == 1:
        parts = BEHIND_DATES.split(text)
        if not all(find_dates(part) for part in parts):
            parts = [text]
    if len(parts) == 1 and kind == "certifications":
        names = COMMAS.split(text)
        if not any(words.is_organization(name) or is_place(name, words) or name[:1].isdigit() for name in names):
            return names
    return parts


def _is_label(found: re.Match[str] | None, words: Vocabulary) -> bool:
    """Whether jobs or projects have such a label, too."""
    return found is not None and any(words.label(part, found[1]) is not None for part in ("work", "projects"))


def _says_part(kind: Kind, text: str) -> bool:
    """Whether `text` is a part and no summary of one: `경력: 5년`."""
    return find_range(text) is not None if kind == "work" else LENGTH.fullmatch(text) is None


def _rail(lines: list[Line], words: Vocabulary) -> dict[int, tuple[Kind, str]]:
    """Parts whose headings stand at the left of their first lines: `Experience | Engineer, Acme`.

    Two of them, at least, show that there is such a rail; where two are no labels of jobs, all stand in one table.
    """
    found: dict[int, tuple[Kind, str]] = {}
    close: set[int] = set()
    for line in lines:
        head, bar, rest = line.text.partition("|")
        kind = words.heading(head) if bar and not line.bullet else None
        cells = [cell.strip() for cell in rest.split("|")]
        named = any(words.heading(cell) or key(cell) in words.any_label for cell in cells)
        if kind is not None and cells[0] and not named:
            found[line.number] = kind, rest.strip()
            close |= set() if line.gap else {line.number}
    # A heading that a form has in the row of its columns is one of the rail, too.
    formed = {words.heading(line.text) for line, below in pairwise(lines) if line.number == below.number}
    rails = {kind for kind, _ in found.values()} | {kind for kind in formed if kind is not None}
    if len(rails - LABELS_OF_JOBS) < MIN_RAIL:
        found = {number: part for number, part in found.items() if number not in close}
    return found if len(rails) >= MIN_RAIL else {}


def _runs(positions: list[int]) -> Iterator[list[int]]:
    """Positions that follow each other."""
    run: list[int] = []
    for position in positions:
        if run and position != run[-1] + 1:
            yield run
            run = []
        run.append(position)
    if run:
        yield run
