"""The order in which templates are read: columns as they were drawn, rails, sidebars over pages, broken addresses."""

import pytest
from reportlab.pdfbase.pdfmetrics import stringWidth
from resume_service.imports.extraction.pdf.document import read_pdf

from shared.testing import documents
from shared.testing.documents import KOREAN, SIZE, Placed, in_order


def text_of(*pages: list[Placed]) -> str:
    return read_pdf(documents.placed(*pages), 5)[0]


def down(x: float, top: float, step: float, *texts: str) -> list[Placed]:
    return [(x, top - step * line, text) for line, text in enumerate(texts)]


def boxes(y: float, gap: float, *texts: str, x: float = 50) -> list[Placed]:
    """Texts with the same gap between each other, in em."""
    placed: list[Placed] = []
    for text in texts:
        placed.append((x, y, text))
        x += stringWidth(text, KOREAN, SIZE) + gap * SIZE
    return placed


def test_columns_that_share_baselines_by_chance_are_no_rows() -> None:
    main = down(50, 700, 16, *(f"Sorted the mail of district {line}" for line in range(24)))
    side = down(360, 700, 32, *(f"Strength {line}" for line in range(12)))

    text = text_of([*main, *side])

    assert "|" not in text
    assert in_order(text, "district 0", "district 23", "Strength 0", "Strength 11")


def test_rows_that_were_drawn_row_by_row_stay_rows() -> None:
    page: list[Placed] = []
    for line in range(12):
        y = 700.0 - 16 * line
        page += [(50, y, f"Skill {line}" + " and more" * (line % 3)), (360, y, "good" if line % 2 else "used each day")]

    text = text_of(page)

    assert "Skill 0 | used each day\nSkill 1 and more | good\n" in text


@pytest.mark.parametrize("heading_below", [14.0, 20.0])
def test_the_headings_of_a_rail_stand_above_what_is_beside_them(heading_below: float) -> None:
    page: list[Placed] = []
    for top, heading, texts in (
        (700.0, "Skills", ("Algebra, Desmos,", "Geometry, Excel")),
        (600.0, "Experience", ("Mesa School / Teacher", "2015 - 2019", "Taught algebra.")),
        (500.0, "Education", ("Elm College / B.S. in Mathematics", "2011 - 2015")),
    ):
        page += [(50, top, "ㅡ"), (50, top - heading_below, heading), *down(200, top, 14, *texts)]

    text = text_of(page)

    assert in_order(text, "Skills", "Algebra", "Experience", "Mesa", "2015", "Education", "Elm College")
    assert "Skills |" not in text


def test_a_sidebar_does_not_part_what_goes_on_on_the_next_page() -> None:
    main = down(50, 700, 16, *(f"Line {line} of what was done at the bookshop" for line in range(20)))
    side = down(420, 695, 23, *(f"Skill {line}" for line in range(9)))

    text = text_of([*main, *side], down(50, 760, 16, "Line 20 goes on here", "Line 21 ends it"))

    assert in_order(text, "Line 0", "Line 19", "Line 20", "Line 21", "Skill 0", "Skill 8")


def test_columns_of_one_text_are_read_page_by_page() -> None:
    pages = [
        [
            *down(50, 700, 16, *(f"{page} left {line} is as wide as the other" for line in range(12))),
            *down(320, 693, 17, *(f"{page} right {line} is as wide as that" for line in range(12))),
        ]
        for page in ("first", "next")
    ]

    assert in_order(text_of(*pages), "first left 0", "first left 11", "first right 11", "next left 0", "next right 11")


@pytest.mark.parametrize(
    ("above", "below"),
    [
        ("margaux.ellingham", "@example.com"),
        ("margaux.ellingham@", "example.com"),
        ("margaux.ellingham@exam", "ple.com"),
        ("margaux.ellingham@example.", "com"),
    ],
)
def test_an_address_in_two_lines_beside_another_column_is_one(above: str, below: str) -> None:
    side = down(50, 700, 15, "CONTACT", "843-555-0177", above, below, "12 Tradd Alley", "Charleston")
    main = down(240, 706, 17, *(f"Line {line} of what was done in the other column" for line in range(12)))

    assert "margaux.ellingham@example.com" in text_of([*side, *main])


def test_a_handle_below_a_word_is_no_address() -> None:
    assert "@margauxplans" in text_of(down(50, 700, 15, "843-555-0177", "margaux", "@margauxplans")).split("\n")


def test_boxes_of_skills_are_cells() -> None:
    text = text_of([*boxes(700, 0.8, "거래처관리", "SAP ERP", "Excel"), *boxes(660, 1.2, "Go", "Kotlin", "SQL")])

    assert text == "거래처관리 | SAP ERP | Excel\n\nGo | Kotlin | SQL"


def test_the_name_of_a_group_stands_before_its_boxes() -> None:
    names = [(50.0, 700.0 - 60 * line, name) for line, name in enumerate(("Back end", "Operations"))]
    ruby = boxes(700, 1.2, "Ruby", "Rails", "Sidekiq", x=160)
    docker = boxes(640, 1.2, "Docker", "Ansible", "Vault", x=170)

    text = text_of([names[0], *ruby, names[1], *docker])

    assert "Back end | Ruby | Rails | Sidekiq" in text
    assert "Operations | Docker | Ansible | Vault" in text


def test_words_that_are_justified_are_no_boxes() -> None:
    assert text_of(boxes(700, 0.8, "these", "words", "fill", "the", "line")) == "these words fill the line"


def test_the_head_below_a_whole_sentence_is_none_of_its_words() -> None:
    item = "• Answered fifty tickets a day and reported so many bugs with steps that they asked for a"
    page: list[Placed] = [
        *((50.0, 700.0 - 14 * line, item) for line in range(3)),
        (60, 658, "transfer to another team, which reads as long as the line above it was, and ends here."),
        (50, 644, "Otley Road Bookshop, Leeds — Bookseller", SIZE * 0.9),
    ]

    assert "\nOtley Road Bookshop, Leeds — Bookseller" in text_of(page)
