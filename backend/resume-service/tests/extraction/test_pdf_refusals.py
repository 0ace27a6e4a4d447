from collections.abc import Callable
from io import BytesIO

import pytest
from fpdf import FPDF
from PIL import Image
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, NumberObject, PdfObject
from resume_service.imports.extraction.errors import (
    BrokenDocument,
    DocumentTooComplex,
    EmptyDocument,
    EncryptedDocument,
    ScannedDocument,
)
from resume_service.imports.extraction.pdf.document import read_pdf

from shared.testing import documents

TEXT = "김민수 백엔드 엔지니어"
PAGES = 30


def plain() -> bytes:
    return documents.placed([(50, 700, TEXT)])


def rewritten(change: Callable[[PdfWriter], object], pdf: bytes | None = None) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf or plain())))
    change(writer)
    written = BytesIO()
    writer.write(written)
    return written.getvalue()


def scan(stamp: str = "") -> bytes:
    document = FPDF()
    document.add_page()
    document.image(Image.new("L", (60, 80), 200), x=0, y=0, w=document.w, h=document.h)
    document.set_font("Helvetica")
    document.text(20, 20, stamp)
    return bytes(document.output())


def dictionary(held: PdfObject | None) -> DictionaryObject:
    held = held.get_object() if held is not None else None
    assert isinstance(held, DictionaryObject)
    return held


@pytest.mark.parametrize("stamp", ["", "Scanned by CamScanner"])
def test_a_scan_says_to_send_text(stamp: str) -> None:
    with pytest.raises(ScannedDocument) as refused:
        read_pdf(scan(stamp), PAGES)

    assert refused.value.status == 422
    assert "OCR" in refused.value.detail


def test_a_scan_with_its_text_recognised_is_read() -> None:
    """OCR puts the letters invisibly over the picture."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(scan())))
    page = documents.placed([(50, 700.0 - 14 * line, f"{TEXT} {line}번째 줄의 글입니다") for line in range(20)])
    writer.pages[0].merge_page(PdfReader(BytesIO(page)).pages[0])
    written = BytesIO()
    writer.write(written)

    assert read_pdf(written.getvalue(), PAGES)[0].count(TEXT) == 20


def test_pages_without_anything_are_an_empty_document() -> None:
    with pytest.raises(EmptyDocument):
        read_pdf(documents.placed([], []), PAGES)


def without_characters(writer: PdfWriter) -> None:
    """Make the fonts of the first page such that nothing says which characters their glyphs are."""
    for held in dictionary(dictionary(writer.pages[0]["/Resources"])["/Font"]).values():
        font = dictionary(held)
        if font.get("/Subtype") == NameObject("/Type0"):
            font[NameObject("/Encoding")] = NameObject("/Identity-H")


def test_letters_that_are_no_characters_are_as_good_as_a_scan() -> None:
    with pytest.raises(ScannedDocument):
        read_pdf(rewritten(without_characters), PAGES)


@pytest.mark.parametrize("cipher", ["RC4-40", "RC4-128", "AES-128", "AES-256-R5", "AES-256"])
def test_a_document_that_may_be_opened_but_not_changed_is_read(cipher: str) -> None:
    locked = rewritten(lambda writer: writer.encrypt("", "owner", algorithm=cipher))

    assert read_pdf(locked, PAGES) == (TEXT, 1)


@pytest.mark.parametrize("cipher", ["RC4-128", "AES-128", "AES-256"])
def test_a_document_with_a_password_says_to_save_it_without(cipher: str) -> None:
    locked = rewritten(lambda writer: writer.encrypt("secret", "owner", algorithm=cipher))

    with pytest.raises(EncryptedDocument) as refused:
        read_pdf(locked, PAGES)

    assert refused.value.status == 422
    assert "without" in refused.value.detail


def test_too_many_pages_are_refused_with_the_limit() -> None:
    with pytest.raises(DocumentTooComplex, match=r"has 4 pages; at most 3 are allowed"):
        read_pdf(documents.korean_resume(4), 3)


def test_as_many_pages_as_are_allowed_are_read() -> None:
    assert read_pdf(documents.korean_resume(3), 3)[1] == 3


def test_a_document_without_pages_is_broken() -> None:
    def no_pages(writer: PdfWriter) -> None:
        pages = dictionary(writer.root_object["/Pages"])
        pages[NameObject("/Count")] = NumberObject(0)
        pages[NameObject("/Kids")] = ArrayObject()

    with pytest.raises(BrokenDocument):
        read_pdf(rewritten(no_pages), PAGES)
