"""Patterns that match without regard to case, quickly."""

import re
from collections.abc import Iterator

CAPITAL = re.compile(r"(?<!\\)[A-Z]")
UNCOMMON = re.compile(r"[^\x00-\x7f\u2010-\u2027\u3000-\u303f\uac00-\ud7a3]")
"""A character that may have another case, or one that changes the length of a text, outside ASCII."""


class AnyCase:
    """A pattern that ignores case, unless `ignore` is false.

    Ignoring case takes the engine three times as long as an exact comparison, so ordinary texts are put into small
    letters first. All of `expression` has to be ASCII or without case, and may have no other flag.
    """

    def __init__(self, expression: str, *, ignore: bool = True) -> None:
        self.expression = expression
        self._exact = re.compile(expression, re.IGNORECASE if ignore else 0)
        self._small = re.compile(CAPITAL.sub(lambda found: found[0].lower(), expression)) if ignore else None

    def found_in(self, text: str) -> bool:
        """Return whether the pattern matches somewhere in a text."""
        if self._small is None or UNCOMMON.search(text) is not None:
            return self._exact.search(text) is not None
        return self._small.search(text.lower()) is not None

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield the matches in a text; only their places are those of the text, as their letters may be small ones."""
        if self._small is None or UNCOMMON.search(text) is not None:
            return self._exact.finditer(text)
        return self._small.finditer(text.lower())
