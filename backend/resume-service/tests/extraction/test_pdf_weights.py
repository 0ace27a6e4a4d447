"""Parts of a line that nothing but the look of its words sets apart."""

from io import BytesIO

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from resume_service.imports.extraction.pdf.document import read_pdf

PAGES = 2
REGULAR, BOLD = "Helvetica", "Helvetica-Bold"
Run = tuple[str, str, float]
"""A text, its font and its size."""


def line_of(*runs: Run) -> str:
    """The text that is read from a page with one line of these runs, a blank between them."""
    written = BytesIO()
    canvas = Canvas(written, pagesize=A4)
    x = 50.0
    for text, font, size in runs:
        canvas.setFont(font, size)
        canvas.drawString(x, 700, f"{text} ")
        x += stringWidth(f"{text} ", font, size)
    canvas.save()
    return read_pdf(written.getvalue(), PAGES)[0]


def test_a_title_and_an_employer_of_another_weight_are_cells() -> None:
    assert (
        line_of(("WELDING INSPECTOR", BOLD, 10), ("NORDHAVN YARD", REGULAR, 10)) == "WELDING INSPECTOR | NORDHAVN YARD"
    )
    assert line_of(("Tern & Co", REGULAR, 10), ("Buyer", BOLD, 10)) == "Tern & Co | Buyer"


@pytest.mark.parametrize(
    "runs",
    [
        (("Kubernetes", BOLD, 10), ("was moved to three regions", REGULAR, 10)),
        (("Tools:", BOLD, 10), ("Figma, Miro", REGULAR, 10)),
        (("Tern & Co,", BOLD, 10), ("Buyer", REGULAR, 10)),
        (("-", REGULAR, 10), ("Tern", BOLD, 10), ("Line of products", REGULAR, 10)),
        (("Bank of", BOLD, 10), ("Tern", REGULAR, 10)),
        (("Work", BOLD, 14), ("Total 7 years", REGULAR, 9)),
        (
            ("Praised", BOLD, 10),
            ("By two of three auditors for the new ledger, and again a year later on site", REGULAR, 10),
        ),
    ],
)
def test_a_stressed_word_a_label_and_an_item_are_not_cut(runs: tuple[Run, ...]) -> None:
    assert "|" not in line_of(*runs)


def test_bold_labels_in_a_row_have_their_values_behind_a_colon() -> None:
    runs = (
        ("Department", BOLD, 10),
        ("Oncology |", REGULAR, 10),
        ("Business or sector", BOLD, 10),
        ("Health", REGULAR, 10),
    )

    assert line_of(*runs) == "Department: Oncology | Business or sector: Health"


def test_a_name_in_large_letters_is_apart_from_the_address_beside_it() -> None:
    assert line_of(("Marit Solvang ", BOLD, 30), ("Bergen 5003", REGULAR, 9)) == "Marit Solvang | Bergen 5003"
