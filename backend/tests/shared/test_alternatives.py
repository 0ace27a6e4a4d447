"""Alternatives that are put in order by their first letters match what they matched before, at the same places."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interview_service.evaluation.rubric import signals
from interview_service.evaluation.sentences.grammar import ENGLISH_COUNTED, KOREAN_COUNTED

from shared.language.alternatives import grouped
from shared.language.matching import TwoScripts

pytestmark = pytest.mark.unmeasured

EXPRESSIONS = (
    "cat|dog|cow|do",
    "do|dog|d",
    "(?:a|ab)(?:c|bcd)?d*|b",
    "(?:ca|da)?bc|ab?c|a+|b",
    "a?b?c|(?:a|b)?",
    "[ab]c|b|(?<!a)bc|^c|[0-9]+c|[^a]d",
    r"\b(?:ab|cd|a)(?!\w)|\bb|c\.|[\]a]b|[a-d]{2}",
    r"(a|b)c|(?:a|b)+d|(?=a)a|\|",
)


def spans(expression: str, text: str) -> list[tuple[int, int]]:
    return [found.span() for found in re.finditer(expression, text)]


@pytest.mark.parametrize("expression", EXPRESSIONS)
@settings(max_examples=300, deadline=None)
@given(text=st.text(alphabet="abcdgotw0. |]", max_size=16))
def test_they_match_the_same(expression: str, text: str) -> None:
    assert spans(grouped(expression), text) == spans(expression, text)


def test_words_with_the_same_beginning_are_tried_together() -> None:
    assert grouped("cat|dog|cow") == "c(?:at|ow)|dog"
    assert grouped("(?:ca|do)t|(?<!x)am") == "cat|dot|a(?<=(?<!x)a)m"


def test_a_condition_moves_no_alternative_past_another() -> None:
    # Both match at the same place, and the first one has to win.
    assert spans(grouped(r"\bab|abc"), "abc") == [(0, 2)]
    assert spans(grouped(r"abc|\bab"), "abc") == [(0, 3)]


@pytest.mark.parametrize("name", sorted(signals().patterns))
@settings(max_examples=20, deadline=None)
@given(words=st.lists(st.integers(min_value=0), min_size=1, max_size=12))
def test_the_signals_of_the_rules_match_the_same(name: str, words: list[int]) -> None:
    for pattern in signals().patterns[name].values():
        # Pieces of the pattern itself, so that much of it matches, and much nearly does.
        pieces = re.findall(r"[가-힣A-Za-z0-9]+ ?", pattern.expression)
        text = "".join(pieces[word % len(pieces)] for word in words)

        assert [one.span() for one in pattern.finditer(text)] == [
            one.span()
            for one in re.finditer(pattern.expression, text, re.IGNORECASE if "\\b" in pattern.expression else 0)
        ]


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet="세네 번명twice, halF한é", max_size=20))
def test_a_text_in_one_script_is_searched_for_the_words_of_it(text: str) -> None:
    both = TwoScripts(KOREAN_COUNTED, ENGLISH_COUNTED)
    plain = re.compile(both.expression, re.IGNORECASE)

    assert [one.span() for one in both.finditer(text)] == [one.span() for one in plain.finditer(text)]
    assert both.found_in(text) == (plain.search(text) is not None)
