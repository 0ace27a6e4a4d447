"""The vocabulary of claims, loaded from `data/` once per process on first call."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, TypeVar

from pydantic import TypeAdapter

from shared.claims.models import KINDS, Kind
from shared.core.data import read_yaml

Words = frozenset[str]
Read = TypeVar("Read")

VOWELS = "aeiou"
DOUBLED = re.compile(r"[^aeiou][aeiou][bdgklmnprt]$|^[aeiou]?[^aeiou]*[aeiou][bdgmnprt]$|[aeiou]l$|fer$|pel$")
"""Verbs that double their last consonant before -ed; both `modelled` and `modeled` are accepted."""


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of figures: its family, and its factor to the base unit of the family."""

    family: str
    factor: float


@dataclass(frozen=True, slots=True)
class Figures:
    """The notation of figures."""

    units: Mapping[str, Unit]
    ordinals: Words
    after: Words
    scales: Mapping[str, float]
    before: Sequence[str]
    periods: Words
    words: Mapping[str, int]
    whole: Mapping[str, tuple[float, str]]
    english: Mapping[str, int]
    fractions: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Korean:
    """Korean words by their role in a claim."""

    doing: Mapping[str, Kind]
    verbs: Mapping[str, Kind]
    weak: Words
    endings: Words
    down: Words
    up: Words
    better: Words
    worse: Words
    reached: Words
    bad: Words
    good: Words
    nouns: Words
    before_nouns: Words
    stems: Words
    models: Words
    code: Words
    connecting: Words
    joining: Words
    breaks: Words
    leading: Words
    manners: Words
    uses: Words
    after: Words
    places: Words
    own: Words
    team: Words
    incidents: Words
    incident_work: Words
    patients: Words
    generic: Words
    greetings: Sequence[str]


@dataclass(frozen=True, slots=True)
class Verb:
    """A form of an English verb; `form` is base, past, s or ing."""

    base: str
    form: str
    kind: Kind


@dataclass(frozen=True, slots=True)
class English:
    """English words by their role in a claim."""

    verbs: Mapping[str, Verb]
    phrases: Mapping[str, Kind]
    kind_nouns: Mapping[str, Kind]
    down: Words
    up: Words
    changes: Words
    intransitive: Words
    keeping: Words
    multiples: Words
    nouns_down: Words
    nouns_up: Words
    than: Mapping[str, str]
    fell: Words
    rose: Words
    without: Words
    spoiling: Words
    bad: Words
    good: Words
    determiners: Words
    prepositions: Words
    own: Words
    team: Words
    team_phrases: Sequence[str]
    incidents: Words
    incident_work: Words
    generic: Words
    greetings: Sequence[str]
    plural_not: Words
    prefixes: Words
    openers: Words
    objects: Words
    labels: Words
    ly_nouns: Words
    ed_nouns: Words
    leading: Words
    trailing: Words
    plurals: Words
    boundaries: Words
    before_figures: Words
    levels: Words
    crews: Words
    models: Words
    code: Words
    groups: Words
    times: Words
    no_means: Words
    phrase_starts: Words
    team_words: Words
    no_nouns: Words


@cache
def figures() -> Figures:
    """Return the notation of figures."""
    data = _data("figures")
    units = {
        unit: Unit(family, factor) for family, members in data.pop("units").items() for unit, factor in members.items()
    }
    return TypeAdapter(Figures).validate_python({**data, "units": units})


@cache
def korean() -> Korean:
    """Return the Korean vocabulary."""
    data = _data("korean")
    kinds: dict[Kind, dict[str, list[str]]] = data.pop("kinds")
    directions = data.pop("directions")
    return TypeAdapter(Korean).validate_python(
        {
            **data,
            "nouns": {noun for line in data["nouns"] for noun in line},
            "doing": _by_word((kind, kinds[kind].get("nouns", ())) for kind in _kinds(kinds)),
            "verbs": _by_word((kind, kinds[kind].get("verbs", ())) for kind in _kinds(kinds)),
            "down": directions["down"],
            "up": directions["up"],
        }
    )


@cache
def english() -> English:
    """Return the English vocabulary."""
    data = _data("english")
    kinds: dict[Kind, list[str]] = data.pop("kinds")
    directions = data.pop("directions")
    verbs: dict[str, Verb] = {}
    phrases: dict[str, Kind] = {}
    for kind in _kinds(kinds):
        for entry in kinds[kind]:
            base, _, past = entry.partition(":")
            for form, name in _forms(base, past):
                if " " in form:
                    phrases.setdefault(form, kind)
                else:
                    verbs.setdefault(form, Verb(base, name, kind))
    nouns = data.pop("nouns")
    return TypeAdapter(English).validate_python(
        {
            **data,
            "verbs": verbs,
            "phrases": phrases,
            "phrase_starts": {phrase.partition(" ")[0] for phrase in phrases},
            "team_words": {word for phrase in data["team_phrases"] for word in phrase.split()},
            "no_nouns": {*data.pop("stop"), *data["determiners"], *data["prepositions"]},
            "kind_nouns": _by_word((kind, nouns[kind]) for kind in _kinds(nouns)),
            "down": directions["down"],
            "up": directions["up"],
        }
    )


def _kinds(given: Mapping[Kind, object]) -> list[Kind]:
    """Return the given kinds with `improved` last, because a more specific kind of a verb takes precedence."""
    return sorted((kind for kind in KINDS if kind in given), key=lambda kind: kind == "improved")


def _by_word(entries: Iterable[tuple[Kind, Iterable[str]]]) -> dict[str, Kind]:
    found: dict[str, Kind] = {}
    for kind, words in entries:
        for word in words:
            found.setdefault(word, kind)
    return found


def _forms(base: str, past: str) -> Iterator[tuple[str, str]]:
    """Yield the forms of a verb; only the first word of a phrase is inflected."""
    verb, _, rest = base.partition(" ")
    tail = f" {rest}" if rest else ""
    for form in past.split("/") if past else _past(verb):
        yield form + tail, "past"
    for form in _progressive(verb):
        yield form + tail, "ing"
    yield base, "base"
    yield _third(verb) + tail, "s"


def _past(verb: str) -> Iterator[str]:
    if verb.endswith("e"):
        yield f"{verb}d"
    elif verb.endswith("y") and verb[-2] not in VOWELS:
        yield f"{verb[:-1]}ied"
    else:
        if DOUBLED.search(verb):
            yield f"{verb}{verb[-1]}ed"
        yield f"{verb}ed"


def _progressive(verb: str) -> Iterator[str]:
    if verb.endswith("e") and not verb.endswith("ee"):
        yield f"{verb[:-1]}ing"
    else:
        if DOUBLED.search(verb):
            yield f"{verb}{verb[-1]}ing"
        yield f"{verb}ing"


def _third(verb: str) -> str:
    if verb.endswith("y") and verb[-2] not in VOWELS:
        return f"{verb[:-1]}ies"
    return f"{verb}es" if verb.endswith(("s", "x", "z", "ch", "sh", "o")) else f"{verb}s"


def _data(name: str) -> dict[str, Any]:
    return read_yaml(files("shared.claims") / "data" / f"{name}.yaml")
