"""Similarity of texts, to detect repeated questions."""

import re
from collections.abc import Iterable
from unicodedata import normalize

SAME = 0.6
"""Minimum share of common trigrams for two texts to count as the same; set by hand on Korean and English pairs."""

NOISE = re.compile(r"[^\w가-힣]+")


class Asked:
    """The accepted questions, to check whether another one repeats one of them."""

    def __init__(self, questions: Iterable[str] = ()) -> None:
        self._asked = [_trigrams(question) for question in questions]

    def has(self, question: str) -> bool:
        """Whether `question` repeats an accepted one."""
        trigrams = _trigrams(question)
        return any(_overlap(trigrams, other) >= SAME for other in self._asked)

    def add(self, question: str) -> None:
        """Add an accepted question."""
        self._asked.append(_trigrams(question))


def likeness(one: str, other: str) -> float:
    """Return the share of common trigrams of two texts: 0 for none, 1 for all."""
    return _overlap(_trigrams(one), _trigrams(other))


def _trigrams(text: str) -> frozenset[str]:
    plain = NOISE.sub(" ", normalize("NFKC", text).casefold())
    return frozenset(plain[start : start + 3] for start in range(max(1, len(plain) - 2)))


def _overlap(one: frozenset[str], other: frozenset[str]) -> float:
    common = len(one & other)
    return common / (len(one) + len(other) - common)
