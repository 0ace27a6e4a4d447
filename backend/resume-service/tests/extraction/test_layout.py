"""How the rows of a document look, beside their text."""

from io import BytesIO

import docx
import pytest
from docx.shared import Pt
from reportlab.pdfgen.canvas import Canvas
from resume_service.imports.blocks import Block, Document, Look
from resume_service.imports.extraction.docx.document import docx_document
from resume_service.imports.extraction.layout import packed, unpacked
from resume_service.imports.extraction.pdf.document import pdf_document
from resume_service.imports.extraction.plain import markdown_document

ROWS = (
    (800, "Ada Quill", "Helvetica-Bold", 20),
    (760, "Experience", "Helvetica-Bold", 12),
    (740, "Acme", "Helvetica", 10),
)


def by_text(document: Document) -> dict[str, Block]:
    return {block.text: block for block in document.blocks}


def test_a_pdf_says_size_weight_page_and_place_of_each_row() -> None:
    written = BytesIO()
    canvas = Canvas(written)
    for y, text, font, size in ROWS:
        canvas.setFont(font, size)
        canvas.drawString(50, y, text)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(50, 720, "Kept the books of four shops and answered letters")
    canvas.save()

    found = by_text(pdf_document(written.getvalue(), 3)[0])

    name, heading, company = (found[text].look for _, text, *_ in ROWS)
    assert (name.size, name.bold, name.page, name.x0) == (2.0, True, 1, 50.0)
    assert (heading.size, heading.bold) == (1.2, True)
    assert (company.size, company.bold, company.y) == (1.0, False, 740.0)


def test_a_docx_says_size_weight_and_level() -> None:
    document = docx.Document()
    name = document.add_paragraph().add_run("Ada Quill")
    name.font.size, name.bold = Pt(22), True
    document.add_heading("Experience", 2)
    document.add_paragraph("Kept the books of four shops and answered letters")
    written = BytesIO()
    document.save(written)

    found = by_text(docx_document(written.getvalue()))

    assert (found["Ada Quill"].look.size, found["Ada Quill"].look.bold) == (2.0, True)
    assert found["Experience"].look.level == 2
    assert found["Kept the books of four shops and answered letters"].look == Look()


def test_markdown_says_levels_and_whole_rows_that_are_bold() -> None:
    found = by_text(markdown_document(b"# Ada Quill\n\n**Acme**\n\nwas **bold** there"))

    assert found["# Ada Quill"].look.level == 1
    assert (found["**Acme**"].look.bold, found["was **bold** there"].look.bold) == (True, False)


@pytest.mark.parametrize("text", ["Ada\n\n- one\n- two | 2019", "Ada", "a\n\n\nb"])
def test_the_text_follows_from_the_blocks(text: str) -> None:
    document = Document.of_text(text, {0: Look(1.5, bold=True, page=1, x0=50.0, x1=90.5, y=700.0)})

    assert document.text == text
    assert unpacked(text, packed(document)) == document


@pytest.mark.parametrize(
    "said", ["{", "[1]", "[[1]]", '[["a","b","c","d","e","f","g","h"]]', "[[0,NaN,1,1e999,1,1,1,1]]", "null"]
)
def test_looks_that_are_none_count_as_plain(said: str) -> None:
    assert unpacked("Ada", said) == Document.of_text("Ada")
