"""How right claims are: texts that were read by hand, and what is found in them, field by field."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter

from shared.claims.models import Claim, Kind, Measure
from shared.claims.reading import claims_in
from shared.testing.scoring import Score

MEASURE = ("subject", "start", "end", "change", "direction", "better")


@dataclass(frozen=True, slots=True)
class Expected:
    """A claim as a reader found it. `at` is the clause, where the text is cut."""

    at: str | None = None
    kind: Kind = "other"
    measure: tuple[str | None, str | None, str | None, str | None, str | None, bool | None] | None = None
    change: tuple[str | None, str, str] | None = None
    means: str | None = None
    deed: str | None = None
    count: tuple[str, str | None] | None = None
    own: str | None = None
    skills: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text of a résumé, whose it is, and what it says."""

    who: str
    text: str
    claims: tuple[Expected, ...] = field(default=())


def read_labelled(path: Path) -> list[Labelled]:
    """The texts of a file such as `labelled_ko.yaml`."""
    loaded = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
    return TypeAdapter(list[Labelled]).validate_python(loaded)


@dataclass(frozen=True, slots=True)
class Miss:
    """A field that is not as it should be."""

    text: str
    name: str
    wanted: object
    given: object

    def __str__(self) -> str:
        return f"{self.name:10} {self.wanted!r} != {self.given!r}   | {self.text}"


def score_claims(labelled: Sequence[Labelled]) -> tuple[Mapping[str, Score], list[Miss]]:
    """The score of each field, and all that is wrong."""
    right: Counter[str] = Counter()
    wanted: Counter[str] = Counter()
    given: Counter[str] = Counter()
    misses: list[Miss] = []
    for example in labelled:
        for name, expected, found in _fields(example, claims_in(example.text)):
            wanted[name] += expected is not None
            given[name] += found is not None
            if expected == found:
                right[name] += expected is not None
            else:
                misses.append(Miss(example.text, name, expected, found))
    names = dict.fromkeys([*wanted, *given])
    return {name: Score(right[name], wanted[name], given[name]) for name in names}, misses


def _fields(example: Labelled, claims: Sequence[Claim]) -> Iterator[tuple[str, object, object]]:
    """Each field by its name, as it should be and as it is."""
    left = list(claims)
    for expected in example.claims:
        place = expected.at or example.text
        claim = max(left, key=lambda one: _overlap(example.text, one.text, place), default=None)
        if claim is not None and _overlap(example.text, claim.text, place) == 0:
            claim = None
        if claim is not None:
            left.remove(claim)
        yield "clause", place, claim.text if claim is not None else None
        yield from _of_claim(expected, claim)
    for claim in left:
        yield "clause", None, claim.text


def _overlap(text: str, one: str, other: str) -> int:
    first, second = text.find(one), text.find(other)
    return max(0, min(first + len(one), second + len(other)) - max(first, second))


def _of_claim(expected: Expected, claim: Claim | None) -> Iterator[tuple[str, object, object]]:
    yield "kind", expected.kind, claim.kind if claim is not None else None
    measure = claim.measure if claim is not None else None
    yield from zip(MEASURE, expected.measure or (None,) * len(MEASURE), _values(measure), strict=True)
    change = claim.change if claim is not None else None
    yield "moved", expected.change, (change.subject, change.start, change.end) if change is not None else None
    yield "means", expected.means, claim.means if claim is not None else None
    yield "deed", expected.deed, claim.deed if claim is not None else None
    count = claim.count if claim is not None else None
    yield "count", expected.count[0] if expected.count else None, count.text if count is not None else None
    yield "of", expected.count[1] if expected.count else None, count.of if count is not None else None
    yield "own", expected.own, claim.own if claim is not None else None
    yield from _of_lists(expected, claim)


def _of_lists(expected: Expected, claim: Claim | None) -> Iterator[tuple[str, object, object]]:
    skills = [mention.id for mention in claim.skills] if claim is not None else []
    for skill in dict.fromkeys([*expected.skills, *skills]):
        yield "skills", skill if skill in expected.skills else None, skill if skill in skills else None
    terms = list(claim.terms[: max(1, len(expected.terms))]) if claim is not None else []
    for term in expected.terms:
        same = next((one for one in terms if one in term or term in one), None)
        yield "terms", term, term if same is not None else None
    for term in terms:
        if expected.terms and not any(term in one or one in term for one in expected.terms):
            yield "terms", None, term


def _values(measure: Measure | None) -> tuple[Any, ...]:
    if measure is None:
        return (None,) * len(MEASURE)
    return tuple(getattr(measure, name) for name in MEASURE)


def report(scores: Mapping[str, Score]) -> str:
    """A table of precision and recall."""
    lines = [f"{'field':10} {'precision':>9} {'recall':>7} {'wanted':>7} {'given':>6}"]
    lines.extend(
        f"{name:10} {score.precision:9.1%} {score.recall:7.1%} {score.wanted:7} {score.given:6}"
        for name, score in scores.items()
    )
    return "\n".join(lines)
