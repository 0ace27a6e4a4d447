"""Whether a quote stands in a text: a whole sequence of its words, whatever their case, width, spaces and punctuation.

`Java` is not proved by `JavaScript`, nor 6 by 60. A Korean particle behind a word does not hinder.
"""

import re
from bisect import bisect_left
from collections.abc import Sequence
from unicodedata import normalize

from shared.language.particles import MAX_PARTICLE, PARTICLES

THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
POINT = re.compile(r"(?<=\d)\.(?=\d)")
SILENT = re.compile(r"[^\w%+#$€£₩]|_")
"""What is not compared: white space and punctuation, but not the signs that change what a number or a name means."""
DECIMAL = "\u2024"
JOINT = re.compile(r"(?<=[a-z0-9])[.-](?=[a-z0-9])", re.IGNORECASE)
"""What makes one name of two words: `Node.js`, `CI-CD`."""


MAX_PLACES = 2_000
"""How many places of the text are looked at for one quote."""
EMPTY_WORDS = frozenset(
    {
        *("a", "an", "and", "as", "at", "by", "for", "from", "in", "into", "is", "it", "of", "on", "or", "so"),
        *("that", "the", "this", "to", "was", "were", "with", "및", "등", "수", "것", "그", "이", "저", "더"),
        *("또", "또는", "그리고", "위해", "통해", "대한", "관련"),
    }
)
"""Words that say nothing by themselves, so that they prove nothing."""
WORD = re.compile(r"[^\W_]+")


class Text:
    """A text in which quotes are looked for."""

    def __init__(self, text: str) -> None:
        self._text = normalize("NFC", text)
        self._letters, self._places, self._begins = _letters(self._text)
        # A part of a name proves nothing of the whole: not `Node` of `Node.js`.
        self._apart = self._begins - _joints(self._text, self._places)

    def says(self, quote: str) -> bool:
        """Whether the words of `quote` stand here one after the other; one without any letter says nothing."""
        letters, _, _ = _letters(normalize("NFC", quote))
        return not letters or self._find(letters, self._begins) is not None

    def proves(self, quote: str) -> str | None:
        """`quote` as it stands here; `None` when it does not, or says too little to prove anything.

        A text that is one word, such as an element of a list of skills, is proved by that word.
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
        """Whether no word or number goes on before or behind these letters."""
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
    """What is compared of a text; where each letter of it is in the text; and before which letters something is not
    compared, such as a space.
    """
    ignored = {found.start() for found in THOUSANDS.finditer(text)}
    points = {found.start() for found in POINT.finditer(text)}
    letters: list[str] = []
    places: list[int] = []
    begins: set[int] = {0}
    for place, character in enumerate(text):
        if place in ignored:
            continue
        for letter in DECIMAL if place in points else normalize("NFKC", character).casefold():
            if letter != DECIMAL and SILENT.match(letter):
                begins.add(len(letters))
            else:
                letters.append(letter)
                places.append(place)
    begins.add(len(letters))
    return "".join(letters), places, frozenset(begins)


def _joints(text: str, places: Sequence[int]) -> frozenset[int]:
    """Before which letters nothing but a point or a hyphen within a name stands."""
    return frozenset(bisect_left(places, found.end()) for found in JOINT.finditer(text))


def _one_word(left: str, right: str) -> bool:
    """Whether two letters side by side are of one word or number: `6` and `명` are not."""
    if DECIMAL in (left, right) or (left.isdigit() and right.isdigit()):
        return True
    if "%" in (left, right):
        return False
    return left.isascii() == right.isascii() and left.isdigit() == right.isdigit() and not left.isdigit()
