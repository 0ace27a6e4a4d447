"""Verification of quotes: a quote must be a sequence of whole words, ignoring case, width, spaces and punctuation.

`JavaScript` does not prove `Java`, nor 60 the number 6. A Korean particle after a word is ignored.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import lru_cache
from unicodedata import normalize

from shared.language.particles import MAX_PARTICLE, PARTICLES

THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
POINT = re.compile(r"(?<=\d)\.(?=\d)")
SILENT = re.compile(r"[^\w%+#$€£₩]|_")
"""Characters that are not compared: white space and punctuation except signs that change a number or a name."""
DECIMAL = "\u2024"
JOINT = re.compile(r"(?<=[a-z0-9])[.-](?=[a-z0-9])", re.IGNORECASE)
"""Characters that join two words to one name: `Node.js`, `CI-CD`."""


CHARACTERS = 4_096
"""How many characters are remembered: a language has a few thousand."""

MAX_PLACES = 2_000
"""Maximum number of occurrences that are checked for one quote."""
EMPTY_WORDS = frozenset(
    {
        *("a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "it", "of", "on", "or", "so"),
        *("that", "the", "this", "to", "was", "were", "with", "및", "등", "수", "것", "그", "이", "저", "더"),
        *("또", "또는", "그리고", "위해", "통해", "대한", "관련"),
    }
)
"""Words without meaning of their own, which prove nothing."""
WORD = re.compile(r"[^\W_]+")


class Text:
    """A text in which quotes are verified."""

    def __init__(self, text: str) -> None:
        self._text = normalize("NFC", text)
        self._letters, self._places, self._begins = _letters(self._text)
        # A part of a name does not count as a whole word: `Node` of `Node.js`.
        self._apart = self._begins - _joints(self._text, self._places)

    def says(self, quote: str) -> bool:
        """Whether the words of `quote` occur here in sequence; true for a quote without letters."""
        letters, _, _ = _letters(normalize("NFC", quote))
        return not letters or self._find(letters, self._begins) is not None

    def proves(self, quote: str) -> str | None:
        """Return `quote` as written here, or `None` if it does not occur or is too vague to prove anything.

        A quote that equals the whole text, such as an element of a list of skills, is always sufficient.
        """
        letters, _, _ = _letters(normalize("NFC", quote))
        if not letters or (letters != self._letters and not _says_something(quote)):
            return None
        found = self._find(letters, self._apart)
        if found is None:
            return None
        written = normalize("NFC", quote).strip()
        if written in self._text:
            return written  # with its own punctuation at the ends
        return self._text[self._places[found] : self._places[found + len(letters) - 1] + 1]

    def _find(self, letters: str, begins: frozenset[int]) -> int | None:
        place = -1
        for _ in range(MAX_PLACES):
            place = self._letters.find(letters, place + 1)
            if place < 0:
                return None
            if self._is_whole(place, place + len(letters), begins):
                return place
        return None

    def _is_whole(self, begin: int, end: int, begins: frozenset[int]) -> bool:
        """Whether no word or number continues before or after these letters."""
        letters = self._letters
        if begin not in begins and (begin in self._begins or _one_word(letters[begin - 1], letters[begin])):
            return False
        if end in begins or not (end in self._begins or _one_word(letters[end - 1], letters[end])):
            return True
        following = next((place for place in range(end, end + MAX_PARTICLE + 1) if place in self._begins), end)
        return letters[end:following] in PARTICLES


def _says_something(quote: str) -> bool:
    words = [word.casefold() for word in WORD.findall(quote)]
    return any(word not in EMPTY_WORDS and (len(word) > 1 or not word.isascii() or word.isdigit()) for word in words)


def _letters(text: str) -> tuple[str, Sequence[int], frozenset[int]]:
    """Return the compared letters of a text, their places in the text, and the letters that follow a separator, such as
    a space.
    """
    ignored = {found.start() for found in THOUSANDS.finditer(text)}
    points = {found.start() for found in POINT.finditer(text)}
    letters: list[str] = []
    places: list[int] = []
    begins: set[int] = {0}
    for place, character in enumerate(text):
        if place in ignored:
            continue
        if place in points:
            letters.append(DECIMAL)
            places.append(place)
            continue
        for letter in _compared(character):
            if letter is None:
                begins.add(len(letters))
            else:
                letters.append(letter)
                places.append(place)
    begins.add(len(letters))
    return "".join(letters), places, frozenset(begins)


@lru_cache(CHARACTERS)
def _compared(character: str) -> tuple[str | None, ...]:
    """Return the letters that a character is compared as, with `None` for each that is silent."""
    folded = normalize("NFKC", character).casefold()
    return tuple(None if letter != DECIMAL and SILENT.match(letter) else letter for letter in folded)


def _joints(text: str, places: Sequence[int]) -> frozenset[int]:
    """Return the letters that follow a point or a hyphen within a name."""
    return frozenset(bisect_left(places, found.end()) for found in JOINT.finditer(text))


def _one_word(left: str, right: str) -> bool:
    """Whether two adjacent letters belong to one word or number: `6` and `명` do not."""
    if DECIMAL in (left, right) or (left.isdigit() and right.isdigit()):
        return True
    if "%" in (left, right):
        return False
    return left.isascii() == right.isascii() and left.isdigit() == right.isdigit() and not left.isdigit()
