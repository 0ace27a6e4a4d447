"""Check of a text's language, ignoring its quotes and the technologies it names.

It compares the number of words with Hangul (including `Kafka를`) with the number of English words that are not names.
"""

import re
from functools import lru_cache
from typing import Literal, NamedTuple, Self

QUOTED = re.compile(
    r"\"[^\"\n]*\"|“[^”\n]*”|‘[^’\n]*’|(?<!\w)'[^'\n]*'(?![A-Za-z])|「[^」\n]*」|『[^』\n]*』|《[^》\n]*》|`[^`\n]*`"
)
BRACKETED = re.compile(r"\([^()\n]*\)")
ADDRESS = re.compile(r"https?://\S+|\S+@\S+")
HANGUL = re.compile(r"[\u1100-\u11FF\u3130-\u318F\uAC00-\uD7A3]")
LATIN = re.compile(r"[A-Za-z\u00C0-\u024F]{2}|^a$")
ANY_LATIN = re.compile(r"[A-Za-z\u00C0-\u024F]")
ORDINARY = re.compile(r"[a-z\u00DF-\u00FF]+(?:['’-][a-z]+)*")
"""An ordinary word, not a name, abbreviation or setting such as `Kafka`, `RPO`, `acks=all`."""

FOREIGN = re.compile(r"[^\W\d_A-Za-z\u00C0-\u024F\u1100-\u11FF\u3130-\u318F\uAC00-\uD7A3]")
KOREAN_ENDING = re.compile(r"[가-힣](?:요|까|다|오|음|함|됨)[.?!…]*(?:\s|$)")
"""Endings of Korean sentences, which no Korean name within an English sentence has."""

FUNCTION_WORDS = frozenset(
    {
        *("the", "a", "an", "and", "or", "but", "if", "in", "on", "at", "of", "to", "for", "from", "by", "with", "as"),
        *("is", "was", "were", "are", "be", "been", "has", "have", "had", "do", "did", "does", "not", "no", "so"),
        *("you", "your", "we", "our", "they", "their", "it", "its", "this", "that", "these", "those", "there"),
        *("who", "what", "when", "where", "which", "why", "how", "about", "into", "than", "then"),
        *("could", "should", "would", "can", "will"),
    }
)
MARKS = ".,;:!?()[]{}\"'’…/"
REMEMBERED = 8_192
MAX_TERM = 3
"""Up to this many ordinary English words may be a technical term: `exactly once delivery`."""


def is_in(language: Literal["ko", "en"], text: str, *, terms: bool = False) -> bool:
    """Whether `text` is Korean (`ko`) or English (`en`).

    With `terms`, a text of only names and terms, such as `Kafka, Redis`, counts as either language.
    """
    plain = _own_words(text)
    return _is_in(language, plain, _Tally.of(plain), terms=terms)


def is_readable(text: str) -> bool:
    """Whether `text` is Korean, English, or a list of names and terms."""
    # Most texts have no letter of a third script and only one of the two, so no word has to be counted.
    if FOREIGN.search(text) is None and (HANGUL.search(text) is None or ANY_LATIN.search(text) is None):
        return True
    plain = _own_words(text)
    tally = _Tally.of(plain)
    return _is_in("ko", plain, tally, terms=True) or _is_in("en", plain, tally, terms=True)


class _Tally(NamedTuple):
    """The numbers of the words of each kind in a text. `function` and `ordinary` words are English ones."""

    korean: int
    english: int
    function: int
    ordinary: int
    foreign: int

    @classmethod
    def of(cls, text: str) -> Self:
        """Count the words of a text."""
        kinds = [_kind(word) for word in text.split()]
        return cls(*(sum(column) for column in zip(*kinds, strict=True))) if kinds else cls(0, 0, 0, 0, 0)


def _is_in(language: Literal["ko", "en"], plain: str, tally: _Tally, *, terms: bool) -> bool:
    if tally.foreign > tally.korean + tally.english:
        return False
    if not tally.korean:
        return language == "en" or (terms and tally.function == 0 and tally.ordinary <= MAX_TERM)
    if language == "ko":
        return tally.korean > tally.function and tally.ordinary <= MAX_TERM * tally.korean
    return tally.english >= tally.korean and tally.ordinary > 0 and KOREAN_ENDING.search(plain) is None


@lru_cache(REMEMBERED)
def _kind(word: str) -> tuple[bool, bool, bool, bool, bool]:
    """Return which columns of `_Tally` a word counts in."""
    korean = HANGUL.search(word) is not None
    english = not korean and LATIN.search(word) is not None
    bare = word.strip(MARKS)
    function, ordinary = bare.casefold() in FUNCTION_WORDS, ORDINARY.fullmatch(bare) is not None
    return korean, english, english and function, english and ordinary, FOREIGN.search(word) is not None


def _own_words(text: str) -> str:
    """Return `text` without quotes, brackets and links, unless nothing else remains."""
    own = ADDRESS.sub(" ", text) if "@" in text or "://" in text else text
    for pattern in (QUOTED, BRACKETED):
        # Most texts have none, and to look for one is cheaper than to put the text together again.
        if pattern.search(own) is not None:
            rest = pattern.sub(" ", own)
            own = rest if any(map(str.isalpha, rest)) else own
    return own
