"""Values that may stand in the wrong field are named, with their places."""

from typing import Any

import pytest
from resume_service.imports.structuring.doubts import MAX_DOUBTS, SURE, doubts, without_unlikely
from resume_service.imports.structuring.rules import structure_by_rules
from resume_service.imports.structuring.words.memory import remembered, remembering
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


@pytest.mark.parametrize(
    ("seen", "doubted"),
    [
        ({"brightfold": ("company", 0.99), "engineer": ("position", 0.98)}, set[str]()),
        ({"engineer": ("position", 0.98)}, {"/work_experiences/0/company"}),
        ({"brightfold": ("position", 0.6), "engineer": ("position", 0.98)}, {"/work_experiences/0/company"}),
        ({"brightfold": ("company", 0.99)}, {"/work_experiences/0/position"}),
    ],
    ids=["both agree", "not seen", "seen as another", "position not seen"],
)
def test_what_a_second_reading_does_not_see_as_the_same_is_doubted(
    seen: dict[str, tuple[str, float]], doubted: set[str]
) -> None:
    content: JsonObject = {"work_experiences": [{"company": "Brightfold", "position": "Engineer"}]}

    assert {doubt.pointer for doubt in doubts(content, "Brightfold, Engineer", seen)} == doubted


def test_dates_whose_first_number_may_be_the_day_are_doubted_outside_korea() -> None:
    job = {"company": "Reef Shipping Corp.", "position": "Engineer", "start": "2012-06-09", "end": "2013-04-03"}
    content: JsonObject = {"work_experiences": [{**job, "duration": "12.06.09 ~ 13.04.03"}]}
    korean: JsonObject = {"work_experiences": [{**job, "company": "㈜바다", "duration": "12.06.09 ~ 13.04.03"}]}

    found = [doubt.pointer for doubt in doubts(content, "Reef Shipping Corp. | Engineer | 12.06.09 ~ 13.04.03")]

    assert found == ["/work_experiences/0/start", "/work_experiences/0/end"]
    assert doubts(korean, "㈜바다 | Engineer | 12.06.09 ~ 13.04.03") == ()


@pytest.mark.parametrize("skill", ["Welsh", "Tools CANoe", "mara@example.com", "Cut unfilled days by half from March."])
def test_what_is_hardly_a_skill_is_doubted(skill: str) -> None:
    content: JsonObject = {"technical_skills": {"others": ["Kotlin", "Beekeeping", skill]}}

    assert [doubt.pointer for doubt in doubts(content, skill)] == ["/technical_skills/others/2"]


def test_a_name_that_was_made_of_an_address_is_doubted() -> None:
    content: JsonObject = {"name": "Nora Lindgren"}

    [doubt] = doubts(content, "Profile\nnora.lindgren@example.com")

    assert (doubt.pointer, doubt.line, doubt.text) == ("/name", 2, "nora.lindgren@example.com")
    assert doubts(content, "Nora Lindgren\nnora.lindgren@example.com") == ()


def test_certificates_and_prizes_among_schools_are_left_out_and_listed() -> None:
    text = "표승재\n\n학력\n\n2004.03 – 2011.08 | 한결대학교 정보통신공학과 (학사)\n2016.07 | 정보처리기사\n"

    result = structure_by_rules(text)
    content: Any = result.content

    assert [school["institution"] for school in content["education"]] == ["한결대학교"]
    assert result.unparsed == ("2016.07 | 정보처리기사",)


@pytest.mark.parametrize("company", ["Nora Lindgren", "부서/직급", "Acme (Berlin"])
def test_what_is_hardly_an_employer_is_none(company: str) -> None:
    content: Any = {"name": "Nora Lindgren", "work_experiences": [{"company": company, "position": "Engineer"}]}

    assert without_unlikely(content, {})["work_experiences"] == [{"position": "Engineer"}]


def test_the_words_of_heads_are_seen_by_the_tagger() -> None:
    text = "Nora Lindgren\n\nExperience\n\nHarbour Clinic Ltd | Registered Nurse | May 2018 - June 2020\n- Led a ward\n"

    seen = structure_by_rules(text).seen

    assert (seen["harbourclinicltd"][0], seen["registerednurse"][0]) == ("company", "position")
    assert structure_by_rules(text, labelled=False).seen == {}


def test_answers_are_remembered_within_one_document_and_no_longer() -> None:
    asked: list[str] = []

    @remembered
    def length(text: str) -> int:
        asked.append(text)
        return len(text)

    with remembering():
        assert (length("two"), length("two"), length("three")) == (3, 3, 5)
    assert asked == ["two", "three"]
    with remembering():
        assert length("two") == 3
    assert (length("two"), length("two")) == (3, 3)
    assert asked == ["two", "three", "two", "two", "two"]
