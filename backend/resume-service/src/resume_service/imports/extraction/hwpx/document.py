"""Extracts the text of an HWPX: sections in order, text boxes at their anchors, tables row by row.

HWPX is the default format of Hangul: OWPML (KS X 6101), an archive of XML parts similar to DOCX. Names are used without
their namespace, which has several editions.
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
"""Formatting, hidden content, and content repeated on each page."""
BETWEEN = {"tab": "\t", "lineBreak": "\n", "nbSpace": " ", "fwSpace": " ", "hyphen": "-"}
DELETED, KEPT = "deleteBegin", "deleteEnd"
BOXES = ("drawText", "footNote", "endNote", "caption")
"""Elements with paragraphs of their own, anchored in another paragraph."""
TABS = re.compile(r" *\t[\t ]*")
BULLET = "BULLET"
ITEM = "- "
MAX_SPAN = 200


def read_hwpx(data: bytes) -> str:
    """Return the text of an HWPX; raises the errors of `errors`."""
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
    """Return the nesting level of list items by paragraph style id."""
    found: dict[str, int] = {}
    for look in header.iter("paraPr") if header is not None else ():
        heading = look.find("heading")
        if heading is not None and heading.get("type") == BULLET:
            found[look.get("id", "")] = _number(heading.get("level"), 0, 9)
    return found


def _letterhead(story: "_Story", roots: list[Element], body: str) -> str:
    """Return the first header with contact details, if the body has none; other headers are dropped."""
    if has_contact(body):
        return ""
    headers = (story.text(header) for root in roots for header in root.iter("header"))
    return next((text for text in headers if has_contact(text)), "")


@dataclass(slots=True)
class _Written:
    """The text of a paragraph so far, and whether the following text is a tracked deletion."""

    text: str = ""
    deleted: bool = False

    def add(self, text: str | None) -> None:
        if text and not self.deleted:
            self.text += text


class _Story:
    """A text flow: a section, cell or text box."""

    def __init__(self, bulleted: Mapping[str, int]) -> None:
        self._bulleted = bulleted
        self._characters = 0

    def text(self, parent: Element) -> str:
        """Return the text of the paragraphs in `parent`."""
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
            # Nested blocks are separated by blank lines.
            yield from ("", block, "") if block else ()

    def _run(self, parent: Element, written: _Written, inside: list[Element]) -> None:
        for child in parent:
            if child.tag == "t":
                _spell(child, written)
            elif child.tag == "tbl" or child.tag in BOXES:
                inside.append(child)
            elif child.tag == "mainText":
                # A word with a pronunciation guide above it.
                written.add(child.text)
            elif child.tag not in LEFT_OUT:
                self._run(child, written, inside)

    def _table(self, element: Element) -> str:
        """Return the rows of a table; a cell that spans rows appears in the first and is empty in the others."""
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
    """Yield the paragraphs in `parent`, including those in its lists, but not nested ones."""
    for child in parent:
        if child.tag == "p":
            yield child
        elif child.tag not in LEFT_OUT:
            yield from _paragraphs(child)


def _spell(element: Element, written: _Written) -> None:
    """Add the text of an element, including its tabs, line ends and change marks."""
    written.add(element.text)
    for child in element:
        if child.tag in (DELETED, KEPT):
            written.deleted = child.tag == DELETED
        elif child.tag in BETWEEN:
            written.add(BETWEEN[child.tag])
        written.add(child.tail)


def _line(line: str) -> str:
    """Return a line with normalised signs; text after a tab becomes a cell."""
    return squeezed(clean(TABS.sub(CELL, with_bullet(line.strip()))))


def _number(text: str | None, otherwise: int, most: int) -> int:
    return min(int(text), most) if text is not None and text.isdecimal() and len(text) < 9 else otherwise
