"""Detects the format of a document from its bytes, never from what the client or a file name claims."""

import re
from dataclasses import dataclass
from enum import StrEnum

from resume_service.imports.extraction.encodings import decoded
from resume_service.imports.extraction.errors import FORMATS, EmptyDocument, PictureDocument, UnsupportedDocument

HEAD = 65_536
"""Number of bytes examined to recognise text."""


class Format(StrEnum):
    """The formats of imports. `JSON` may or may not be JSON Resume."""

    PDF = "pdf"
    DOCX = "docx"
    HWPX = "hwpx"
    MARKDOWN = "markdown"
    TEXT = "text"
    JSON = "json"


@dataclass(frozen=True, slots=True)
class Extracted:
    """The text of a document: NFC, with line feeds, and blocks separated by blank lines.

    Headings and list items have their own lines (items begin with `- `), and table cells are joined with ` | `. For
    `JSON`, `text` is the decoded document.
    """

    format: Format
    text: str
    pages: int | None


PDF_HEADER_WITHIN = 1024
"""PDF readers accept some garbage bytes before the header, as left by mail gateways."""

PICTURES = (
    b"\x89PNG\r\n\x1a\n",
    b"\xff\xd8\xff",
    b"GIF87a",
    b"GIF89a",
    b"II*\x00",
    b"MM\x00*",
    b"8BPS",
    b"\x00\x00\x01\x00",
    b"\xff\x0a",
    b"\x00\x00\x00\x0cJXL ",
    b"\x00\x00\x00\x0cjP  ",
)
"""PNG, JPEG, GIF, TIFF, Photoshop, icons, JPEG XL, JPEG 2000."""

HEIF_BRANDS = (b"heic", b"heix", b"hevc", b"heim", b"heis", b"mif1", b"msf1", b"avif", b"avis")

KOREAN_HINT = "한글에서 HWPX 또는 PDF로 저장해 주세요. Save it as HWPX or PDF in Hangul and send that file."
OFFICE_HINT = "Save it as DOCX or PDF and send that file."

OTHERS: tuple[tuple[bytes, str, str], ...] = (
    (b"HWP Document File", "an HWP document", KOREAN_HINT),
    (b"{\\rtf", "an RTF document", OFFICE_HINT),
    (b"\xdb\xa5-\x00", "an old Word document (.doc)", OFFICE_HINT),
    (b"Rar!\x1a\x07", "an archive (RAR)", ""),
    (b"7z\xbc\xaf\x27\x1c", "an archive (7z)", ""),
    (b"\x1f\x8b", "an archive (gzip)", ""),
    (b"BZh", "an archive (bzip2)", ""),
    (b"\xfd7zXZ\x00", "an archive (xz)", ""),
    (b"\x28\xb5\x2f\xfd", "an archive (zstd)", ""),
    (b"MZ", "a program", ""),
    (b"\x7fELF", "a program", ""),
    (b"\xcf\xfa\xed\xfe", "a program", ""),
    (b"\xca\xfe\xba\xbe", "a program", ""),
    (b"%!PS", "a PostScript document", "Convert it to PDF and send that file."),
    (b"SQLite format 3\x00", "a database", ""),
    (b"ID3", "a sound", ""),
    (b"OggS", "a sound", ""),
    (b"fLaC", "a sound", ""),
    (b"\x1aE\xdf\xa3", "a video", ""),
)
"""Unsupported formats: first bytes, name, and what to do instead."""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIPS = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
HWPX_TYPE, HWPX_TYPE_WITHIN = b"application/hwp+zip", 1_024
"""The first archive member, usually uncompressed. If it is compressed, the names of the parts identify HWPX."""
IN_ZIP: tuple[tuple[bytes, str, str], ...] = (
    (b"application/vnd.oasis.opendocument", "an OpenDocument file", OFFICE_HINT),
    (b"application/epub+zip", "an e-book (EPUB)", "Convert it to PDF and send that file."),
    (b"Index/Document.iwa", "a Pages document", "Export it as DOCX or PDF in Pages and send that file."),
    (b"xl/workbook.", "a spreadsheet (Excel)", "Save it as PDF and send that file."),
    (b"ppt/presentation.", "a presentation (PowerPoint)", "Save it as PDF and send that file."),
)

BINARY = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
"""Control characters that text does not contain; tab, line ends, form feed and escape are allowed."""

HTML = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\b|html\b|head\b|body\b|svg\b|\?xml\b)",
    re.IGNORECASE | re.DOTALL,
)
JSON_TEXT = re.compile(r'\s*(?:\{\s*["}]|\[\s*(?:\{\s*["}]|\]\s*$))')
"""An object or a list of objects. Plain text may also begin with a bracket."""
MARKDOWN = (
    re.compile(r"^#{1,6} +\S", re.MULTILINE),
    re.compile(r"^```", re.MULTILINE),
    re.compile(r"\*\*[^*\n]+\*\*"),
    re.compile(r"\[[^\]\n]+\]\((?:https?://|mailto:|#|\.?/)[^)\n]*\)"),
    re.compile(r"^ *\|? *:?-{3,}:? *\|", re.MULTILINE),
    re.compile(r"^(?:=|-){3,} *$", re.MULTILINE),
    re.compile(r"^> +\S", re.MULTILINE),
    re.compile(r"`[^`\n]+`"),
)
ENOUGH_MARKS = 2
"""Number of Markdown features needed; a heading alone is enough."""


def detect(data: bytes) -> Format:
    """Return the format of `data`; raises `EmptyDocument`, `PictureDocument`, `UnsupportedDocument`."""
    if not data.strip(b"\x00\t\r\n\f ") or data in (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff"):
        raise EmptyDocument
    if b"%PDF-" in data[:PDF_HEADER_WITHIN]:
        return Format.PDF
    if data.startswith(ZIPS):
        return _zip(data)
    _refuse_others(data)
    return _text(data)


def _zip(data: bytes) -> Format:
    """Return DOCX or HWPX, or raise. Member names are uncompressed in an archive, so nothing is unpacked."""
    if HWPX_TYPE in data[:HWPX_TYPE_WITHIN] or (b"Contents/section" in data and b"Contents/content.hpf" in data):
        return Format.HWPX
    for mark, what, hint in IN_ZIP:
        if mark in data:
            raise _unsupported(what, hint)
    if b"word/" in data and b"[Content_Types].xml" in data:
        return Format.DOCX
    raise _unsupported("an archive (ZIP)")


def _refuse_others(data: bytes) -> None:
    # A bitmap begins with two letters that can also begin a text.
    is_bitmap = data.startswith(b"BM") and b"\x00" in data[:32]
    if is_bitmap or data.startswith(PICTURES) or (data[:4] == b"RIFF" and data[8:12] == b"WEBP"):
        raise PictureDocument
    if data[4:8] == b"ftyp":
        if data[8:12] in HEIF_BRANDS:
            raise PictureDocument
        raise _unsupported("a video")
    if data.startswith(OLE):
        raise _ole(data)
    for mark, what, hint in OTHERS:
        # Two letters alone could begin a text.
        if data.startswith(mark) and (len(mark) > 2 or b"\x00" in data[:64]):
            raise _unsupported(what, hint)


def _ole(data: bytes) -> UnsupportedDocument:
    """Old Office documents, HWP 5 and encrypted DOCX share a container format with UTF-16 names."""
    if b"HWP Document File" in data or _utf16("FileHeader") in data:
        return _unsupported("an HWP document", KOREAN_HINT)
    if _utf16("EncryptedPackage") in data:
        return _unsupported("a password-protected Office document", "Save it without the password.")
    if _utf16("WordDocument") in data:
        return _unsupported("an old Word document (.doc)", OFFICE_HINT)
    return _unsupported("an old Office document", OFFICE_HINT)


def _text(data: bytes) -> Format:
    text = decoded(data[:HEAD], whole=len(data) <= HEAD)
    if text is None or BINARY.search(text):
        raise UnsupportedDocument
    if HTML.match(text):
        raise _unsupported("a web page or XML", "Print it to PDF and send that file.")
    if JSON_TEXT.match(text):
        return Format.JSON
    marks = sum(1 for mark in MARKDOWN if mark.search(text))
    return Format.MARKDOWN if marks >= ENOUGH_MARKS or MARKDOWN[0].search(text) else Format.TEXT


def _unsupported(what: str, hint: str = "") -> UnsupportedDocument:
    return UnsupportedDocument(
        " ".join(filter(None, (f"This is {what}, which cannot be imported.", hint, f"Supported formats: {FORMATS}.")))
    )


def _utf16(name: str) -> bytes:
    return name.encode("utf-16-le")
