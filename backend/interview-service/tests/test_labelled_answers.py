"""How far the rules agree with the levels that a person gave, and whether they put answers in the same order."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
import yaml
from interview_service.evaluation.models import Evaluation, Subject
from interview_service.evaluation.rubric import rubrics
from interview_service.evaluation.rules import RuleBasedEvaluator
from interview_service.questions.models import Draft, Question

from shared.core.ids import new_id
from shared.resumes.document import ResumeDocument
from shared.resumes.evidence import Evidence

LABELLED: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "data" / "labelled_answers.yaml").read_text(encoding="utf-8")
)
LEAST_KAPPA, LEAST_ORDERED = 0.55, 0.85
LEVELS = 5
APART = 2
"""Levels of the mean between two answers that have to be put in the right order."""

Pair = tuple[int, int | None]


def subject(case: dict[str, Any], text: str) -> Subject:
    resume = ResumeDocument(str(new_id()), 1, case["resume"])
    quote = resume.text(case["pointer"])
    assert quote is not None
    draft = Draft(
        type=case["type"],
        difficulty="medium",
        topics=(),
        question=case["question"],
        intent="",
        what_good_answers_cover=tuple(case["covers"]),
        follow_ups=(),
        evidence=(Evidence(pointer=case["pointer"], quote=quote),),
    )
    return Subject(Question(new_id(), draft), text, case["language"], resume)


def judged(case: dict[str, Any]) -> Iterator[tuple[Sequence[int], Evaluation]]:
    assert case["dimensions"] == [one.name for one in rubrics()[case["type"]].dimensions]
    for answer in case["answers"]:
        yield answer["levels"], RuleBasedEvaluator().evaluate(subject(case, answer["text"]))


def kappa(pairs: Sequence[tuple[int, int]]) -> float:
    """Cohen's kappa with quadratic weights."""
    said = [one for one, _ in pairs]
    found = [other for _, other in pairs]
    observed = sum((one - other) ** 2 for one, other in pairs) / len(pairs)
    expected = sum((one - other) ** 2 for one in said for other in found) / len(pairs) ** 2
    return 1 - observed / expected


@pytest.fixture(scope="module")
def pairs() -> list[tuple[str, int, int | None]]:
    return [
        (one.name, level, one.level)
        for case in LABELLED
        for levels, found in judged(case)
        for level, one in zip(levels, found.dimensions, strict=True)
    ]


def test_levels_agree_with_those_of_a_person(pairs: list[tuple[str, int, int | None]]) -> None:
    known = [(said, found) for _, said, found in pairs if found is not None]

    assert len(known) >= 0.8 * len(pairs)
    assert kappa(known) >= LEAST_KAPPA


def test_answers_that_are_apart_are_put_in_the_right_order() -> None:
    right = wrong = 0
    for case in LABELLED:
        totals = [(sum(levels) / len(levels), found.total) for levels, found in judged(case) if found.total is not None]
        for one, other in combinations(totals, 2):
            if abs(one[0] - other[0]) >= APART:
                ordered = (one[0] - other[0]) * (one[1] - other[1]) > 0
                right, wrong = right + ordered, wrong + (not ordered)

    assert right >= LEAST_ORDERED * (right + wrong)
    assert right + wrong >= 25
