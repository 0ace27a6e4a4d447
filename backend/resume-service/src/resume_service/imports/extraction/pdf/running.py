"""Removes headers, footers and page numbers, which appear at the same position on each page."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from resume_service.imports.extraction.characters import clean
from resume_service.imports.extraction.contacts import has_contact
from resume_service.imports.extraction.pdf.lines import Line, lines_of, usual_size
from resume_service.imports.extraction.pdf.places import Word

EDGE_LINES = 4
"""Number of lines at the top and at the bottom of a page that can be a header or a footer."""

SET_APART = 1.9
"""Minimum distance in em between a header and the text; a repeated table heading is closer."""

PAGES_ENOUGH = 3
"""Number of pages with the same line that make it a header; shorter documents need it on all pages."""

SAME_PLACE = 3.0
"""Vertical tolerance in points between pages."""

LARGER = 1.15
"""Ratio to the text size from which the first header is a title, which is kept once."""

NUMBER = re.compile(
    r"(?:page|p\.?|쪽|페이지)?\s*[-–—\[(|·]*\s*(?P<number>\d{1,3})\s*"
    r"(?:(?:/|of|중)\s*(?P<pages>\d{1,3}))?\s*(?:쪽|페이지|page)?\s*[-–—\])|·]*",
    re.IGNORECASE,
)


def without_running(pages: Sequence[list[Word]]) -> list[list[Word]]:
    """Return the words of each page without headers, footers and page numbers.

    The first occurrence of a header is kept if it is a title or has contact details.
    """
    size = usual_size([word for words in pages for word in words])
    sheets = [
        [_Edge(line, _key(line, number, size)) for line in lines_of(words)]
        for number, words in enumerate(pages, start=1)
    ]
    repeated = _repeated(sheets)
    kept: list[list[Word]] = []
    said: set[str] = set()
    for number, (words, sheet) in enumerate(zip(pages, sheets, strict=True), start=1):
        dropped: set[Word] = set()
        for line, key in _running(sheet, repeated, number, len(pages)):
            if key in said or _is_numbered(line, number, len(pages)) or not _is_worth_saying(line, size):
                dropped.update(line.words)
            said.add(key)
        kept.append([word for word in words if word not in dropped])
    # If the pages contain nothing else, these lines are not headers.
    return kept if any(kept) else list(pages)


PRINTED_BELOW = re.compile(r"(?:https?|file|about|data|blob):\S* +(?P<number>\d{1,3})/(?P<pages>\d{1,3})")
PRINTED_ABOVE = re.compile(
    r"(?:\d{1,2}/\d{1,2}/\d{2,4},?|\d{2,4}\. ?\d{1,2}\. ?\d{1,2}\.) (?:오[전후] )?\d{1,2}:\d{2}(?: ?[AP]M)?(?: |$)"
)
"""What browsers print around a page: URL and page number below, date, time and title above."""


class _Edge(NamedTuple):
    line: Line
    key: str
    """Its text with the page number masked, so that it is the same on all pages."""


def _running(sheet: list[_Edge], repeated: set[str], number: int, pages: int) -> list[_Edge]:
    """Return the headers and footers of a page: repeated lines at its edges, set apart from the text."""
    found: list[_Edge] = []
    for inward in (sheet, sheet[::-1]):
        outer: list[_Edge] = []
        for edge in inward[:EDGE_LINES]:
            if edge.key not in repeated and not _is_numbered(edge.line, number, pages):
                break
            outer.append(edge)
        rest = inward[len(outer) :]
        while outer and rest and abs(outer[-1].line.y - rest[0].line.y) < SET_APART * outer[-1].line.size:
            rest = [outer.pop(), *rest]
        found += outer
    return found


def _repeated(sheets: Sequence[list[_Edge]]) -> set[str]:
    """Return the keys of lines at one position on all pages, or on most and at least three pages."""
    places: dict[str, list[tuple[int, float]]] = {}
    for number, sheet in enumerate(sheets):
        for line, key in (*sheet[:EDGE_LINES], *sheet[-EDGE_LINES:]):
            places.setdefault(key, []).append((number, line.y))
    found: set[str] = set()
    for key, at in places.items():
        most = max(len({number for number, y in at if abs(y - place) <= SAME_PLACE}) for _, place in at)
        if len(sheets) > 1 and (most == len(sheets) or (most >= PAGES_ENOUGH and most * 2 > len(sheets))):
            found.add(key)
    return found


def _is_numbered(line: Line, number: int, pages: int) -> bool:
    """Return whether the line is a correct page number such as `1 / 3`, or printed by a browser."""
    text = clean(line.text).strip()
    found = NUMBER.fullmatch(text) or PRINTED_BELOW.fullmatch(text)
    right = found is not None and found["pages"] == str(pages) and found["number"] == str(number)
    return right or PRINTED_ABOVE.match(text) is not None


def _key(line: Line, number: int, size: float) -> str:
    text = clean(line.text).strip()
    if NUMBER.fullmatch(text):
        return "#"
    # Headings may also count ("Project 1" at the top of page 1), but are not as small as a footer.
    return re.sub(rf"\b{number}\b", "#", text) if line.size < size else text


def _is_worth_saying(line: Line, size: float) -> bool:
    return line.size >= size * LARGER or has_contact(line.text)
