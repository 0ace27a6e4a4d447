from io import BytesIO

from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph
from resume_service.imports.extraction.pdf.document import read_pdf

from shared.testing import documents
from shared.testing.documents import PROSE, paragraphs

PAGES = 30


def text_of(pdf: bytes) -> str:
    return read_pdf(pdf, PAGES)[0]


def test_a_ruled_table_is_read_row_by_row_and_its_cells_are_whole() -> None:
    wrapped = "결제 시스템의 설계와 운영을 담당하였으며 검색 서비스를 만들었음"
    rows = [
        ["기간", "회사", "업무"],
        ["2020.01 ~ 2022.03", "한빛", "백엔드 개발"],
        ["2022.04 ~", "나래", Paragraph(wrapped, documents.style())],
    ]

    story = [*paragraphs(PROSE * 3), documents.table(rows, (120, 80, 130)), *paragraphs("학력")]
    text = text_of(documents.flowing(story))

    assert text.split("\n\n") == [
        (PROSE * 3).strip(),
        f"기간 | 회사 | 업무\n2020.01 ~ 2022.03 | 한빛 | 백엔드 개발\n2022.04 ~ | 나래 | {wrapped}",
        "학력",
    ]


def test_an_empty_cell_below_the_names_of_columns_is_a_dash() -> None:
    rows = [["취득일", "자격증", "등급", "발행처"], ["2014.08", "정보처리기사", "", "공단"], ["", "", "", ""]]

    text = text_of(documents.flowing([documents.table(rows, [100, 100, 100, 100])]))

    assert text == "취득일 | 자격증 | 등급 | 발행처\n2014.08 | 정보처리기사 | - | 공단"


def test_merged_cells_belong_to_the_row_they_begin_in() -> None:
    rows = [["학력", "2014", "한국대학교"], ["", "2011", "한국고등학교"], ["자격", "정보처리기사", ""]]
    spans = [("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 2), (2, 2))]

    text = text_of(documents.flowing([documents.table(rows, (80, 80, 120), *spans)]))

    assert text == "학력 | 2014 | 한국대학교\n2011 | 한국고등학교\n자격 | 정보처리기사"


def test_a_table_that_is_open_at_its_sides_has_all_its_columns() -> None:
    written = BytesIO()
    canvas = Canvas(written, pagesize=A4)
    canvas.setFont(documents.KOREAN, 10)
    for y in (700, 680, 660):
        canvas.line(50, y, 400, y)
    canvas.line(150, 660, 150, 700)
    for y, left, right in ((686, "성명", "김민수"), (666, "연락처", "010-1234-5678")):
        canvas.drawString(60, y, left)
        canvas.drawString(160, y, right)
    canvas.save()

    assert text_of(written.getvalue()) == "성명 | 김민수\n연락처 | 010-1234-5678"


def test_a_cell_with_a_list_is_read_below_its_label() -> None:
    duties = "• 결제 시스템을 설계<br/>• 검색 서비스를 운영<br/>• 장애 대응"
    rows = [["담당 업무", Paragraph(duties, documents.style())]]

    text = text_of(documents.flowing([documents.table(rows, (100, 250))]))

    assert text == "담당 업무\n- 결제 시스템을 설계\n- 검색 서비스를 운영\n- 장애 대응"


def test_a_table_without_lines_is_read_row_by_row() -> None:
    rows = [
        ("언어", "Python, Kotlin", "상"),
        ("저장소", "MongoDB", "중"),
        ("클라우드", "AWS", "중"),
        ("협업", "Git", "상"),
    ]
    page = [
        (x, 700.0 - 16 * place, text)
        for place, row in enumerate(rows)
        for x, text in zip((50, 200, 400), row, strict=True)
    ]

    assert text_of(documents.placed(page)).split("\n") == [" | ".join(row) for row in rows]


def test_the_head_of_a_table_that_comes_back_on_each_page_is_kept() -> None:
    page = [(x, y, text) for y in (780.0, 764.0) for x, text in ((50.0, "기간"), (300.0, "회사"))]

    assert text_of(documents.placed(page, page, page)).count("기간 | 회사") == 6
