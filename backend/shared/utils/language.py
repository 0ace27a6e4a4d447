"""Whether a text is in the language that it should be in, whatever names and technologies it mentions."""

import re
from typing import Literal

QUOTED = re.compile(r"\"[^\"]*\"|“[^”]*”|‘[^’]*’|「[^」]*」|『[^』]*』|`[^`]*`|(?<!\w)'[^']*'(?!\w)")
WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
HANGUL = re.compile(r"[\u1100-\u11FF\u3130-\u318F\uAC00-\uD7A3]")
LATIN = re.compile(r"[A-Za-z\u00C0-\u024F]")
FEW_WORDS = 6
"""So few words can be names and terms, which are the same in each language."""
KOREAN_SHARE = 0.3
"""Share of words with Hangul from which on a text is Korean: `Kafka의 acks=all을 왜 고르셨나요?` has more."""


def is_in(language: Literal["ko", "en"], text: str, *, terms: bool = False) -> bool:
    """Whether `text` is Korean (`ko`) or English (`en`); quotes do not count.

    With `terms`, a few words that could be names and terms are either.
    """
    words = WORD.findall(QUOTED.sub(" ", text))
    korean = sum(HANGUL.search(word) is not None for word in words)
    english = sum(HANGUL.search(word) is None and LATIN.search(word) is not None for word in words)
    foreign = len(words) - korean - english
    if foreign > korean + english:
        return False
    if terms and len(words) <= FEW_WORDS:
        return language == "ko" or korean <= english
    share = korean / max(1, korean + english)
    return share >= KOREAN_SHARE if language == "ko" else share < KOREAN_SHARE
