"""Extracts the text of a DOCX: the body in order, text boxes at their anchors, tables row by row."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.etree.ElementTree import Element

from resume_service.imports.blocks import Document
from resume_service.imports.blocks import Look as Drawn
from resume_service.imports.extraction.characters import clean, squeezed, with_bullet
from resume_service.imports.extraction.contacts import has_contact
from resume_service.imports.extraction.docx.faces import Face, usual_size
from resume_service.imports.extraction.docx.numbering import Numbering
from resume_service.imports.extraction.docx.styles import Blocks, Look, Styles
from resume_service.imports.extraction.errors import BrokenDocument, DocumentTooComplex, EmptyDocument
from resume_service.imports.extraction.layout import Looks
from resume_service.imports.extraction.nesting import INDENT, Nesting
from resume_service.imports.extraction.packages import Archive, Relation
from resume_service.imports.extraction.rows import CELL, table
from resume_service.imports.extraction.workers.frames import MAX_CHARACTERS

LEFT_OUT = frozenset(
    ("del", "moveFrom", "delText", "instrText", "rt", "pPr", "rPr", "sdtPr", "sectPr", "tblPr", "trPr", "tcPr")
)
"""Deleted text, field codes, pronunciation guides, and formatting."""

BETWEEN = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
TABS = re.compile(r" *\t[\t ]*")
SET_OFF = re.compile(r"[^\s.!?:,]\s{2,}$")
STEP, NOTICEABLE = 200, 100
"""Indentation of list items in twentieths of a point: the width of a level, and the minimum that starts one."""

OFF = ("0", "false", "off")


def read_docx(data: bytes) -> str:
    """Return the text of a DOCX; raises the errors of `errors`."""
    return docx_document(data).text


def docx_document(data: bytes) -> Document:
    """Return the rows of a DOCX with their looks; raises the errors of `errors`."""
    archive = Archive(data)
    main = next((found for found in archive.relations("").values() if found.kind == "officeDocument"), None)
    root = archive.xml(main.target) if main is not None else None
    body = root.find("body") if root is not None else None
    if main is None or body is None:
        raise BrokenDocument
    relations = archive.relations(main.target)
    story = _Story(
        Styles.of(_part(archive, relations.values(), "styles")),
        Numbering.of(_part(archive, relations.values(), "numbering")),
    )
    text = story.text(body)
    header = _letterhead(story, archive, relations.values(), text)
    document = story.looks.document(f"{header}\n\n{text}", usual_size(story.faces))
    if not document.blocks:
        raise EmptyDocument
    return document


def _part(archive: Archive, relations: Iterable[Relation], kind: str) -> Element | None:
    target = next((found.target for found in relations if found.kind == kind and not found.external), None)
    return archive.xml(target) if target is not None else None


def _letterhead(story: "_Story", archive: Archive, relations: Iterable[Relation], body: str) -> str:
    """Return the first header with contact details, if the body has none; other headers are dropped."""
    if has_contact(body):
        return ""
    for relation in relations:
        if relation.kind == "header" and not relation.external:
            root = archive.xml(relation.target)
            text = story.text(root) if root is not None else ""
            if has_contact(text):
                return text
    return ""


@dataclass(frozen=True, slots=True)
class _Block:
    """A paragraph, or a table as its text."""

    text: str
    look: Look | None


class _Story:
    """A text flow: a body, header, cell or text box."""

    def __init__(self, styles: Styles, numbering: Numbering) -> None:
        self._styles = styles
        self._numbering = numbering
        self._apart = Blocks([])
        self._nesting = Nesting()
        self._characters = 0
        self.looks = Looks()
        self.faces: list[tuple[Face, int]] = []

    def text(self, root: Element) -> str:
        """Return the text of an element."""
        self._apart = Blocks([self._styles.look(found.find("pPr")) for found in root.iter("p")])
        return self._flow(root)

    def _flow(self, parent: Element) -> str:
        lines: list[str] = []
        above: _Block | None = None
        around, self._nesting = self._nesting, Nesting()
        for block in self._blocks(parent):
            if above is not None and self._is_apart(above, block):
                lines.append("")
            lines.append(block.text)
            above = block
        self._nesting = around
        return "\n".join(lines).strip("\n")

    def _is_apart(self, above: _Block, below: _Block) -> bool:
        if above.look is None or below.look is None:
            return True
        return self._apart.apart(above.look, below.look)

    def _blocks(self, parent: Element) -> Iterator[_Block]:
        for child in parent:
            match child.tag:
                case "p":
                    yield from self._paragraph(child)
                case "tbl":
                    text = "\n".join(table(self._rows(child)))
                    if text:
                        yield _Block(text, None)
                case "AlternateContent":
                    yield from self._blocks(_chosen(child))
                case tag if tag not in LEFT_OUT:
                    # Content controls, tracked insertions and custom markup around paragraphs.
                    yield from self._blocks(child)
                case _:
                    pass

    def _paragraph(self, paragraph: Element) -> Iterator[_Block]:
        look = self._styles.look(paragraph.find("pPr"))
        boxes: list[Element] = []
        written = "".join(_runs(paragraph, boxes))
        text = "\n".join(map(_line, written.split("\n"))).strip("\n")
        if text.strip():
            face = self._styles.face(paragraph, look.style)
            self.faces.append((face, len(text)))
            drawn = Drawn(face.size, face.bold, look.level)
            text = "\n".join(self.looks.marked(row, drawn) for row in self._listed(text, look).split("\n"))
        self._characters += len(text)
        if self._characters > MAX_CHARACTERS:
            raise DocumentTooComplex("The document has more text than allowed for a résumé. Send less text.")
        if text or not boxes:
            yield _Block(text, look)
        for box in boxes:
            inside = self._flow(box)
            if inside:
                yield _Block(inside, None)

    def _listed(self, text: str, look: Look) -> str:
        """Return the text with its list sign, indented by its nesting level."""
        left = look.left if look.left is not None else look.style_left
        if look.number is None:
            if not text.startswith("- "):
                self._nesting.other(left, NOTICEABLE)
                return text
            sign = "- "
        else:
            number, level = look.number
            sign = self._numbering.sign(number, level)
            # A level counts even if it has the same indentation as the one above.
            left = (look.left if look.left is not None else self._numbering.left(number, level) or left) + level * STEP
        depth = self._nesting.item(left, NOTICEABLE)
        return f"{INDENT * depth}{sign}{text.removeprefix('- ').lstrip()}"

    def _rows(self, parent: Element) -> list[list[str]]:
        return [[self._flow(cell) for cell in _within(row, "tc")] for row in _within(parent, "tr")]


def _within(parent: Element, tag: str) -> Iterator[Element]:
    """Yield rows of a table or cells of a row, including those in content controls and tracked changes."""
    for child in parent:
        if child.tag == tag:
            yield child
        elif child.tag not in LEFT_OUT:
            yield from _within(child, tag)


def _runs(parent: Element, boxes: list[Element]) -> Iterator[str]:
    """Yield the text of a paragraph; text boxes anchored in it are added to `boxes`."""
    above: Element | None = None
    for child in parent:
        if above is not None and child.tag == "r" and _is_set_off(above, child):
            # `Acme  Engineer`: two blanks and another look are a tab to the eye.
            yield "\t"
        above = child if child.tag == "r" else None
        if child.tag == "t":
            yield child.text or ""
        elif child.tag in BETWEEN:
            yield BETWEEN[child.tag] if child.get("type") not in ("page", "column") else "\n"
        elif child.tag == "sym":
            yield _symbol(child.get("char", ""))
        elif child.tag == "txbxContent":
            boxes.append(child)
        elif child.tag == "AlternateContent":
            yield from _runs(_chosen(child), boxes)
        elif child.tag not in LEFT_OUT and not (child.tag == "r" and _is_hidden(child)):
            yield from _runs(child, boxes)


def _is_set_off(above: Element, run: Element) -> bool:
    """Return whether a run looks different from the one before it, and at least two blanks are between them."""
    before = "".join(found.text or "" for found in above.iterfind("t"))
    if not SET_OFF.search(before) or not any((found.text or "").strip() for found in run.iterfind("t")):
        return False
    return _looks(above) != _looks(run)


def _looks(run: Element) -> list[tuple[str, list[tuple[str, str]]]]:
    return [(found.tag, sorted(found.items())) for found in run.iterfind("rPr/*")]


def _chosen(alternatives: Element) -> Element:
    """Return the preferred version of content that exists twice, for new and old word processors."""
    found = next((child for child in alternatives if child.tag == "Choice" and len(child)), None)
    return found if found is not None else next((child for child in alternatives if len(child)), alternatives)


def _is_hidden(run: Element) -> bool:
    found = run.find("rPr/vanish")
    return found is not None and found.get("val", "1") not in OFF


def _symbol(code: str) -> str:
    try:
        return chr(int(code, 16))
    except (ValueError, OverflowError):
        return ""


def _line(line: str) -> str:
    """Return a line with normalised signs; text after a tab becomes a cell."""
    return squeezed(clean(TABS.sub(CELL, with_bullet(line.strip()))))
