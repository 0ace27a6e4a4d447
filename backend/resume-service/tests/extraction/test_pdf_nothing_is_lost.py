"""All letters that a page shows are in the text, or in a header, a footer or a page number."""

from collections import Counter
from io import BytesIO

import pytest
from pypdf import PdfReader
from reportlab.lib import colors
from resume_service.imports.extraction.characters import tidy
from resume_service.imports.extraction.pdf.document import read_pdf
from resume_service.imports.extraction.pdf.drawing import draw
from resume_service.imports.extraction.pdf.fonts import Faces
from resume_service.imports.extraction.pdf.places import Matrix

from shared.testing import documents
from shared.testing.documents import PROSE, paragraphs

RULED = ("GRID", (0, 0), (-1, -1), 0.5, colors.black)
FORM = [
    ["성명", "김민수", "생년월일", "1995.03.02"],
    ["주소", "서울특별시 마포구 월드컵로 12", "연락처", "010-1234-5678"],
]


def letters(text: str) -> Counter[str]:
    return Counter(letter for letter in text if letter.isalnum())


def drawn(pdf: bytes) -> Counter[str]:
    faces = Faces()
    sheets = [draw(page, Matrix(), faces) for page in PdfReader(BytesIO(pdf)).pages]
    return letters(tidy(" ".join(word.text for sheet in sheets for words in sheet.words.values() for word in words)))


def running(number: int) -> list[documents.Placed]:
    rows: list[documents.Placed] = [(50, 720 - 20 * row, f"{number}쪽의 {row}번째 글이다") for row in range(6)]
    return [(50, 815, "지원서 사본", 8), *rows, (280, 30, f"- {number} -", 8)]


@pytest.mark.parametrize(
    "pdf",
    [
        documents.korean_resume(1),
        documents.flowing(paragraphs("홍길동", "Backend Engineer, Acme Corp. 2019.03 ~ 2022.12", PROSE * 3)),
        documents.in_two_columns(paragraphs("연락처", "010-1234-5678", "Seoul"), paragraphs("경력", PROSE * 2), 0.3),
        documents.flowing([documents.table(FORM, [60, 180, 70, 150], RULED), *paragraphs("경력사항", PROSE)]),
    ],
    ids=["resume", "one column", "sidebar", "form"],
)
def test_every_letter_that_is_drawn_is_in_the_text(pdf: bytes) -> None:
    text, _ = read_pdf(pdf, 30)

    assert drawn(pdf) - letters(text) == Counter()


def test_what_is_missing_is_the_header_and_the_page_number_and_nothing_else() -> None:
    pdf = documents.placed(*(running(number) for number in (1, 2, 3)))

    text, _ = read_pdf(pdf, 30)

    assert drawn(pdf) - letters(text) == letters("지원서사본" * 3 + "123")
