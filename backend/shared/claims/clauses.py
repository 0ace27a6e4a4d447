"""Splits a text into sentences, and inline lists into their items."""

import re
from collections.abc import Iterator

from shared.claims.found import Span

LINES = re.compile(r"[^\r\n\u2028\u2029]+(?:(?<![.!?:;])\r?\n[ \t]*(?=[a-z])[^\r\n\u2028\u2029]+)*")
"""A line that continues in lower case was only wrapped."""
BULLET = re.compile(r"\s*(?:[-*•·▪▫■□◆◇○●▶►※✓✔–—>]+|\d{1,2}[.)](?=\s)|[①-⑳]|[가-하][.)](?=\s)|\(\d{1,2}\))?\s*")
MARK = re.compile(r"[.!?。！？]+[\"'’”)]{0,3}(?=\s)|[;；](?=\s)|\s[·|•/]\s")
ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:e\.g|i\.e|vs|no|nr|dr|mr|mrs|ms|st|approx|inc|ltd|co|corp|etc|u\.s|u\.k|ph\.d|sr|jr|fig|dept|est|hrs"
    r"|min|max|avg|p\.a|[a-z])\Z",
    re.IGNORECASE,
)
SAYS_ENOUGH = re.compile(r"\d|\S\s+\S")
ENDS = " \t\u00a0,;·|/"
SENTENCE_ENDS = ".!?。！？"
DIVIDING = (*SENTENCE_ENDS, ";", "；", " · ", " / ", " | ", " • ")
MAX_ABBREVIATION = 8
MAX_SENTENCE = 400
"""Maximum length of a sentence in characters."""


def sentences(text: str) -> Iterator[Span]:
    """Yield the spans of the sentences of `text`, and of the items of inline lists."""
    # Fast path: most texts are one sentence.
    divided = any(sign in text for sign in DIVIDING)
    for line in LINES.finditer(text):
        bullet = BULLET.match(text, line.start(), line.end())
        start = bullet.end() if bullet is not None else line.start()
        marks = list(MARK.finditer(text, start, line.end())) if divided else []
        for first, last in _sentences(text, start, line.end(), marks) if marks else stripped(text, start, line.end()):
            yield from _short(text, first, last) if last - first > MAX_SENTENCE else ((first, last),)


def _short(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the parts of a text that is too long for a sentence, without overlong words."""
    while end - start > MAX_SENTENCE:
        stop = text.rfind(", ", start, start + MAX_SENTENCE)
        if stop <= start:
            stop = text.rfind(" ", start, start + MAX_SENTENCE)
        if stop <= start:
            space = text.find(" ", start, end)
            start = space + 1 if space >= 0 else end
            continue
        yield from stripped(text, start, stop)
        start = stop + 1
    yield from stripped(text, start, end)


def _sentences(text: str, start: int, end: int, marks: list[re.Match[str]]) -> Iterator[Span]:
    for index, mark in enumerate(marks):
        following = marks[index + 1].start() if index + 1 < len(marks) else end
        stop = _cut(text, start, mark, following)
        if stop is not None:
            yield from stripped(text, start, stop)
            start = mark.end()
    yield from stripped(text, start, end)


def _cut(text: str, start: int, mark: re.Match[str], following: int) -> int | None:
    """Return the end of the sentence that ends at `mark`; `None` if it continues."""
    if in_brackets(text, start, mark.start()):
        return None
    sign = mark[0].lstrip()[0]
    if sign in SENTENCE_ENDS:
        before = text[max(start, mark.start() - MAX_ABBREVIATION) : mark.start()]
        return None if mark[0] == "." and ABBREVIATION.search(before) is not None else mark.end()
    if sign in ";；":
        return mark.start()
    # A list of words (`기획 · 개발 · 운영`) is kept whole; a list of results is split.
    left, right = text[start : mark.start()], text[mark.end() : following]
    return mark.start() if SAYS_ENOUGH.search(left.strip()) and SAYS_ENOUGH.search(right.strip()) else None


def in_brackets(text: str, start: int, place: int) -> bool:
    """Return whether a bracket opened after `start` is still open at `place`."""
    start = max(start, place - MAX_SENTENCE)
    return text.count("(", start, place) > text.count(")", start, place)


def stripped(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield the span without spaces and marks at its ends, unless it becomes empty."""
    while start < end and (text[start].isspace() or text[start] in ENDS):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ENDS):
        end -= 1
    if end > start:
        yield start, end
