"""Lines as tokens: words, numbers, and each sign by itself."""

import re

TOKEN = re.compile(r" {3}|[^\W_]+(?:['’][^\W_]+)?|[^\w\s]|_")
"""Three blanks are the right edge of a line."""


def tokens_of(text: str) -> list[str]:
    """The tokens of `text` in their order."""
    return [text[begin:end] for begin, end in spans_of(text)]


def spans_of(text: str) -> list[tuple[int, int]]:
    """From where to where each token of `text` stands."""
    return [found.span() for found in TOKEN.finditer(text)]
