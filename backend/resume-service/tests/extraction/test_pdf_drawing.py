from io import BytesIO
from pathlib import Path

import pytest
import reportlab
from fpdf import FPDF
from pypdf import PdfReader, PdfWriter, Transformation
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from resume_service.imports.extraction.pdf.document import read_pdf

from shared.testing import documents
from shared.testing.documents import in_order

PAGES = 30


def text_of(pdf: bytes) -> str:
    return read_pdf(pdf, PAGES)[0]


def test_letters_that_are_placed_one_by_one_are_words() -> None:
    written = BytesIO()
    canvas = Canvas(written, pagesize=A4)
    canvas.setFont("Courier", 10)
    for place, letter in enumerate("Python and Go"):
        canvas.drawString(50 + 6 * place, 700, letter)
    canvas.save()

    assert text_of(written.getvalue()) == "Python and Go"


def test_text_that_is_drawn_twice_to_look_bold_is_said_once() -> None:
    page = [(50, 700, "경력 사항"), (50.3, 700, "경력 사항")]

    assert text_of(documents.placed(page)) == "경력 사항"


@pytest.mark.parametrize("degrees", [90, 180, 270])
def test_a_turned_page_is_read_as_its_reader_sees_it(degrees: int) -> None:
    upright = documents.placed([(50, 700, "위"), (50, 600, "가운데"), (50, 500, "아래")])
    writer = PdfWriter(clone_from=PdfReader(BytesIO(upright)))
    page = writer.pages[0]
    page.rotate(degrees)
    page.transfer_rotation_to_content()
    page.rotate(degrees)
    turned = BytesIO()
    writer.write(turned)

    assert set(text_of(turned.getvalue()).split()) == {"위", "가운데", "아래"}


def test_slanted_watermarks_are_no_text() -> None:
    written = BytesIO()
    canvas = Canvas(written, pagesize=A4)
    canvas.setFont("Helvetica", 10)
    canvas.drawString(50, 700, "Experience")
    canvas.translate(200, 300)
    canvas.rotate(45)
    canvas.drawString(0, 0, "CONFIDENTIAL")
    canvas.save()

    assert text_of(written.getvalue()) == "Experience"


def test_text_within_forms_is_where_the_form_is() -> None:
    """A form has coordinates of its own; stamps and whole pages of other documents are embedded as forms."""
    inner = PdfReader(BytesIO(documents.placed([(50, 500, "아래")]))).pages[0]
    writer = PdfWriter(clone_from=PdfReader(BytesIO(documents.placed([(50, 700, "위"), (50, 300, "끝")]))))
    writer.pages[0].merge_transformed_page(inner, Transformation().translate(0, -50))
    written = BytesIO()
    writer.write(written)

    assert in_order(text_of(written.getvalue()), "위", "아래", "끝")


def test_a_font_that_is_embedded_is_read_by_its_map_of_characters() -> None:
    document = FPDF()
    document.add_page()
    document.add_font("vera", fname=Path(reportlab.__file__).parent / "fonts" / "Vera.ttf")
    document.set_font("vera", size=11)
    document.multi_cell(0, 6, "Müller & Søn – naïve café")

    assert text_of(bytes(document.output())) == "Müller & Søn – naïve café"


def test_the_map_of_a_korean_font_may_give_single_characters_and_ranges() -> None:
    mapping = b"""/CIDInit /ProcSet findresource begin begincmap
        1 begincodespacerange <0000> <ffff> endcodespacerange
        2 beginbfchar
        <0003> <0020>
        <0102> <d55cae00>
        endbfchar
        2 beginbfrange
        <0110> <0112> <ac00>
        <0120> <0121> [<b098> <b2e4>]
        endbfrange endcmap"""
    font = b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H/DescendantFonts[<</DW 1000>>]/ToUnicode 7 0 R>>"
    content = b"BT /K 10 Tf 50 700 Td <01100111011200030120012100030102> Tj ET"

    text = text_of(
        documents.raw_page(documents.raw_stream(content), b"/Font<</K 6 0 R>>", font, documents.raw_stream(mapping))
    )

    assert text == "가각갂 나다 한글"


def test_a_narrow_glyph_that_a_font_does_not_map_is_a_blank() -> None:
    mapping = b"""/CIDInit /ProcSet findresource begin begincmap
        1 beginbfrange
        <0110> <0112> <ac00>
        endbfrange endcmap"""
    font = (
        b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H"
        b"/DescendantFonts[<</DW 1000/W[3[250]]>>]/ToUnicode 7 0 R>>"
    )
    content = b"BT /K 10 Tf 50 700 Td <0110011100030112> Tj ET"

    text = text_of(
        documents.raw_page(documents.raw_stream(content), b"/Font<</K 6 0 R>>", font, documents.raw_stream(mapping))
    )

    assert text == "가각 갂"


def test_a_picture_among_letters_is_no_text() -> None:
    # As browsers write it: a font of drawings, one of them without a character.
    mapping = b"""/CIDInit /ProcSet findresource begin begincmap
        1 begincodespacerange <00> <ff> endcodespacerange
        1 beginbfchar <41> <c724> endbfchar endcmap"""
    font = (
        b"<</Type/Font/Subtype/Type3/FontBBox[0 0 10 10]/FontMatrix[.1 0 0 .1 0 0]/CharProcs<<>>"
        b"/FirstChar 64/LastChar 65/Widths[10 10]/Encoding<</Type/Encoding/Differences[64/g0/gC724]>>/ToUnicode 7 0 R>>"
    )
    content = b"BT /K 10 Tf 50 700 Td <4041414141> Tj ET"

    assert (
        text_of(
            documents.raw_page(documents.raw_stream(content), b"/Font<</K 6 0 R>>", font, documents.raw_stream(mapping))
        )
        == "윤윤윤윤"
    )


def test_signs_of_lists_that_are_drawn_as_shapes_begin_items() -> None:
    """Browsers draw them so."""
    written = BytesIO()
    canvas = Canvas(written, pagesize=A4)
    canvas.setFont("Helvetica", 10)
    for y, text in ((700, "Payments"), (684, "Search")):
        canvas.circle(55, y + 3.5, 2, stroke=0, fill=1)
        canvas.drawString(65, y, text)
    # Within an item they are rings.
    canvas.circle(75, 671.5, 2, stroke=1, fill=0)
    canvas.drawString(85, 668, "Index")
    for x in (200, 208, 216):
        canvas.circle(x, 653.5, 3, stroke=0, fill=1)
    canvas.drawString(50, 650, "Python")
    canvas.save()

    assert text_of(written.getvalue()) == "- Payments\n- Search\n  - Index\nPython"
