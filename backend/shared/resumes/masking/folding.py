"""Folding of texts for comparison: NFKC, case-folded, without accents and invisible characters, with plain dashes and
blanks.

Every match maps back to a place in the original text.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from unicodedata import combining, is_normalized, normalize

from shared.resumes.masking.spots import Kind, Spot

INVISIBLE = re.compile(
    r"[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0]"
)
ACCENTED = re.compile(r"[\u00c0-\u024f\u1e00-\u1eff]")
_ALIKE = {
    "-": "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2500\u2501\ufe58\u30fc\u1173",
    " ": "\t\u00a0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000",
    "\u00b7": "\u2219\u2022\u30fb\u318d\u119e\u22c5",
    ".": "\u3002\uff61",
    "'": "\u2018\u2019\u201b\u00b4\u02bc\u2032",
}
PLAIN = str.maketrans({letter: plain for plain, letters in _ALIKE.items() for letter in letters})
"""One-to-one replacements: dashes (also the Hangul vowel that is typed as one), blanks, dots, apostrophes."""

NOT_PLAIN = re.compile(f"[{''.join(_ALIKE.values())}]")

MAX_CLUSTER = 16
"""Maximum characters. No language has more marks on one letter, and reordering them is not linear."""


class Folded:
    """A text and its folded form."""

    def __init__(self, original: str) -> None:
        self.original = original
        self._begins: list[int] | None = None
        self._ends: list[int] = []
        folded = original.casefold()
        if len(folded) != len(original) or not _is_plain(original):
            folded = self._fold(original)
        self.text = folded.translate(PLAIN) if NOT_PLAIN.search(folded) else folded

    def spot(self, kind: Kind, begin: int, end: int) -> Spot:
        """Return the spot in the original for a range of the folded text."""
        if self._begins is None:
            return Spot(kind, begin, end)
        return Spot(kind, self._begins[begin], self._ends[end - 1])

    def written(self, begin: int, end: int) -> str:
        """Return the original text of a range of the folded text."""
        spot = self.spot("TEXT", begin, end)
        return self.original[spot.begin : spot.end]

    def _fold(self, original: str) -> str:
        self._begins = []
        parts: list[str] = []
        for begin, end in _clusters(original):
            part = _folded(original[begin:end])
            parts.append(part)
            self._begins += [begin] * len(part)
            self._ends += [end] * len(part)
        return "".join(parts)


def fold(text: str) -> str:
    """Return the folded form."""
    return Folded(text).text


def _is_plain(text: str) -> bool:
    """Whether folding only changes the case."""
    return text.isascii() or (
        is_normalized("NFKC", text) and INVISIBLE.search(text) is None and ACCENTED.search(text) is None
    )


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Yield the range of each letter with its marks; a Hangul syllable may consist of separate letters."""
    begin = 0
    for place in range(1, len(text) + 1):
        if place == len(text) or not _joins(text[place]) or place - begin >= MAX_CLUSTER:
            yield begin, place
            begin = place


def _joins(letter: str) -> bool:
    return letter > "\u02ff" and (combining(letter) > 0 or "\u1161" <= letter <= "\u11ff")


@lru_cache(8_192)
def _folded(cluster: str) -> str:
    folded = normalize("NFKC", INVISIBLE.sub("", cluster)).casefold()
    if folded and not folded.isascii() and folded[0] < "\u0250":
        folded = "".join(mark for mark in normalize("NFKD", folded) if not combining(mark))
    return folded
