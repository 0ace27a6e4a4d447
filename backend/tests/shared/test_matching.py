"""A pattern that ignores case finds what the engine's own flag finds, at the same places."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from interview_service.evaluation.rubric import signals
from interview_service.evaluation.sentences.grammar import COUNTED, OPINION, PAST_ENGLISH

from shared.language.matching import AnyCase

EXPRESSIONS = {
    "words": r"\b(?:Ask|SLO|i'm|\w+ed|\S+ of)\b(?!\w)",
    "counted": COUNTED.pattern,
}
TEXTS = (
    *("I ASKED for an SLO of 99%", "Résumé ASKED", "세 번 TWICE, Half", "İ asked twice", "ſlo Kelvin K asked"),
    *("“Asked” of — Twice", "ASKED\nTwice", ""),
)


def spans(found: re.Pattern[str] | AnyCase, text: str) -> list[tuple[int, int]]:
    return [one.span() for one in found.finditer(text)]


@pytest.mark.parametrize("name", EXPRESSIONS)
@settings(max_examples=200, deadline=None)
@given(text=st.one_of(st.sampled_from(TEXTS), st.text(alphabet="aAsSkKeEdDiIoOfFſKİı세번é \n%'", max_size=40)))
def test_it_finds_the_same(name: str, text: str) -> None:
    plain, quick = re.compile(EXPRESSIONS[name], re.IGNORECASE), AnyCase(EXPRESSIONS[name])

    assert spans(quick, text) == spans(plain, text)
    assert quick.found_in(text) == (plain.search(text) is not None)


def test_without_ignoring_case_it_is_the_pattern() -> None:
    assert not AnyCase("Ask", ignore=False).found_in("ask")
    assert AnyCase("Ask", ignore=False).found_in("Ask")


def test_the_patterns_of_the_rules_may_be_put_into_small_letters() -> None:
    english = [pattern for of in signals().patterns.values() for name, pattern in of.items() if name == "en"]

    for pattern in (*english, OPINION, PAST_ENGLISH):
        # An inner flag would make a capital mean something.
        assert "(?i" not in pattern.expression
        assert "(?-i" not in pattern.expression
