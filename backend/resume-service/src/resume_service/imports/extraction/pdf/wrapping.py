"""Decides whether a wrapped line was broken within a word.

Some word processors break Korean between any two syllables, others only between words. A PDF often does not tell which,
because the space at the end of a line is not drawn, but the document as a whole does.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

HANGUL = re.compile(r"[가-힣]")

WORD_ENDS = re.compile(
    r"(?:[를을및]|에서|에게|으로|까지|부터|하고|하며|하여|하는|하게|했고|있는|위한|위해|통한|통해|대한|또는)$"
)
"""Ends of complete words: particles and endings that are not part of other words."""

GOES_ON = re.compile(
    r"(?:[은는가를을의에와과도로]|에서|으로|에게|까지|부터|하고|하며|하여|하는|[가-힣]{0,3}(?:습니다|합니다|입니다)|했음|하였음|함|됨)"
    r"(?=$|[\s.,)])"
)
"""Text that cannot begin a word: if a line begins with it, the line above was broken within a word."""

MIN_TOKEN = 2
"""Minimum number of syllables of a word that is recognised by itself."""


@dataclass(frozen=True, slots=True)
class Wrap:
    """The end of a wrapped line, the start of the next one, and whether a space was drawn between them."""

    end: str
    start: str
    spaced: bool

    @property
    def is_open(self) -> bool:
        """Whether the drawing does not tell if a word was broken."""
        return not self.spaced and HANGUL.match(self.start) is not None and self.end[-1:].isalnum()


class Wrapping:
    """The line wrapping of a document."""

    def __init__(self, lines: Iterable[str], wraps: Iterable[Wrap]) -> None:
        # The first and the last word of a line may be fragments.
        self._words = {word for line in lines for word in line.split()[1:-1] if len(word) >= MIN_TOKEN}
        self._cuts = any(wrap.is_open and GOES_ON.match(wrap.start) for wrap in wraps)

    def cuts(self, wrap: Wrap) -> bool:
        """Return whether the line was broken within a word."""
        if not wrap.is_open or not self._cuts:
            return False
        if GOES_ON.match(wrap.start):
            return True
        if not HANGUL.match(wrap.end[-1:]) or WORD_ENDS.search(wrap.end):
            return False
        tail, head = wrap.end.split()[-1], wrap.start.split()[0]
        return tail + head in self._words or not (tail in self._words or head in self._words)
