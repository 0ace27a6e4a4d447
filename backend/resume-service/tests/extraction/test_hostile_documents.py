"""Documents that were made to do harm. Each is refused by its name, and the reader goes on or is replaced."""

import random
import zipfile
import zlib
from collections.abc import AsyncGenerator
from io import BytesIO

import pytest
from docx import Document
from resume_service.imports.extraction import Extractor
from resume_service.imports.extraction.workers.limits import Limits

from shared.core.errors import AppError
from shared.testing import documents
from shared.testing.documents import raw, raw_page, raw_stream

TEXT = "김민수 백엔드 엔지니어"
MUTANTS = 150
CUTS = 40
HARMLESS = {"BROKEN_DOCUMENT", "EMPTY_DOCUMENT", "SCANNED_DOCUMENT", "ENCRYPTED_DOCUMENT", "DOCUMENT_TOO_COMPLEX"}

CATALOGUE = b"<</Type/Catalog/Pages 2 0 R>>"
PAGE = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>"
BOMB = zlib.compress(b"\x00" * 300_000_000, 9)


@pytest.fixture
async def extractor() -> AsyncGenerator[Extractor]:
    extractor = Extractor(Limits(pages=30, seconds=3, memory_mb=256), 5_000_000)
    yield extractor
    await extractor.close()


async def outcome(extractor: Extractor, data: bytes) -> str:
    """The code of a refusal with a status of 4xx, or the text; a good document is read afterwards."""
    try:
        found = (await extractor.extract(data)).text
    except AppError as refused:
        found = refused.code if 400 <= refused.status < 500 else f"{refused.status} {refused.code}"
    assert (await extractor.extract(TEXT.encode())).text == TEXT
    return found


def nested(opening: bytes, closing: bytes, depth: int) -> bytes:
    return raw(
        CATALOGUE,
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        PAGE[:-2] + b"/X " + opening * depth + closing * depth + b">>",
    )


def forms_within_forms(depth: int) -> bytes:
    """Each form draws the next one ten times."""
    draw = b"/N Do " * 10
    forms = [
        raw_stream(draw, b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</N %d 0 R>>>>" % (number + 1))
        for number in range(6, 6 + depth)
    ]
    text = raw_stream(
        b"BT /F 9 Tf (x) Tj ET", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</Font<</F 5 0 R>>>>"
    )
    return raw_page(raw_stream(draw), b"/XObject<</N 6 0 R>>", *forms, text)


HOSTILE = {
    "nothing behind the header": b"%PDF-1.7\n",
    "a page tree that is a circle": raw(CATALOGUE, b"<</Type/Pages/Kids[2 0 R]/Count 1>>"),
    "a page whose parent is itself": raw(
        CATALOGUE, b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 3 0 R/Contents 3 0 R>>"
    ),
    "more pages than there are": raw(CATALOGUE, b"<</Type/Pages/Kids[3 0 R]/Count 2000000000>>", PAGE),
    "a catalogue that refers to itself": raw(b"1 0 R"),
    "objects that refer to each other": raw(b"2 0 R", b"1 0 R"),
    "a length that is its own stream": raw_page(b"<</Length 4 0 R>>stream\nBT ET\nendstream"),
    "arrays within arrays": nested(b"[", b"]", 50_000),
    "dictionaries within dictionaries": nested(b"<</A ", b">>", 50_000),
    "a bomb of Flate": raw_page(raw_stream(BOMB, b"/Filter/FlateDecode")),
    "a bomb of Flate within Flate": raw_page(raw_stream(zlib.compress(BOMB, 9), b"/Filter[/FlateDecode/FlateDecode]")),
    "more filters than are sensible": raw_page(raw_stream(b"00" * 99, b"/Filter[" + b"/ASCIIHexDecode " * 999 + b"]")),
    "a run-length bomb": raw_page(raw_stream(b"\x81\x00" * 1_000_000, b"/Filter/RunLengthDecode")),
    "a predictor with huge rows": raw_page(
        raw_stream(zlib.compress(b"1"), b"/Filter/FlateDecode/DecodeParms<</Predictor 15/Columns 2000000000>>")
    ),
    "a map of characters without end": raw_page(
        raw_stream(b"BT /K 9 Tf 9 9 Td <0001> Tj ET"),
        b"/Font<</K 6 0 R>>",
        b"<</Type/Font/Subtype/Type0/Encoding/Identity-H/ToUnicode 7 0 R>>",
        raw_stream(b"1 beginbfrange\n<00000000> <ffffffff> <0000>\nendbfrange"),
    ),
    "widths without end": raw_page(
        raw_stream(b"BT /K 9 Tf 9 9 Td <0001> Tj ET"),
        b"/Font<</K 6 0 R>>",
        b"<</Type/Font/Subtype/Type0/Encoding/Identity-H/DescendantFonts[<</W[0 2000000000 1]>>]>>",
    ),
    "forms that draw themselves": raw_page(
        raw_stream(b"/N Do"),
        b"/XObject<</N 6 0 R>>",
        raw_stream(b"/N Do /N Do", b"/Type/XObject/Subtype/Form/Resources<</XObject<</N 6 0 R>>>>"),
    ),
    "operators without end": raw_page(raw_stream(b"q " * 2_000_000)),
    "words without end": raw_page(raw_stream(b"BT /F 9 Tf " + b"9 9 Td (x) Tj " * 100_000 + b"ET"), pages=30),
    "an encryption that is none": raw(CATALOGUE, PAGE).replace(b"/Root", b"/Encrypt<</Filter/None/V 99/R 99>>/Root"),
    "a cross-reference that refers to itself": b"%PDF-1.7\nxref\n0 1\n0000000000 65535 f \n"
    b"trailer\n<</Size 1/Prev 9/Root 1 0 R>>\nstartxref\n9\n%%EOF",
}


@pytest.mark.parametrize("name", HOSTILE)
async def test_a_pdf_that_is_made_to_do_harm_is_refused(name: str, extractor: Extractor) -> None:
    assert await outcome(extractor, HOSTILE[name]) in HARMLESS


async def test_forms_that_multiply_are_read_as_far_as_is_sensible(extractor: Extractor) -> None:
    found = await outcome(extractor, forms_within_forms(8))

    assert found in HARMLESS or set(found) <= set("x \n")


async def test_a_drawing_of_more_lines_than_any_table_has_is_a_drawing(extractor: Extractor) -> None:
    lines = b"".join(b"%d 0 1 99 re S " % (9 * number) for number in range(20_000))

    assert await outcome(extractor, raw_page(raw_stream(b"BT /F 9 Tf 9 9 Td (text) Tj ET " + lines))) == "text"


async def test_numbers_beyond_all_measure_place_nothing(extractor: Extractor) -> None:
    content = b"BT /F 9 Tf 1e308 0 0 1e308 1e308 1e308 Tm (far) Tj ET BT /F 9 Tf 9 9 Td (near) Tj ET"

    assert "near" in await outcome(extractor, raw_page(raw_stream(content)))


async def test_cut_documents_are_refused_or_read_as_far_as_they_go(extractor: Extractor) -> None:
    whole = documents.korean_resume(1)

    for place in range(CUTS):
        found = await outcome(extractor, whole[: 8 + (len(whole) - 8) * place // CUTS])
        assert found in HARMLESS or "경력" in found


@pytest.mark.parametrize("kind", ["pdf", "docx"])
async def test_changed_bytes_never_end_the_service(kind: str, extractor: Extractor) -> None:
    chance = random.Random(20261123)  # noqa: S311 -- the same mutants each time
    if kind == "pdf":
        whole = documents.placed([(50, 700, TEXT), (50, 680, "경력")], [(50, 700, TEXT)])
    else:
        written = BytesIO()
        Document().save(written)
        whole = written.getvalue()
    for _ in range(MUTANTS):
        mutant = bytearray(whole)
        for _ in range(chance.randint(1, 20)):
            mutant[chance.randrange(8, len(mutant))] = chance.randrange(256)
        assert not (await outcome(extractor, bytes(mutant))).startswith("5")


async def test_a_zip_bomb_is_refused(extractor: Extractor) -> None:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "")
        archive.writestr("_rels/.rels", '<R><r Id="a" Type="x/officeDocument" Target="word/document.xml"/></R>')
        archive.writestr("word/document.xml", b"<document><body>" + b" " * 200_000_000)

    assert await outcome(extractor, written.getvalue()) == "DOCUMENT_TOO_COMPLEX"


async def test_a_directory_that_lies_about_sizes_does_not_help_a_zip_bomb(extractor: Extractor) -> None:
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "")
        archive.writestr("_rels/.rels", '<R><r Id="a" Type="x/officeDocument" Target="word/document.xml"/></R>')
        archive.writestr("word/document.xml", b" " * 100_000_000)
    size = (100_000_000).to_bytes(4, "little")
    lying = written.getvalue().replace(size, (1_000).to_bytes(4, "little"))

    assert await outcome(extractor, lying) in HARMLESS


async def test_billions_of_laughs_are_refused(extractor: Extractor) -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "")
        archive.writestr("_rels/.rels", '<R><r Id="a" Type="x/officeDocument" Target="word/document.xml"/></R>')
        archive.writestr("word/document.xml", f'<!DOCTYPE d [<!ENTITY l0 "lol">{entities}]><document>&l11;</document>')

    assert await outcome(extractor, written.getvalue()) == "BROKEN_DOCUMENT"
