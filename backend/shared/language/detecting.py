"""Check of a text's language, ignoring its quotes and the technologies it names.

It compares the number of words with Hangul (including `Kafka를`) with the number of English words that are not names.
"""

import re
from typing import Literal

QUOTED = re.compile(
    r"\"[^\"\n]*\"|“[^”\n]*”|‘[^’\n]*’|(?<!\w)'[^'\n]*'(?![A-Za-z])|「[^」\n]*」|『[^』\n]*』|《[^》\n]*》|`[^`\n]*`"
)
BRACKETED = re.compile(r"\([^()\n]*\)")
ADDRESS = re.compile(r"https?://\S+|\S+@\S+")
HANGUL = re.compile(r"[\u1100-\u11FF\u3130-\u318F\uAC00-\uD7A3]")
LATIN = re.compile(r"[A-Za-z\u00C0-\u024F]{2}|^a$")
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
MAX_TERM = 3
"""Up to this many ordinary English words may be a technical term: `exactly once delivery`."""


def is_in(language: Literal["ko", "en"], text: str, *, terms: bool = False) -> bool:
    """Whether `text` is Korean (`ko`) or English (`en`).

    With `terms`, a text of only names and terms, such as `Kafka, Redis`, counts as either language.
    """
    plain = _own_words(text)
    words = plain.split()
    korean = sum(HANGUL.search(word) is not None for word in words)
    english = [word.strip(MARKS) for word in words if not HANGUL.search(word) and LATIN.search(word)]
    if sum(FOREIGN.search(word) is not None for word in words) > korean + len(english):
        return False
    function = sum(word.casefold() in FUNCTION_WORDS for word in english)
    ordinary = sum(ORDINARY.fullmatch(word) is not None for word in english)
    if not korean:
        return language == "en" or (terms and function == 0 and ordinary <= MAX_TERM)
    if language == "ko":
        return korean > function and ordinary <= MAX_TERM * korean
    return len(english) >= korean and ordinary > 0 and KOREAN_ENDING.search(plain) is None


def _own_words(text: str) -> str:
    """Return `text` without quotes, brackets and links, unless nothing else remains."""
    own = ADDRESS.sub(" ", text) if "@" in text or "://" in text else text
    for pattern in (QUOTED, BRACKETED):
        if pattern.search(own) is not None:
            rest = pattern.sub(" ", own)
            own = rest if any(map(str.isalpha, rest)) else own
    return own
