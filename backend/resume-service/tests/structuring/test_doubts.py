"""Values that may stand in the wrong field are named, with their places."""

from typing import Any

import pytest
from resume_service.imports.structuring.doubts import MAX_DOUBTS, SURE, doubts
from resume_service.resumes.models import JsonObject

from shared.testing.scoring import Example

CONTENT: dict[str, Any] = {
    "name": "Nora Lindgren",
    "work_experiences": [
        {"company": "Harbour Clinic Ltd", "position": "Registered Nurse", "start": "2018-05", "end": "2020-06"},
        {"company": "Nora Lindgren", "position": "Cut the number of falls on the ward by twelve percent."},
    ],
    "education": [{"institution": "Uppsala"}, {"institution": "Lund University"}],
}
TEXT = """Nora Lindgren

Harbour Clinic Ltd, Registered Nurse, May 2018 - June 2020
Cut the number of falls on the ward by twelve percent.
Uppsala
Lund University"""


def test_what_may_be_wrong_is_named_with_its_place() -> None:
    found = {doubt.pointer: (doubt.line, doubt.text) for doubt in doubts(CONTENT, TEXT)}

    assert found == {
        "/work_experiences/1/company": (1, "Nora Lindgren"),
        "/work_experiences/1/position": (4, "Cut the number of falls on the ward by twelve percent."),
        "/work_experiences/1/start": (1, "Nora Lindgren"),
        "/education/0/institution": (5, "Uppsala"),
    }


@pytest.mark.parametrize("company", ["(L7", "Kafka", "x", "We built what nobody had built before us."])
def test_what_no_company_is_called_is_doubted(company: str) -> None:
    content: JsonObject = {"work_experiences": [{"company": company, "position": "Engineer"}]}

    [doubt] = doubts(content, f"{company} | Engineer")

    assert (doubt.pointer, doubt.line) == ("/work_experiences/0/company", 1)
    assert doubt.confidence < SURE


def test_what_is_missing_beside_others_is_named_by_what_stands_there() -> None:
    jobs: object = [{"company": "Acme Inc.", "position": "Engineer"}, {"position": "Analyst"}]

    [doubt] = doubts({"work_experiences": jobs}, "Acme Inc., Engineer\nAnalyst")

    assert (doubt.pointer, doubt.line, doubt.text) == ("/work_experiences/1/company", 2, "Analyst")


def test_the_documents_that_rules_were_made_on_are_hardly_doubted(corpus: list[Example]) -> None:
    fields = sum(len(example.truth.get("work_experiences", [])) for example in corpus)
    found = [doubt.pointer for example in corpus for doubt in doubts(example.truth, example.text)]

    assert len(found) <= fields * 0.1, found


def test_there_is_an_end_to_doubts() -> None:
    jobs: object = [{"company": "x", "position": "y"}] * 500

    assert len(doubts({"work_experiences": jobs}, "x\n" * 500)) == MAX_DOUBTS
