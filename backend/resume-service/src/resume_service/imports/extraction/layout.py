"""How the rows of a document look, carried along while its text is written, and from one process to another.

Readers write text, row by row, and tables put rows into cells. So a row carries the number of its look along as one
character of the private use area, which no text has after `clean`, and `Looks.document` takes them out at the end.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from resume_service.imports.blocks import PLAIN, Document, Look
from resume_service.imports.extraction.characters import tidy

FIRST, LAST = 0xE000, 0xF8FF
MARK = re.compile(f"[{chr(FIRST)}-{chr(LAST)}]")
MAX_LOOKS = LAST - FIRST + 1
"""Rows of a document beyond these have no look; thirty dense pages have two thousand."""


def packed(document: Document) -> str:
    """How the rows look, for another process that has the text."""
    looks = [
        (number, look.size, look.bold, look.level, look.page, look.x0, look.x1, look.y)
        for number, block in document.rows()
        if (look := block.look) != PLAIN
    ]
    return json.dumps(looks[:MAX_LOOKS], separators=(",", ":"))


def unpacked(text: str, looks: str) -> Document:
    """The document of a text and of how its rows look; looks that are none count as plain."""
    try:
        found = {int(number): _look(look) for number, *look in json.loads(looks or "[]")}
    except (ValueError, TypeError, OverflowError):
        found = {}
    return Document.of_text(text, found)


def _look(said: Sequence[Any]) -> Look:
    """A look as another process says it, which may say anything."""
    size, bold, level, page, *places = said
    x0, x1, y = (None if place is None else float(place) for place in places)
    return Look(float(size), bool(bold), int(level), None if page is None else int(page), x0, x1, y)


@dataclass(slots=True)
class Looks:
    """The looks of a document's rows while it is written."""

    _known: list[Look] = field(default_factory=list[Look])

    def marked(self, row: str, look: Look) -> str:
        """`row` with its look; one without a word has none."""
        if not row.strip() or len(self._known) >= MAX_LOOKS:
            return row
        self._known.append(look)
        return f"{row}{chr(FIRST + len(self._known) - 1)}"

    def document(self, text: str, body: float = 1.0) -> Document:
        """The document of a text with marks; sizes become those in times of `body`, the size of its body's text."""
        looks: dict[int, Look] = {}
        rows: list[str] = []
        for number, row in enumerate(tidy(text).split("\n")):
            found = [self._known[ord(mark) - FIRST] for mark in MARK.findall(row)]
            rows.append(MARK.sub("", row))
            if found:
                largest = max(found, key=lambda look: look.size)
                size = round(largest.size / body, 2) if body else 1.0
                looks[number] = replace(found[0], size=size, bold=all(look.bold for look in found))
        return Document.of_text("\n".join(rows), looks)
