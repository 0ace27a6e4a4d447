from io import BytesIO
from pathlib import Path

import pytest
import reportlab
from fpdf import FPDF
from pypdf import PdfReader, PdfWriter, Transformation
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Paragraph
from resume_service.imports.extraction.pdf.document import read_pdf

from shared.testing import documents
from shared.testing.documents import MARGIN, PROSE, SIZE, paragraphs

PAGES = 30


def text_of(pdf: bytes) -> str:
    return read_pdf(pdf, PAGES)[0]


def in_order(text: str, *parts: str) -> bool:
    places = [text.find(part) for part in parts]
    return -1 not in places and places == sorted(places)


def test_three_pages_of_a_korean_resume_are_read_whole() -> None:
    text, pages = read_pdf(documents.korean_resume(), PAGES)

    assert pages == 3
    assert in_order(
        text, "경력 1", "기간 | 회사 | 역할", "2015.01 ~ 2015.12 | 주식회사 한빛 | 백엔드 개발자", "- 프로젝트 1"
    )
    assert text.count("기간 | 회사 | 역할") == 3
    assert text.count(f"- 프로젝트 6: {PROSE.strip()}") == 3


def test_wrapped_lines_of_a_paragraph_are_one_line_with_the_words_whole() -> None:
    text = text_of(documents.flowing(paragraphs(PROSE * 3, PROSE * 2)))

    assert text == f"{(PROSE * 3).strip()}\n\n{(PROSE * 2).strip()}"


def test_two_columns_on_one_grid_are_read_one_after_the_other() -> None:
    left = paragraphs(*[f"왼쪽 {number} {PROSE}" for number in range(4)])
    right = paragraphs(*[f"오른쪽 {number} {PROSE}" for number in range(4)])

    text = text_of(documents.in_two_columns(left, right))

    assert in_order(text, "왼쪽 0", "왼쪽 1", "왼쪽 2", "왼쪽 3", "오른쪽 0", "오른쪽 1", "오른쪽 2", "오른쪽 3")
    assert text.count(PROSE.strip()) == 8


def test_a_sidebar_is_read_before_the_column_beside_it() -> None:
    side = paragraphs("연락처", "010-1234-5678", "기술", "Python", "FastAPI", "MongoDB", size=9)
    main = paragraphs("경력", "주식회사 한빛", "2020.01 ~ 2023.05", "결제 시스템을 설계했습니다.", "학력", size=11)

    text = text_of(documents.in_two_columns(side, main, share=0.3))

    assert in_order(text, "연락처", "010-1234-5678", "기술", "Python", "FastAPI", "MongoDB", "경력", "2020.01", "학력")


def test_a_title_over_the_whole_width_does_not_hide_the_columns_below() -> None:
    lines = [f"문장 {number}은 이 열의 너비를 채우는 글입니다" for number in range(8)]
    left = [(MARGIN, 700.0 - 14 * number, f"좌 {line}") for number, line in enumerate(lines)]
    right = [(320.0, 697.0 - 15 * number, f"우 {line}") for number, line in enumerate(lines)]

    text = text_of(documents.placed([(200, 780, "김민수 백엔드 엔지니어 이력서입니다", 18), *left, *right]))

    assert in_order(text, "김민수", "좌 문장 0", "좌 문장 7", "우 문장 0", "우 문장 7")


def test_dates_at_the_right_margin_stay_with_their_lines() -> None:
    rows = [
        ("주식회사 한빛", "2020.01 ~ 2023.05"),
        ("주식회사 나래", "2018.01 ~ 2019.12"),
        ("한국대학교", "2014 ~ 2018"),
    ]
    page = [
        (x, 700.0 - 40 * place, text) for place, row in enumerate(rows) for x, text in zip((50, 440), row, strict=True)
    ]

    text = text_of(documents.placed(page))

    assert text.split("\n\n") == [" | ".join(row) for row in rows]


def test_dates_drawn_after_all_the_rest_stay_with_their_lines() -> None:
    names = [(50.0, 700.0 - 40 * place, f"회사 {place}") for place in range(5)]
    works = [(50.0, 685.0 - 40 * place, f"결제 시스템 {place}") for place in range(5)]
    dates = [(440.0, 700.0 - 40 * place, f"201{place}.01") for place in range(5)]

    text = text_of(documents.placed([*names, *works, *dates]))

    assert in_order(text, "회사 0 | 2010.01", "결제 시스템 0", "회사 1 | 2011.01", "회사 4 | 2014.01", "결제 시스템 4")


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


def test_headers_footers_and_page_numbers_are_dropped() -> None:
    pages = [
        [
            (50, 810, "한빛 이력서 양식", 8),
            (50, 720, f"쪽 {number}의 글"),
            (280, 30, f"- {number} -", 8),
            (50, 45, "대외비", 8),
        ]
        for number in (1, 2, 3)
    ]

    assert text_of(documents.placed(*pages)) == "쪽 1의 글\n\n쪽 2의 글\n\n쪽 3의 글"


def test_a_footer_that_names_the_page_among_other_words_is_dropped() -> None:
    pages = [
        [(50, 720, f"본문의 글 {'가나다'[number]}입니다"), (280, 30, f"김민수 {number + 1}", 8)] for number in range(3)
    ]

    assert "김민수" not in text_of(documents.placed(*pages))


def test_a_header_that_is_the_name_of_the_person_is_kept_once() -> None:
    pages = [[(50, 800, "김민수", 18), (50, 720, f"쪽 {number}의 글")] for number in (1, 2, 3)]

    assert text_of(documents.placed(*pages)).count("김민수") == 1


def test_an_address_in_the_footer_is_kept_once() -> None:
    pages = [[(50, 720, f"쪽 {number}의 글"), (50, 30, "minsu@example.com", 8)] for number in (1, 2)]

    assert text_of(documents.placed(*pages)).count("minsu@example.com") == 1


def test_the_head_of_a_table_that_comes_back_on_each_page_is_kept() -> None:
    page = [(x, y, text) for y in (780.0, 764.0) for x, text in ((50.0, "기간"), (300.0, "회사"))]

    assert text_of(documents.placed(page, page, page)).count("기간 | 회사") == 6


def test_projects_that_are_counted_at_the_top_of_each_page_are_no_page_numbers() -> None:
    pages = [[(50, 780, f"프로젝트 {number}", 14), (50, 720, "같은 크기의 긴 본문입니다")] for number in (1, 2, 3)]

    text = text_of(documents.placed(*pages))

    assert in_order(text, "프로젝트 1", "프로젝트 2", "프로젝트 3")


def test_a_latin_word_that_is_cut_is_put_together() -> None:
    page = [(50, 700, "Responsible for the distri-"), (50, 686, "buted systems of the company.")]

    assert (
        text_of(documents.placed(page, font="Helvetica")) == "Responsible for the distributed systems of the company."
    )


def test_a_compound_at_the_end_of_a_line_keeps_its_hyphen() -> None:
    page = [(50, 700, "Worked with Jean-"), (50, 686, "Luc on the system.")]

    assert "Jean-" in text_of(documents.placed(page, font="Helvetica"))


@pytest.mark.parametrize(
    ("end", "start"),
    [
        ("github.com/mina-", "park"),
        ("blog.example.com/", "minapark"),
        ("minapark@", "example.com"),
        ("minapark@example.", "com"),
    ],
)
def test_an_address_that_is_broken_keeps_all_its_characters(end: str, start: str) -> None:
    lines = ["A first line that shows how wide all of the column is.", f"What else there is to be seen is at {end}"]
    page = [(50, 714, lines[0]), (50, 700, lines[1]), (50, 686, f"{start} for whoever wants to know more of it.")]

    assert end + start in text_of(documents.placed(page, font="Helvetica"))


def test_what_a_word_processor_puts_between_two_scripts_is_no_space() -> None:
    space, between, digits = 0.3 * SIZE, 0.2 * SIZE, stringWidth("20", documents.KOREAN, SIZE)
    second = 50 + 3 * SIZE + space
    page = [(50, 700, "대사를"), (second, 700, "20"), (second + digits + between, 700, "분으로")]

    assert text_of(documents.placed(page)) == "대사를 20분으로"


def test_a_paragraph_that_goes_on_on_the_next_page_is_one() -> None:
    story = paragraphs(*[PROSE * 3] * 20)

    text = text_of(documents.flowing(story))

    assert text.split("\n\n") == [(PROSE * 3).strip()] * 20


@pytest.mark.parametrize("sign", ["•", "·", "-", "▪", "○", "*"])
def test_items_begin_alike_whatever_their_sign(sign: str) -> None:
    page = [(50, 700, "업무"), (60, 684, f"{sign} 결제 시스템"), (60, 668, f"{sign} 검색")]

    assert text_of(documents.placed(page)).split("\n") == ["업무", "- 결제 시스템", "- 검색"]


def test_items_within_items_are_moved_to_the_right() -> None:
    lines = [
        ("• 주문 플랫폼", 0),
        ("– 처리량을 늘림", 18),
        ("· 캐시", 36),
        ("– 지연을 줄임", 18),
        ("• 정산", 1),
        ("학력", -18),
        ("– 한빛대학교", 18),
    ]
    placed = [(MARGIN + 40 + left, 700.0 - 15 * row, text) for row, (text, left) in enumerate(lines)]

    assert text_of(documents.placed(placed)) == (
        "- 주문 플랫폼\n  - 처리량을 늘림\n    - 캐시\n  - 지연을 줄임\n- 정산\n학력\n- 한빛대학교"
    )


def test_a_list_in_the_second_column_is_not_within_that_of_the_first() -> None:
    left = [(MARGIN, 700.0 - 15 * row, f"• 왼쪽의 {row}번째 항목입니다") for row in range(6)]
    right = [(320.0, 700.0 - 15 * row, f"• 오른쪽의 {row}번째 항목입니다") for row in range(6)]

    assert "  - " not in text_of(documents.placed([*left, *right]))


def test_an_item_goes_on_below_its_words() -> None:
    words = [
        "주문 처리량을 초당 300건에서 1,200건으로 늘리고 카프카를 도입하여 지연을 줄이는 일을",
        "여러 팀과 함께 이끌었으며",
        "신입 교육",
        "매주 한 번",
    ]
    placed = [(MARGIN + 12, 700.0 - 15 * row, text) for row, text in enumerate(words)]
    signs = [(MARGIN, 700.0 - 15 * row, "•") for row in (0, 2)]

    text = text_of(documents.placed([*placed, *signs]))

    assert text == f"- {words[0]} {words[1]}\n- {words[2]}\n{words[3]}"


def test_a_sign_far_before_its_item_makes_no_table() -> None:
    page = [(50, 700.0 - 16 * place, "•") for place in range(4)]
    page += [(75, 700.0 - 16 * place, f"항목 {place}") for place in range(4)]

    assert text_of(documents.placed(page)) == "\n".join(f"- 항목 {place}" for place in range(4))


def test_lines_that_stand_apart_are_blocks() -> None:
    page = [(50, 700, "경력"), (50, 686, "한빛"), (50, 672, "나래"), (50, 640, "학력"), (50, 626, "한국대학교")]

    assert text_of(documents.placed(page)) == "경력\n한빛\n나래\n\n학력\n한국대학교"


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


def test_what_browsers_print_around_a_page_is_dropped() -> None:
    page = [
        (24, 815, "26. 11. 23. 오전 11:05 이력서", 8),
        (50, 700, "김민수"),
        (24, 20, "https://example.com/cv 1/1", 8),
    ]

    assert text_of(documents.placed(page)) == "김민수"


def test_a_short_line_above_two_columns_is_read_before_them() -> None:
    left = [(50.0, 700.0 - 14 * line, f"왼쪽 {line}") for line in range(6)]
    right = [(240.0, 697.0 - 16 * line, f"오른쪽 {line}의 글이 여기에 있습니다") for line in range(6)]
    dates = [(500.0, 697.0 - 16 * line, "2020") for line in (0, 3)]

    text = text_of(documents.placed([(50, 780, "백엔드 엔지니어 minsu@example.com 010-1234"), *left, *right, *dates]))

    assert in_order(text, "백엔드", "왼쪽 0", "왼쪽 5", "오른쪽 0의 글이 여기에 있습니다 | 2020", "오른쪽 5")
