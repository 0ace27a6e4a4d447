"""An HWPX as text: its sections in their order, tables row by row, what stands in text boxes where they are anchored.

HWPX is what Hangul writes by default: OWPML (KS X 6101), an archive of XML as DOCX is, with other names. They come
without their namespace, of which there are several editions.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from resume_service.imports.extraction.characters import clean, squeezed, tidy, with_bullet
from resume_service.imports.extraction.contacts import has_contact
from resume_service.imports.extraction.errors import (
    BrokenDocument,
    DocumentTooComplex,
    EmptyDocument,
    EncryptedDocument,
)
from resume_service.imports.extraction.packages import Archive
from resume_service.imports.extraction.rows import CELL, table
from resume_service.imports.extraction.workers.frames import MAX_CHARACTERS

SECTION = re.compile(r"contents/section(\d{1,4})\.xml")
MANIFEST, HEADER = "META-INF/manifest.xml", "Contents/header.xml"
LEFT_OUT = frozenset(
    (
        "secPr",
        "linesegarray",
        "hiddenComment",
        "header",
        "footer",
        "pageNum",
        "autoNum",
        "newNum",
        "fieldBegin",
        "script",
    )
)
"""How things look, what is never shown, and what stands on each page again."""
BETWEEN = {"tab": "\t", "lineBreak": "\n", "nbSpace": " ", "fwSpace": " ", "hyphen": "-"}
DELETED, KEPT = "deleteBegin", "deleteEnd"
BOXES = ("drawText", "footNote", "endNote", "caption")
"""What holds paragraphs of its own beside those that it is anchored in."""
TABS = re.compile(r" *\t[\t ]*")
BULLET = "BULLET"
ITEM = "- "
MAX_SPAN = 200


def read_hwpx(data: bytes) -> str:
    """The text of an HWPX; raises the failures of `errors`."""
    archive = Archive(data)
    manifest = archive.xml(MANIFEST)
    if manifest is not None and any(found.tag == "encryption-data" for found in manifest.iter()):
        raise EncryptedDocument
    names = sorted((int(found[1]), name) for name in archive.names() if (found := SECTION.fullmatch(name)))
    if not names:
        raise BrokenDocument
    roots = [root for _, name in names if (root := archive.xml(name)) is not None]
    story = _Story(_bulleted(archive.xml(HEADER)))
    text = "\n\n".join(map(story.text, roots))
    text = tidy(f"{_letterhead(story, roots, text)}\n\n{text}")
    if not text.strip():
        raise EmptyDocument
    return text


def _bulleted(header: Element | None) -> Mapping[str, int]:
    """How deep the items are whose paragraphs look like this, by the ids of the looks."""
    found: dict[str, int] = {}
    for look in header.iter("paraPr") if header is not None else ():
        heading = look.find("heading")
        if heading is not None and heading.get("type") == BULLET:
            found[look.get("id", "")] = _number(heading.get("level"), 0, 9)
    return found


def _letterhead(story: "_Story", roots: list[Element], body: str) -> str:
    """The first header that says how to reach the person, if the body does not; other headers are dropped."""
    if has_contact(body):
        return ""
    headers = (story.text(header) for root in roots for header in root.iter("header"))
    return next((text for text in headers if has_contact(text)), "")


@dataclass(slots=True)
class _Written:
    """What a paragraph says so far, and whether what comes next was deleted by somebody whose changes are tracked."""

    text: str = ""
    deleted: bool = False

    def add(self, text: str | None) -> None:
        if text and not self.deleted:
            self.text += text


class _Story:
    """Text that flows: a section, a cell, a text box."""

    def __init__(self, bulleted: Mapping[str, int]) -> None:
        self._bulleted = bulleted
        self._characters = 0

    def text(self, parent: Element) -> str:
        """The text of the paragraphs in `parent`."""
        return "\n".join(line for child in _paragraphs(parent) for line in self._paragraph(child)).strip("\n")

    def _paragraph(self, paragraph: Element) -> Iterator[str]:
        written = _Written()
        inside: list[Element] = []
        for run in paragraph:
            if run.tag == "run":
                self._run(run, written, inside)
        text = "\n".join(map(_line, written.text.split("\n"))).strip("\n")
        depth = self._bulleted.get(paragraph.get("paraPrIDRef", ""))
        if text and depth is not None:
            text = f"{'  ' * depth}{ITEM}{text.removeprefix(ITEM)}"
        self._count(text)
        if text or not inside:
            yield text
        for element in inside:
            block = self._table(element) if element.tag == "tbl" else self.text(element)
            # What is a block of its own stands apart.
            yield from ("", block, "") if block else ()

    def _run(self, parent: Element, written: _Written, inside: list[Element]) -> None:
        for child in parent:
            if child.tag == "t":
                _spell(child, written)
            elif child.tag == "tbl" or child.tag in BOXES:
                inside.append(child)
            elif child.tag == "mainText":
                # A word that another one above it says how to pronounce.
                written.add(child.text)
            elif child.tag not in LEFT_OUT:
                self._run(child, written, inside)

    def _table(self, element: Element) -> str:
        """The rows of a table; a cell over several of them belongs to the first and is empty in the others."""
        rows: list[list[str]] = []
        covered: dict[int, int] = {}
        for row in _rows(element):
            cells: dict[int, str] = {column: "" for column, left in covered.items() if left > 0}
            covered = {column: left - 1 for column, left in covered.items() if left > 1}
            for position, cell in enumerate(found for found in row if found.tag == "tc"):
                address, span = cell.find("cellAddr"), cell.find("cellSpan")
                column = _number(address.get("colAddr") if address is not None else None, position, MAX_SPAN)
                down = _number(span.get("rowSpan") if span is not None else None, 1, MAX_SPAN)
                inside = cell.find("subList")
                cells[column] = self.text(inside) if inside is not None else ""
                if down > 1:
                    covered[column] = down - 1
            rows.append([cells[column] for column in sorted(cells)])
        return "\n".join(table(rows))

    def _count(self, text: str) -> None:
        self._characters += len(text)
        if self._characters > MAX_CHARACTERS:
            raise DocumentTooComplex("The document has more text than allowed for a résumé. Send less text.")


def _rows(element: Element) -> Iterator[Element]:
    return (found for found in element if found.tag == "tr")


def _paragraphs(parent: Element) -> Iterator[Element]:
    """The paragraphs in `parent`, those within lists of its own, too, and none within another one."""
    for child in parent:
        if child.tag == "p":
            yield child
        elif child.tag not in LEFT_OUT:
            yield from _paragraphs(child)


def _spell(element: Element, written: _Written) -> None:
    """Add the words of an element, between which tabs, line ends and marks of changes stand."""
    written.add(element.text)
    for child in element:
        if child.tag in (DELETED, KEPT):
            written.deleted = child.tag == DELETED
        elif child.tag in BETWEEN:
            written.add(BETWEEN[child.tag])
        written.add(child.tail)


def _line(line: str) -> str:
    """A line with its signs as they are everywhere; what stands behind a tab is a cell."""
    return squeezed(clean(TABS.sub(CELL, with_bullet(line.strip()))))


def _number(text: str | None, otherwise: int, most: int) -> int:
    return min(int(text), most) if text is not None and text.isdecimal() and len(text) < 9 else otherwise
