"""Each measure tells a good path from a bad one."""

from collections.abc import Sequence
from typing import Any

import pytest

from eval.answers import LearningPath, Made, PathMade
from eval.measures.base import Case, Figure
from eval.measures.grounding import grounding
from eval.measures.languages import language_purity
from eval.measures.paths import adds_up, covered, is_about, lacks_met, no_harm, not_held, paths_made, wrong_sum
from eval.people import Person

from .conftest import WASTE, MakePerson

FREE = {
    "title": "Guide",
    "url": "https://example.org/a",
    "kind": "guide",
    "language": "en",
    "official": True,
    "free": True,
}


def item(number: int, title: str, **members: Any) -> dict[str, Any]:
    return {
        "id": f"i{number}",
        "type": "weakness",
        "title": title,
        "estimated_hours": 4,
        "resources": [FREE],
        **members,
    }


def path(*items: dict[str, Any], **members: Any) -> LearningPath:
    weeks = [{"week": at, "shares": [{"item_id": one["id"], "hours": 4}]} for at, one in enumerate(items, start=1)]
    schedule = {"hours_per_week": 5, "total_hours": 4 * len(items), "weeks": weeks, **members.pop("schedule", {})}
    return LearningPath.model_validate(
        {"language": "en", "requested": len(items), "items": list(items), "schedule": schedule, **members}
    )


def case(who: Person, made: LearningPath | None) -> Case:
    return Case(who, Made(paths=(PathMade(answer=made),)))


def only(figures: Sequence[Figure]) -> float | None:
    (figure,) = figures
    return figure.value


def test_who_gets_no_path_counts(person: MakePerson) -> None:
    assert only(paths_made([case(person(), path(item(1, "A"))), case(person(), None)])) == 0.5


@pytest.mark.parametrize(
    ("title", "never", "harms"),
    [
        ("Build CI/CD from verification to rollback", "CI/CD pipelines", True),
        ("검증부터 되돌리기까지 이어지는 CI/CD 구축", "CI/CD 파이프라인", True),
        ("Write a bread formula in baker's percentages", "CI/CD pipelines", False),
        ("Plan pastry for a hotel breakfast", "guitar or synthesiser repair", False),
        ("Repair a synthesiser", "guitar or synthesiser repair", True),
        ("웹 디자인의 기초", "웹 디자인", True),
    ],
)
def test_an_item_that_nobody_should_advise_is_found(person: MakePerson, title: str, never: str, harms: bool) -> None:
    harmless, _ = no_harm([case(person(never=(never,)), path(item(1, title)))])

    assert harmless.value == (0.0 if harms else 1.0)


def test_software_for_a_baker_is_found_and_for_a_developer_is_not(person: MakePerson) -> None:
    made = path(item(1, "Git for a readable history"), item(2, "Price a wedding cake"))
    baker, developer = person(), person(profession="backend developer")
    asked_for_it = person(request={"focus": ["Git"]})

    assert [no_harm([case(who, made)])[1].value for who in (baker, developer, asked_for_it)] == [0.5, None, 1.0]


def test_what_is_about_premises_is_no_matter_of_paths(person: MakePerson) -> None:
    who = person(never=("having led an analytics team as prior experience",))

    assert no_harm([case(who, path(item(1, "Lead an analytics team")))])[0].value == 1.0


def test_a_gap_that_the_person_has_filled_is_found(person: MakePerson) -> None:
    who = person(has=("cutting flour waste by weighing",))
    held, strength = item(1, "Weighing to cut flour waste"), item(2, "Cutting flour waste further", type="strength")

    assert only(not_held([case(who, path(held, item(3, "Price a wedding cake"), strength))])) == 0.5


def test_lacks_that_are_met_are_counted(person: MakePerson) -> None:
    who = person(lacks=("pastry and lamination", "pricing of orders"))

    assert only(lacks_met([case(who, path(item(1, "Lamination: laminated pastry in three folds")))])) == 0.5


@pytest.mark.parametrize(
    ("schedule", "wrong"),
    [
        ({}, None),
        ({"total_hours": 9}, "said to be 9"),
        ({"hours_per_week": 3}, "more than 3.0 hours"),
        (
            {
                "weeks": [
                    {"week": 2, "shares": [{"item_id": "i1", "hours": 4}]},
                    {"week": 3, "shares": [{"item_id": "i2", "hours": 4}]},
                ]
            },
            "count from 1",
        ),
        ({"weeks": [{"week": 1, "shares": [{"item_id": "i1", "hours": 4}]}]}, "B: 0 of 4 hours"),
        ({"weeks": [{"week": 1, "shares": [{"item_id": "gone", "hours": 4}]}]}, "does not have"),
    ],
)
def test_a_schedule_adds_up_or_it_does_not(person: MakePerson, schedule: dict[str, Any], wrong: str | None) -> None:
    made = path(item(1, "A"), item(2, "B"), schedule=schedule)

    assert only(adds_up([case(person(), made)])) == (1.0 if wrong is None else 0.0)
    assert wrong is None or wrong in (wrong_sum(made) or "")


@pytest.mark.parametrize(
    ("resource", "good"),
    [
        ({}, True),
        ({"free": False}, False),
        ({"official": False}, False),
        ({"language": "ko"}, False),
        ({"kind": "official_docs", "official": None, "free": None}, True),
        ({"official": None, "free": None}, False),
    ],
)
def test_an_item_needs_a_free_official_resource_that_can_be_read(
    person: MakePerson, resource: dict[str, Any], good: bool
) -> None:
    made = path(item(1, "A", resources=[{**FREE, **resource}]))

    assert only(covered([case(person(), made)])) == (1.0 if good else 0.0)


def test_items_are_grounded_and_in_the_language(person: MakePerson) -> None:
    good = item(1, "Price a wedding cake", evidence=[{"pointer": WASTE[0], "quote": WASTE[1]}])
    bad = item(2, "케이크 가격 정하기", evidence=[{"pointer": WASTE[0], "quote": "Won a prize for cakes"}])
    cases = [case(person(), path(good, bad))]

    figures = {figure.name: figure.value for figure in [*grounding(cases), *language_purity(cases)]}

    assert figures["path items grounded"] == figures["path items in the language"] == 0.5


def test_one_alternative_is_enough() -> None:
    assert is_about(["Tuning a guitar"], "guitar tuning or plumbing")
    assert not is_about(["Tuning an organ"], "guitar repair or plumbing")
