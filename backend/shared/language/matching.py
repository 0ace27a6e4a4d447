"""Patterns that match without regard to case, quickly."""

import re
from collections.abc import Iterator
from functools import lru_cache

from shared.language.alternatives import grouped

LATIN = re.compile("[A-Za-z]")
CAPITAL = re.compile(r"(?<!\\)[A-Z]")
UNCOMMON = re.compile(r"[^\x00-\x7f\u2010-\u2027\u3000-\u303f\uac00-\ud7a3]")
"""A character that may have another case, or one that changes the length of a text, outside ASCII."""

REMEMBERED = 8
"""Texts in small letters: a sentence is held against one pattern after the other."""


class AnyCase:
    """A pattern that ignores case, unless `ignore` is false.

    Ignoring case takes the engine three times as long as an exact comparison, so ordinary texts are put into small
    letters first. All of `expression` has to be ASCII or without case, and may have no other flag.
    """

    def __init__(self, expression: str, *, ignore: bool = True) -> None:
        self.expression = expression
        if ignore:
            small = CAPITAL.sub(lambda found: found[0].lower(), expression)
            self._exact, self._small = re.compile(expression, re.IGNORECASE), re.compile(grouped(small))
        else:
            self._exact, self._small = re.compile(grouped(expression)), None

    def found_in(self, text: str) -> bool:
        """Return whether the pattern matches somewhere in a text."""
        if self._small is None or (small := _in_small_letters(text)) is None:
            return self._exact.search(text) is not None
        return self._small.search(small) is not None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches in a text; only their places are those of the text, as their letters may be small ones."""
        if self._small is None or (small := _in_small_letters(text)) is None:
            return self._exact.finditer(text)
        return self._small.finditer(small)


class TwoScripts:
    """A pattern with Korean and English words. A text with letters of one script is not searched for the others."""

    def __init__(self, korean: str, english: str) -> None:
        self.expression = f"{korean}|{english}"
        self._korean, self._english = AnyCase(korean, ignore=False), AnyCase(english)
        self._both = AnyCase(self.expression)

    def found_in(self, text: str) -> bool:
        """Return whether the pattern matches somewhere in a text."""
        return self._fitting(text).found_in(text)

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches in a text; only their places are those of the text."""
        return self._fitting(text).finditer(text)

    def _fitting(self, text: str) -> AnyCase:
        if text.isascii():
            return self._english
        return self._both if LATIN.search(text) is not None else self._korean


@lru_cache(REMEMBERED)
def _in_small_letters(text: str) -> str | None:
    """Return a text in small letters, each at its place; `None` if it has letters that need a closer look."""
    return text.lower() if UNCOMMON.search(text) is None else None
