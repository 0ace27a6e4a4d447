"""Warm-up before a process can no longer open files: runs everything that imports modules lazily."""

import zipfile
from collections.abc import Mapping
from io import BytesIO

from pypdf import PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
)

from resume_service.imports.extraction.encodings import CANDIDATES
from resume_service.imports.extraction.pdf.fonts import NAMED, UTF8, UTF16, UTF32
from resume_service.imports.extraction.reading import read
from resume_service.imports.extraction.workers.limits import Limits

CODECS = (*CANDIDATES, *NAMED.values(), UTF8, UTF16, UTF32, "utf-16-le", "latin-1", "ascii", "mac_roman", "charmap")
CIPHERS = (None, "RC4-40", "RC4-128", "AES-128", "AES-256-R5", "AES-256")
TEXT = "warm 가"
LIMITS = Limits(pages=1, seconds=1, memory_mb=1)

TO_UNICODE = b"""/CIDInit /ProcSet findresource begin begincmap
1 begincodespacerange <0000> <ffff> endcodespacerange
1 beginbfchar <0001> <ac00> endbfchar 1 beginbfrange <0002> <0003> <ac01> endbfrange endcmap"""

CONTENT = b"""BT /Latin 12 Tf 72 700 Td (warm) Tj
0 -20 Td /Named 12 Tf <b0a1> Tj 0 -20 Td /Mapped 12 Tf <00010002> Tj ET /Form Do"""


def warm_up() -> None:
    """Read a small document of each kind."""
    for codec in CODECS:
        TEXT.encode(codec, "ignore").decode(codec, "replace")
    for cipher in CIPHERS:
        read("pdf", _pdf(cipher), LIMITS)
    read("docx", _docx(), LIMITS)
    read("hwpx", _hwpx(), LIMITS)
    for kind in ("markdown", "text", "json"):
        read(kind, TEXT.encode(), LIMITS)


def _docx() -> bytes:
    parts = {
        "_rels/.rels": '<R><r Id="a" Type="x/officeDocument" Target="word/document.xml"/></R>',
        "word/document.xml": f"<document><body><p><r><t>{TEXT}</t></r></p></body></document>",
    }
    return _packed(parts)


def _hwpx() -> bytes:
    return _packed({"Contents/section0.xml": f"<sec><p><run><t>{TEXT}</t></run></p></sec>"})


def _packed(parts: Mapping[str, str]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return packed.getvalue()


def _pdf(cipher: str | None) -> bytes:
    """Return a page with all kinds of fonts, encrypted with an owner password if `cipher` is given."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    form = _stream(b"BT /Latin 12 Tf 72 600 Td (form) Tj ET")
    form[NameObject("/Subtype")] = NameObject("/Form")
    fonts = DictionaryObject(
        {
            NameObject("/Latin"): _font("Type1", "Helvetica", "WinAnsiEncoding"),
            NameObject("/Named"): _font("Type0", "HYSMyeongJo-Medium", "KSCms-UHC-H"),
            NameObject("/Mapped"): _font("Type0", "Mapped", "Identity-H"),
        }
    )
    mapped = fonts["/Mapped"]
    assert isinstance(mapped, DictionaryObject)
    mapped[NameObject("/ToUnicode")] = writer._add_object(_stream(TO_UNICODE))  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    page[NameObject("/Resources")] = DictionaryObject(
        {
            NameObject("/Font"): fonts,
            NameObject("/XObject"): DictionaryObject({NameObject("/Form"): writer._add_object(form)}),  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
        }
    )
    page[NameObject("/Contents")] = writer._add_object(_stream(CONTENT))  # noqa: SLF001 # pyright: ignore[reportPrivateUsage]
    if cipher is not None:
        writer.encrypt("", "owner", algorithm=cipher)
    packed = BytesIO()
    writer.write(packed)
    return packed.getvalue()


def _stream(content: bytes) -> StreamObject:
    plain = DecodedStreamObject()
    plain.set_data(content)
    return plain.flate_encode()


def _font(kind: str, name: str, encoding: str) -> DictionaryObject:
    font = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Font"),
            NameObject("/Subtype"): NameObject(f"/{kind}"),
            NameObject("/BaseFont"): NameObject(f"/{name}"),
            NameObject("/Encoding"): NameObject(f"/{encoding}"),
        }
    )
    if kind == "Type0":
        widths = ArrayObject([NumberObject(1), ArrayObject([FloatObject(500)])])
        inner = DictionaryObject({NameObject("/DW"): NumberObject(1000), NameObject("/W"): widths})
        font[NameObject("/DescendantFonts")] = ArrayObject([inner])
    return font
