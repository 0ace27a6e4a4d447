import zipfile
from io import BytesIO

import pytest
from resume_service.imports.extraction import Format, detect
from resume_service.imports.extraction.errors import EmptyDocument, PictureDocument, UnsupportedDocument

from shared.core.errors import AppError
from shared.testing import documents


def archive(*names: str, first: bytes = b"") -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w") as zipped:
        if first:
            zipped.writestr("mimetype", first)
        for name in names:
            zipped.writestr(name, "x")
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (documents.placed([(50, 700, "글")]), Format.PDF),
        (b"\r\n\r\n%PDF-1.7 after what a mail gateway left", Format.PDF),
        (archive("[Content_Types].xml", "word/document.xml"), Format.DOCX),
        (b'{"basics": {"name": "Kim"}}', Format.JSON),
        (b"\xef\xbb\xbf {}", Format.JSON),
        (b'[ {"basics": {"name": "Kim"}} ]', Format.JSON),
        (b"[]", Format.JSON),
        (b"[2026] Kim Minsu", Format.TEXT),
        ("# 김민수\n\n백엔드".encode(), Format.MARKDOWN),
        (b"Kim\n===\n\n**Backend** engineer", Format.MARKDOWN),
        ("김민수\n백엔드 엔지니어".encode(), Format.TEXT),
        ("김민수\n백엔드 엔지니어".encode("cp949"), Format.TEXT),
        ("김민수".encode("utf-16"), Format.TEXT),
        (b"MZ is no program but the initials of a person", Format.TEXT),
        (b"BM 4 years of experience", Format.TEXT),
    ],
)
def test_the_content_tells_the_format(data: bytes, found: Format) -> None:
    assert detect(data) is found


@pytest.mark.parametrize("data", [b"", b" \n\t ", b"\x00\x00\x00", b"\xef\xbb\xbf", b"\xff\xfe"])
def test_nothing_is_an_empty_document(data: bytes) -> None:
    with pytest.raises(EmptyDocument):
        detect(data)


@pytest.mark.parametrize(
    "data",
    [
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff\xe0",
        b"GIF89a",
        b"RIFF\x00\x00\x00\x00WEBPVP8 ",
        b"\x00\x00\x00\x18ftypheic\x00\x00",
        b"BM\x36\x00\x00\x00",
        b"II*\x00\x08",
    ],
)
def test_a_picture_is_said_to_be_one(data: bytes) -> None:
    with pytest.raises(PictureDocument) as refused:
        detect(data)

    assert (refused.value.status, refused.value.code) == (422, "PICTURE_DOCUMENT")
    assert "Send the document itself" in refused.value.detail


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"HWP Document File", "HWP"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), ".doc"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (archive("content.xml", first=b"application/vnd.oasis.opendocument.text"), "OpenDocument"),
        (archive("xl/workbook.xml", "[Content_Types].xml"), "Excel"),
        (archive("photo.txt"), "ZIP"),
        (b"{\\rtf1 text}", "RTF"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"MZ\x90\x00\x03\x00", "program"),
        (b"\x1f\x8b\x08\x00", "gzip"),
    ],
)
def test_other_formats_are_named_with_what_to_do(data: bytes, what: str) -> None:
    with pytest.raises(UnsupportedDocument) as refused:
        detect(data)

    assert refused.value.status == 415
    assert what in refused.value.detail
    assert "Supported formats: PDF, DOCX" in refused.value.detail


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(AppError) as refused:
        detect(bytes(range(1, 256)))

    assert refused.value.code == "UNSUPPORTED_DOCUMENT"
