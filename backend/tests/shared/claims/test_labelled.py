"""How right the claims of labelled texts are. The gates are a little below what was measured."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from shared.testing.claims import Labelled, read_labelled, report, score_claims

HERE = Path(__file__).parent
SETS = ("labelled_ko", "labelled_en", "unseen", "unseen_again", "unseen_third", "unseen_last")
GATES: Mapping[str, tuple[float, float]] = {
    "clause": (0.98, 0.98),
    "kind": (0.97, 0.97),
    "subject": (0.97, 0.97),
    "start": (0.99, 0.99),
    "end": (0.98, 0.98),
    "change": (0.98, 0.98),
    "direction": (0.98, 0.98),
    "better": (0.97, 0.97),
    "moved": (0.98, 0.98),
    "means": (0.96, 0.96),
    "deed": (0.95, 0.95),
    "count": (0.97, 0.97),
    "of": (0.97, 0.97),
    "own": (0.98, 0.98),
    "skills": (0.98, 0.98),
    "terms": (0.94, 0.94),
}
"""Precision and recall of each field over all sets."""


@cache
def labelled(name: str) -> tuple[Labelled, ...]:
    return tuple(read_labelled(HERE / f"{name}.yaml"))


def test_the_sets_are_of_many_trades_and_of_both_languages() -> None:
    korean, english = labelled("labelled_ko"), labelled("labelled_en")

    assert len(korean) + len(english) >= 120
    assert min(len(korean), len(english)) >= 60
    assert len({text.who for text in (*korean, *english)}) >= 25
    assert len(labelled("unseen")) == 60


def test_each_field_is_as_right_as_it_was() -> None:
    scores, misses = score_claims([text for name in SETS for text in labelled(name)])

    below = [
        name
        for name, (precision, recall) in GATES.items()
        if scores[name].precision < precision or scores[name].recall < recall
    ]
    assert below == [], "\n".join([report(scores), *(str(miss) for miss in misses if miss.name in below)])


@pytest.mark.parametrize("name", SETS)
def test_what_is_expected_stands_in_the_text(name: str) -> None:
    for example in labelled(name):
        for claim in example.claims:
            place = claim.at or example.text
            said = [*(claim.measure or ())[:4], *(claim.change or ()), *(claim.count or ()), claim.means, claim.deed]
            assert place in example.text
            assert [words for words in (*said, *claim.terms) if isinstance(words, str) and words not in place] == []
