"""Headers, footers and page numbers: what stands at the same place of each page is said once or not at all."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from resume_service.extraction.contacts import has_contact
from resume_service.extraction.pdf.lines import Line, lines_of, usual_size
from resume_service.extraction.pdf.places import Word

EDGE_LINES = 4
"""Lines from the top and from the bottom of a page that can be a header or a footer."""

PAGES_ENOUGH = 3
"""On so many pages a line at one place is no chance; in shorter documents it has to be on all."""

SAME_PLACE = 3.0
"""Points that a line may stand higher or lower on another page."""

LARGER = 1.15
"""Times the size of the text from which the first header is a title, which is kept once."""

NUMBER = re.compile(
    r"(?:page|p\.?|쪽|페이지)?\s*[-–—\[(|·]*\s*(?P<number>\d{1,3})\s*"
    r"(?:(?:/|of|중)\s*(?P<pages>\d{1,3}))?\s*(?:쪽|페이지|page)?\s*[-–—\])|·]*",
    re.IGNORECASE,
)


def without_running(pages: Sequence[list[Word]]) -> list[list[Word]]:
    """The words of each page without headers, footers and page numbers.

    A header whose first occurrence is a title, or says how a person is reached, is kept there.
    """
    size = usual_size([word for words in pages for word in words])
    edges = [
        [_Edge(line, _key(line, number, size)) for line in _edges(words)] for number, words in enumerate(pages, start=1)
    ]
    repeated = _repeated(edges)
    kept: list[list[Word]] = []
    said: set[str] = set()
    for number, (words, lines) in enumerate(zip(pages, edges, strict=True), start=1):
        dropped: set[Word] = set()
        for line, key in lines:
            if _is_numbered(line, number, len(pages)):
                dropped.update(line.words)
            elif key in repeated:
                if key in said or not _is_worth_saying(line, size):
                    dropped.update(line.words)
                said.add(key)
        kept.append([word for word in words if word not in dropped])
    return kept


class _Edge(NamedTuple):
    line: Line
    key: str
    """Its text, the same for lines that differ in the number of their page alone."""


def _edges(words: list[Word]) -> Iterator[Line]:
    lines = lines_of(words)
    yield from lines[:EDGE_LINES]
    yield from lines[max(EDGE_LINES, len(lines) - EDGE_LINES) :]


def _repeated(edges: Sequence[list[_Edge]]) -> set[str]:
    """The keys of lines that are at one place on all pages, or on most and at least three."""
    places: dict[str, list[tuple[int, float]]] = {}
    for number, lines in enumerate(edges):
        for line, key in lines:
            places.setdefault(key, []).append((number, line.y))
    found: set[str] = set()
    for key, at in places.items():
        most = max(len({number for number, y in at if abs(y - place) <= SAME_PLACE}) for _, place in at)
        if len(edges) > 1 and (most == len(edges) or (most >= PAGES_ENOUGH and most * 2 > len(edges))):
            found.add(key)
    return found


def _is_numbered(line: Line, number: int, pages: int) -> bool:
    """Whether the line says which page of how many it is, as `1 / 3` does, and is right."""
    found = NUMBER.fullmatch(line.text.strip())
    return found is not None and found["pages"] == str(pages) and found["number"] == str(number)


def _key(line: Line, number: int, size: float) -> str:
    text = line.text.strip()
    if NUMBER.fullmatch(text):
        return "#"
    # Headings may count as well, "Project 1" on top of the first page; they are not set in the small of a footer.
    return re.sub(rf"\b{number}\b", "#", text) if line.size < size else text


def _is_worth_saying(line: Line, size: float) -> bool:
    return line.size >= size * LARGER or has_contact(line.text)
