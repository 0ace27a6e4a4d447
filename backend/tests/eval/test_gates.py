"""The rules, asked for everybody, do not fall behind their gates."""

import asyncio

import pytest
from interview_service.evaluation.rules import RuleBasedEvaluator

from eval.answers import Answers
from eval.gates import Gate, complaints, missed, read_gates, with_today
from eval.making import answers_of, rules
from eval.measures.base import Figure
from eval.measures.registry import cases_of, judge
from eval.people import Person, read_people
from eval.practice.measures import practice_figures

REACH = {
    "questions grounded": 1.0,
    "topic in quote": 1.0,
    "duplicates in a set": 0.0,
    "duplicates in four sets in a row": 0.0,
    "swap test failed": 0.05,
}
"""What the rules are to reach; no gate is looser."""


@pytest.fixture(scope="module")
def made() -> tuple[list[Person], Answers]:
    people = read_people()
    return people, asyncio.run(answers_of(people, rules()))


@pytest.fixture(scope="module")
def practised() -> list[Figure]:
    return practice_figures(RuleBasedEvaluator().evaluate)


def test_the_rules_pass_every_gate_that_they_have_reached(
    made: tuple[list[Person], Answers], practised: list[Figure]
) -> None:
    people, answers = made

    told = list(complaints([*judge(cases_of(people, answers)), *practised], read_gates()))

    assert not told, "\n".join(told)


def test_every_gate_is_of_a_figure_that_is_measured(
    made: tuple[list[Person], Answers], practised: list[Figure]
) -> None:
    people, answers = made
    figures = [*judge(cases_of(people[:1], answers)), *practised]

    assert read_gates().keys() <= {figure.name for figure in figures}


@pytest.mark.parametrize("name", REACH)
def test_no_gate_is_looser_than_what_is_to_be_reached(name: str) -> None:
    gate = read_gates()[name]

    if gate.at_least is not None:
        assert gate.at_least >= REACH[name]
    else:
        assert gate.at_most is not None
        assert gate.at_most <= REACH[name]


def test_a_figure_behind_its_gate_is_named() -> None:
    gates = {"a": Gate(today=1.0, at_least=0.9), "b": Gate(today=0.0, at_most=0.1), "c": Gate(today=None)}
    good = [Figure("a", 9, 10), Figure("b", 1, 10, low=True), Figure("c", 0, 10)]
    bad = [Figure("a", 8, 10), Figure("b", 2, 10, low=True)]

    assert not list(missed(good, gates))
    assert [str(one) for one in missed(bad, gates)] == [
        "a: 80.0%, must be at least 90.0%",
        "b: 20.0%, must be at most 10.0%",
    ]


def test_a_gate_that_is_known_to_be_missed_says_so_until_it_is_reached() -> None:
    gates = {"a": Gate(today=0.8, at_least=0.9, behind="lead-ins"), "b": Gate(today=1.0, at_least=1.0)}

    assert not list(complaints([Figure("a", 8, 10), Figure("b", 1, 1)], gates))
    assert list(complaints([Figure("a", 9, 10), Figure("b", 1, 1)], gates)) == [
        "a: reached; take `behind` out of gates.json"
    ]


def test_what_is_behind_its_gate_does_not_become_worse() -> None:
    gates = {
        "a": Gate(today=0.8, at_least=0.9, behind="lead-ins"),
        "b": Gate(today=0.2, at_most=0.1, behind="templates"),
    }

    assert not list(complaints([Figure("a", 79, 100), Figure("b", 21, 100, low=True)], gates))
    assert [text.split(":")[0] for text in complaints([Figure("a", 7, 10), Figure("b", 3, 10, low=True)], gates)] == [
        "a",
        "b",
    ]


def test_nothing_to_judge_passes_no_gate() -> None:
    assert [one.figure.name for one in missed([Figure("a", 0, 0)], {"a": Gate(today=1.0, at_least=0.9)})] == ["a"]


def test_todays_figures_leave_the_gates_alone() -> None:
    text = with_today([Figure("a", 19, 20), Figure("new", 1, 2)], {"a": Gate(today=1.0, at_least=0.9)})

    assert '"at_least": 0.9' in text
    assert '"today": 0.95' in text
    assert '"new"' in text
