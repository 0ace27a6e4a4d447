"""Detection of sentences in a résumé or posting that give orders to a model (prompt injection).

They remain in the prompt, as data between markers, because some people write about such sentences professionally. But
they cannot be evidence of a question, and output that obeys them is not delivered.
"""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from typing import Any
from unicodedata import normalize

from shared.core.constraints import HIDDEN
from shared.core.data import read_yaml
from shared.language.detecting import HANGUL, QUOTED
from shared.language.matching import AnyCase

RUN = 10
"""Consecutive letters that an order and model output must have in common; fewer can be coincidence."""

LATIN = re.compile("[A-Za-z]{2}")
LETTERS = re.compile(r"[^\w]+|_")
MIN_WORDS = 4
"""Minimum letters of a quotation in an order, which it wants the model to say."""


def is_order(text: str) -> bool:
    """Whether a sentence gives an order to a model."""
    plain = _plain(text)
    korean, others = _by_script()
    # Most of what is judged is in one language, and half of the patterns cannot match there.
    if HANGUL.search(plain) is not None and korean.found_in(plain):
        return True
    return LATIN.search(plain) is not None and others.found_in(plain)


class Orders:
    """The orders in the statements of a résumé and a posting, and the words that they want the model to say."""

    def __init__(self, statements: Iterable[str]) -> None:
        judged = [(text, is_order(text)) for text in statements]
        self.given = [text for text, order in judged if order]
        rest = "\n".join(_letters(text) for text, order in judged if not order)
        self._runs = {run for text in self.given for run in _runs(text) if run not in rest}
        quoted = (_letters(found[0][1:-1]) for text in self.given for found in QUOTED.finditer(text))
        self._words = {words for words in quoted if len(words) >= MIN_WORDS and words not in rest}

    def obeyed(self, text: str) -> bool:
        """Whether `text` obeys one of the orders, or contains words that are only ever addressed to a model."""
        if _marks().found_in(_plain(text)):
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
def _by_script() -> tuple[AnyCase, AnyCase]:
    """Return all patterns as two: those that need Korean letters, and the others."""
    data = _data()
    every = [*data["marks"], *data["orders"]]
    korean = [one for one in every if HANGUL.search(one) is not None]
    return _compiled(korean, data["words"]), _compiled([one for one in every if one not in korean], data["words"])


@cache
def _marks() -> AnyCase:
    """Return the pattern of words that are only addressed to a model."""
    data = _data()
    return _compiled(data["marks"], data["words"])


def _data() -> dict[str, Any]:
    return read_yaml(files("shared.resumes") / "data" / "orders.yaml")


def _compiled(patterns: list[str], words: dict[str, str]) -> AnyCase:
    joined = "|".join(patterns)
    for name, meant in words.items():
        joined = joined.replace(f"{{{name}}}", meant)
    return AnyCase(joined)
