import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from resume_service.imports.extraction.pdf.document import read_pdf

from shared.testing import documents
from shared.testing.documents import MARGIN, PROSE, SIZE, in_order, paragraphs

PAGES = 30


def text_of(pdf: bytes) -> str:
    return read_pdf(pdf, PAGES)[0]


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


def test_a_rail_of_dates_stays_beside_its_entries_even_on_other_baselines() -> None:
    rail = [
        (MARGIN, 700.0, "2022.09 - 재직 중"),
        (MARGIN, 688.0, "(2년 6개월)"),
        (MARGIN, 600.0, "2020.01 - 2022.08"),
        (MARGIN, 588.0, "(2년 8개월)"),
    ]
    entries = [
        (220.0, 699.0, "페이나루"),
        (220.0, 680.0, "서버 개발자"),
        (220.0, 662.0, "일 마감을 40분으로 단축"),
        (220.0, 599.0, "모아장터"),
        (220.0, 580.0, "백엔드 개발자"),
        (220.0, 562.0, "주문을 분리"),
    ]

    text = text_of(documents.placed([*rail, *entries]))

    assert in_order(
        text, "2022.09", "페이나루", "서버 개발자", "40분", "2020.01", "모아장터", "백엔드 개발자", "주문을"
    )


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
