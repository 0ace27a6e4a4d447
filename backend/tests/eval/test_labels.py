"""Labels by hand, and how the code's agreement with them is counted."""

import pytest

from eval.answers import Answers
from eval.labels import Agreement, agreement, read_labels, told
from eval.people import read_people

pytestmark = pytest.mark.unmeasured


def test_every_label_is_of_a_person_and_says_why() -> None:
    labels, people = read_labels(), {person.id for person in read_people()}

    assert len(labels) >= 200
    assert len({(label.person, label.question) for label in labels}) == len(labels)
    assert {label.person for label in labels} == people
    assert all(label.why and label.evidence for label in labels)


def test_agreement_is_counted_as_it_is_anywhere() -> None:
    found = Agreement.of_pairs([True, True, True, False, False], [True, True, False, True, False])

    assert (found.precision, found.recall) == (pytest.approx(2 / 3), pytest.approx(2 / 3))
    assert found.kappa == pytest.approx((0.6 - 0.52) / 0.48)


def test_chance_is_no_agreement() -> None:
    nothing = Agreement.of_pairs([False, False], [True, False])

    assert (nothing.precision, nothing.recall, nothing.kappa) == (None, 0.0, 0.0)


def test_the_code_agrees_with_the_labels_as_far_as_the_docs_say() -> None:
    found = agreement(read_labels(), read_people())

    assert (found["no word of the quote / not specific"].precision or 0) >= 0.8
    assert (found["one of the two / not specific"].kappa or 0) >= 0.5


def test_the_report_says_how_many_labels_are_stale() -> None:
    labels, people = read_labels(), read_people()
    label = next(one for one in labels if one.person == people[0].id)
    made = {"request": {}, "answer": {"language": "en", "requested": 1, "questions": [label.asked.model_dump()]}}
    answers = Answers.model_validate({"source": "rules", "people": {label.person: {"sets": [made]}}})

    report = told(labels, people, answers)

    assert "1 of 200 are still asked by rules" in report
    assert "| one of the two / not specific |" in report
