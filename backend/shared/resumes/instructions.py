"""Sentences of a résumé or a posting that give orders to a model instead of saying something about a person or a job.

They stay in the prompt, as data between markers: whoever writes about such sentences for a living must not lose them.
But they prove nothing, so no question stands on one, and what they want to have said is not delivered.
"""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any
from unicodedata import normalize

import yaml

from shared.core.constraints import HIDDEN
from shared.language.detecting import HANGUL, QUOTED

RUN = 10
"""Letters in a row that an order and what a model writes have in common; fewer can be chance."""

LATIN = re.compile("[A-Za-z]{2}")
LETTERS = re.compile(r"[^\w]+|_")
SHORTEST_WORDS = 4
"""Letters of what an order puts in quotation marks, to have it said."""


def is_order(text: str) -> bool:
    """Whether a sentence gives an order to a model."""
    plain = _plain(text)
    korean, others = _by_script()
    # Most of what is judged is in one language, and half of the patterns cannot match there.
    if HANGUL.search(plain) is not None and korean.search(plain) is not None:
        return True
    return LATIN.search(plain) is not None and others.search(plain) is not None


class Orders:
    """The orders in the statements of a résumé and a posting, and what they want to have said."""

    def __init__(self, statements: Iterable[str]) -> None:
        judged = [(text, is_order(text)) for text in statements]
        self.given = [text for text, order in judged if order]
        rest = "\n".join(_letters(text) for text, order in judged if not order)
        self._runs = {run for text in self.given for run in _runs(text) if run not in rest}
        quoted = (_letters(found[0][1:-1]) for text in self.given for found in QUOTED.finditer(text))
        self._words = {words for words in quoted if len(words) >= SHORTEST_WORDS and words not in rest}

    def obeyed(self, text: str) -> bool:
        """Whether `text` says what one of the orders wants to have said, or what is never said but to a model."""
        if _patterns()[0].search(_plain(text)) is not None:
            return True
        if not self._runs and not self._words:
            return False
        letters = _letters(text)
        return any(words in letters for words in self._words) or not self._runs.isdisjoint(_runs(text))


def _plain(text: str) -> str:
    return normalize("NFKC", HIDDEN.sub("", text))


def _letters(text: str) -> str:
    return LETTERS.sub("", _plain(text).casefold())


def _runs(text: str) -> set[str]:
    letters = _letters(text)
    return {letters[start : start + RUN] for start in range(len(letters) - RUN + 1)}


@cache
def _by_script() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """All patterns, those that need Korean letters first."""
    data = _data()
    every = [*data["marks"], *data["orders"]]
    korean = [one for one in every if HANGUL.search(one) is not None]
    return _compiled(korean, data["words"]), _compiled([one for one in every if one not in korean], data["words"])


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What is never said but to a model, and what sounds like an order to one."""
    data = _data()
    return _compiled(data["marks"], data["words"]), _compiled(data["orders"], data["words"])


def _data() -> dict[str, Any]:
    return yaml.safe_load((files("shared.resumes") / "data" / "orders.yaml").read_text(encoding="utf-8"))


def _compiled(patterns: list[str], words: dict[str, str]) -> re.Pattern[str]:
    joined = "|".join(patterns)
    for name, meant in words.items():
        joined = joined.replace(f"{{{name}}}", meant)
    return re.compile(joined, re.IGNORECASE)
