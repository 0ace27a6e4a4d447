"""Extracts the text of a PDF."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from io import BytesIO
from math import isfinite
from typing import Any

from pypdf import PageObject, PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, LimitReachedError

from resume_service.imports.blocks import Document
from resume_service.imports.extraction.errors import (
    BrokenDocument,
    DocumentTooComplex,
    EmptyDocument,
    EncryptedDocument,
    ScannedDocument,
)
from resume_service.imports.extraction.layout import Looks
from resume_service.imports.extraction.pdf.columns import arrange
from resume_service.imports.extraction.pdf.drawing import Drawn, draw
from resume_service.imports.extraction.pdf.fonts import UNKNOWN, Faces
from resume_service.imports.extraction.pdf.grid import tables_of
from resume_service.imports.extraction.pdf.lines import once, usual_size, with_dots
from resume_service.imports.extraction.pdf.order import across_pages
from resume_service.imports.extraction.pdf.paragraphs import text_of
from resume_service.imports.extraction.pdf.places import Matrix, Word
from resume_service.imports.extraction.pdf.running import without_running
from resume_service.imports.extraction.pdf.stacks import Column

PRIVATE = ("\ue000", "\uf8ff")
UNREADABLE = 0.4
"""Share of unmappable glyphs from which a text is unreadable."""

STAMP = 60
"""Maximum number of characters on a scanned page, such as a stamp added by a scanner or an app."""

COVERS = 0.5
"""Share of the page area from which a picture covers the page."""


def read_pdf(data: bytes, max_pages: int) -> tuple[str, int]:
    """Return text and page count; raises what `pdf_document` raises."""
    document, pages = pdf_document(data, max_pages)
    return document.text, pages


def pdf_document(data: bytes, max_pages: int) -> tuple[Document, int]:
    """Return the rows with their looks, and the page count.

    Raises the errors of `errors`, and whatever pypdf raises for broken documents.
    """
    try:
        return _read(data, max_pages)
    except LimitReachedError as error:
        raise DocumentTooComplex from error
    except (FileNotDecryptedError, DependencyError) as error:
        raise EncryptedDocument from error


def _read(data: bytes, max_pages: int) -> tuple[Document, int]:
    # Many documents only restrict editing: they are encrypted with an owner password and open with an empty user
    # password, which the reader tries by itself.
    reader = PdfReader(BytesIO(data))
    pages = reader.pages
    if len(pages) > max_pages:
        raise DocumentTooComplex(
            f"The document has {len(pages)} pages; at most {max_pages} are allowed. Send only the pages of the résumé."
        )
    if not pages:
        raise BrokenDocument
    faces = Faces()
    sheets = [draw(page, _upright(page), faces) for page in pages]
    _refuse_unreadable(sheets, pages)
    sheets = _without_running(sheets)
    body = usual_size([word for sheet in sheets for words in sheet.words.values() for word in words])
    columns = [replace(column, page=page) for page, sheet in enumerate(sheets, 1) for column in _columns(sheet)]
    looks = Looks()
    document = looks.document(text_of(across_pages(columns), looks), body)
    if not document.blocks:
        raise EmptyDocument
    return document, len(pages)


def _upright(page: PageObject) -> Matrix:
    """Return the transformation that rotates the page as displayed."""
    rotation: Any = page.get_inherited("/Rotate", 0)
    turned = int(rotation) % 360 if isinstance(rotation, int | float) and isfinite(rotation) else 0
    return {
        90: Matrix(0, -1, 1, 0, 0, 0),
        180: Matrix(-1, 0, 0, -1, 0, 0),
        270: Matrix(0, 1, -1, 0, 0, 0),
    }.get(turned, Matrix())


def _refuse_unreadable(sheets: Sequence[Drawn], pages: Sequence[PageObject]) -> None:
    """Raise `ScannedDocument` if the pages are pictures or their glyphs cannot be mapped to characters."""
    letters = [
        character for sheet in sheets for words in sheet.words.values() for word in words for character in word.text
    ]
    if not letters:
        raise ScannedDocument if any(sheet.pictures for sheet in sheets) else EmptyDocument
    if sum(map(_is_none, letters)) >= UNREADABLE * len(letters):
        raise ScannedDocument
    if len(letters) <= STAMP * len(sheets) and all(
        any(picture.width * picture.height >= COVERS * _area(page) for picture in sheet.pictures)
        for sheet, page in zip(sheets, pages, strict=True)
    ):
        raise ScannedDocument


def _is_none(character: str) -> bool:
    return character == UNKNOWN or PRIVATE[0] <= character <= PRIVATE[1]


def _area(page: PageObject) -> float:
    return float(page.mediabox.width) * float(page.mediabox.height)


def _without_running(sheets: Sequence[Drawn]) -> list[Drawn]:
    """Return the pages without headers and footers, which have the main text direction."""
    ways = [_main_way(sheet) for sheet in sheets]
    words = [
        with_dots(once(sheet.words.get(way, [])), sheet.dots if way == 0 else [])
        for sheet, way in zip(sheets, ways, strict=True)
    ]
    return [
        replace(sheet, words={**sheet.words, way: kept})
        for sheet, way, kept in zip(sheets, ways, without_running(words), strict=True)
    ]


def _main_way(sheet: Drawn) -> int:
    return max(sheet.words, key=lambda way: sum(len(word.text) for word in sheet.words[way]), default=0)


def _columns(sheet: Drawn) -> Iterable[Column]:
    """Return the columns of a page, followed by text along its sides."""
    main = _main_way(sheet)
    for way in sorted(sheet.words, key=lambda way: way != main):
        words: list[Word] = sheet.words[way]
        tables = tables_of(words, sheet.rules) if way == 0 else []
        inside = {word for table in tables for row in table.rows for cell in row for word in cell.words}
        yield from arrange([word for word in words if word not in inside], tables)
