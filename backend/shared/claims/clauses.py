"""Cutting a text into the sentences and clauses that each say one thing."""

import re
from collections.abc import Iterator, Sequence

from shared.claims.found import Span

LINES = re.compile(r"[^\r\n\u2028\u2029]+")
BULLET = re.compile(r"\s*(?:[-*•·▪▫■□◆◇○●▶►※✓✔–—>]+|\d{1,2}[.)](?=\s)|[①-⑳]|[가-하][.)](?=\s)|\(\d{1,2}\))?\s*")
MARK = re.compile(r"[.!?。！？]+[\"'’”)]*(?=\s+[^\s\d]|\s+\d)|;\s|；|\s[·|•]\s|\s/\s")
ABBREVIATION = re.compile(
    r"(?:^|[\s(])(?:e\.g|i\.e|vs|no|nr|dr|mr|mrs|ms|st|approx|inc|ltd|co|corp|etc|u\.s|u\.k|ph\.d|sr|jr|fig|dept|est|hrs|min|max|avg|p\.a|[a-z])\Z",
    re.IGNORECASE,
)
SAYS_ENOUGH = re.compile(r"\d|\S\s+\S")
ENDS = " \t\u00a0,;·|/"
LONGEST_ABBREVIATION = 8


def sentences(text: str) -> Iterator[Span]:
    """The places of the sentences of `text`, and of what a list within a line divides."""
    for line in LINES.finditer(text):
        start = line.start() + len(BULLET.match(line[0])[0])  # type: ignore[index]
        yield from _sentences(text, start, line.end())


def _sentences(text: str, start: int, end: int) -> Iterator[Span]:
    for mark in MARK.finditer(text, start, end):
        stop = _cut(text, start, end, mark)
        if stop is not None:
            yield from _stripped(text, start, stop)
            start = mark.end()
    yield from _stripped(text, start, end)


def _cut(text: str, start: int, end: int, mark: re.Match[str]) -> int | None:
    """Where the sentence ends that ends at `mark`; `None` when it goes on."""
    if mark.start() < start or _depth(text, start, mark.start()):
        return None
    if mark[0][0] in ".!?。！？":
        before = text[max(start, mark.start() - LONGEST_ABBREVIATION) : mark.start()]
        return None if mark[0] == "." and ABBREVIATION.search(before) else mark.end()
    if mark[0][0] in ";；":
        return mark.start()
    # A list of words (`기획 · 개발 · 운영`) stays in one piece; a list of results does not.
    after = text[mark.end() : end]
    following = MARK.search(after)
    right = after[: following.start()] if following is not None else after
    both = SAYS_ENOUGH.search(text, start, mark.start()) and SAYS_ENOUGH.search(right.strip())
    return mark.start() if both else None


def _depth(text: str, start: int, end: int) -> bool:
    """Whether a bracket is open at `end`."""
    return text.count("(", start, end) > text.count(")", start, end)


def _stripped(text: str, start: int, end: int) -> Iterator[Span]:
    while start < end and (text[start].isspace() or text[start] in ENDS):
        start += 1
    while end > start and (text[end - 1].isspace() or text[end - 1] in ENDS):
        end -= 1
    if end > start:
        yield start, end


KOREAN_CUT = re.compile(r",\s|·\s|\s·|하고 |이고 |이며 |하며 |고 |며 |[,/]|\s[+&]\s| 및 ")
ENGLISH_CUT = re.compile(r", and |, |; | and |\s[+&/]\s|\) ")


def cut_between(text: str, spans: Sequence[tuple[int, int]], korean: bool) -> list[Span]:
    """Cuts `text` so that each of `spans` is in a part of its own, as far as something divides them."""
    pattern = KOREAN_CUT if korean else ENGLISH_CUT
    parts: list[Span] = []
    start = 0
    for (_, before), (after, _) in zip(spans, spans[1:], strict=False):
        found = pattern.search(text, before, after)
        if found is None or _depth(text, start, found.start()):
            continue
        # A verb that goes on (`줄이고`) belongs to what is before it.
        keep = len(found[0].rstrip(" ,·/+&")) if korean else 0
        if korean and found[0].strip() in ("및",):
            keep = 0
        parts.append((start, found.start() + keep))
        start = found.end()
    parts.append((start, len(text)))
    return [piece for part in parts for piece in _stripped(text, *part)]
