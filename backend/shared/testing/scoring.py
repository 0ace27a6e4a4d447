"""How much of a résumé's ground truth a structuring found, field by field."""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from unicodedata import normalize

Place = tuple[str, ...]
Json = Any
"""A value of JSON; nothing here depends on more than whether it is an object, a list, or neither."""


@dataclass(frozen=True, slots=True)
class Example:
    """A document, and what it says by the word of whoever wrote it."""

    name: str
    text: str
    truth: dict[str, Json]


@dataclass(frozen=True, slots=True)
class Score:
    """Fields that are right, that were to be found, and that were given."""

    right: int
    wanted: int
    given: int

    def __add__(self, other: "Score") -> "Score":
        return Score(self.right + other.right, self.wanted + other.wanted, self.given + other.given)

    @property
    def recall(self) -> float:
        """The part of the wanted fields that are right."""
        return self.right / self.wanted if self.wanted else 1.0

    @property
    def precision(self) -> float:
        """The part of the given fields that are right."""
        return self.right / self.given if self.given else 1.0


def read_examples(folder: Path) -> list[Example]:
    """The documents of `folder`: each a `.txt` file and a `.json` file of the same name."""
    return [
        Example(path.stem, path.read_text(encoding="utf-8"), json.loads(path.with_suffix(".json").read_bytes()))
        for path in sorted(folder.glob("*.txt"))
    ]


def score(content: Json, truth: Json) -> Score:
    """Compare two contents: every scalar and every element of a list is a field.

    Objects in a list are paired so that most fields agree; a field is right when it is equal after normalisation and
    stands in the object that it belongs to.
    """
    wanted, given = _count(truth), _count(content)
    return Score(_right(content, truth), wanted, given)


def differences(content: Json, truth: Json, path: Place = ()) -> Iterator[str]:
    """What is missing (`-`) and what is too much (`+`), for whoever works on the rules."""
    if isinstance(truth, dict) or isinstance(content, dict):
        one, other = _object(content), _object(truth)
        for name in sorted(one.keys() | other.keys()):
            yield from differences(one.get(name), other.get(name), (*path, name))
    elif isinstance(truth, list) or isinstance(content, list):
        ones, others = _list(content), _list(truth)
        if any(isinstance(member, dict) for member in [*ones, *others]):
            pairs = _pairs(ones, others)
            for left, right in pairs:
                place = str(right if right is not None else f"?{left}")
                one = ones[left] if left is not None else None
                yield from differences(one, others[right] if right is not None else None, (*path, place))
        else:
            have, want = Counter(map(_plain, ones)), Counter(map(_plain, others))
            yield from (f"- {'/'.join(path)}: {value}" for value in (want - have).elements())
            yield from (f"+ {'/'.join(path)}: {value}" for value in (have - want).elements())
    elif _plain(content) != _plain(truth):
        if truth is not None:
            yield f"- {'/'.join(path)}: {truth}"
        if content is not None:
            yield f"+ {'/'.join(path)}: {content}"


def _right(content: Json, truth: Json) -> int:
    if isinstance(truth, dict) and isinstance(content, dict):
        one, other = _object(content), _object(truth)
        return sum(_right(one[name], other[name]) for name in one.keys() & other.keys())
    if isinstance(truth, list) and isinstance(content, list):
        ones, others = _list(content), _list(truth)
        if any(isinstance(member, dict) for member in [*ones, *others]):
            pairs = _pairs(ones, others)
            return sum(_right(ones[a], others[b]) for a, b in pairs if a is not None and b is not None)
        return (Counter(map(_plain, ones)) & Counter(map(_plain, others))).total()
    return int(not isinstance(truth, dict | list) and _plain(content) == _plain(truth))


def _pairs(ones: list[Json], others: list[Json]) -> list[tuple[int | None, int | None]]:
    ranked = sorted(
        ((-_right(one, other), abs(a - b), a, b) for a, one in enumerate(ones) for b, other in enumerate(others))
    )
    left, right = set(range(len(ones))), set(range(len(others)))
    pairs: list[tuple[int | None, int | None]] = []
    for rightness, _, a, b in ranked:
        if rightness and a in left and b in right:
            pairs.append((a, b))
            left.discard(a)
            right.discard(b)
    return [*pairs, *((a, None) for a in sorted(left)), *((None, b) for b in sorted(right))]


def _count(value: Json) -> int:
    if isinstance(value, dict):
        return sum(map(_count, _object(value).values()))
    if isinstance(value, list):
        return sum(map(_count, _list(value)))
    return int(value is not None)


def _plain(value: Json) -> str:
    return re.sub(r"\s+", " ", normalize("NFKC", str(value)).casefold()).strip()


def _object(value: Json) -> dict[str, Json]:
    return cast("dict[str, Json]", value) if isinstance(value, dict) else {}


def _list(value: Json) -> list[Json]:
    return cast("list[Json]", value) if isinstance(value, list) else []
