"""Splits a posting into lines, each with its kind: duty, requirement, preference or condition."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, cast, get_args

from shared.core.data import read_yaml
from shared.postings.markup import is_markup, text_of
from shared.postings.prose import is_prose, pieces

Kind = Literal["duty", "required", "preferred", "condition", "about", "other"]
KINDS: tuple[Kind, ...] = get_args(Kind)

MAX_LINES = 300
"""Maximum number of lines read; anything after them is not part of the posting."""

MAX_LINE = 600
"""Maximum number of characters read per line."""

SAYS_WHO = re.compile(r"(?:이런|함께|우리가|저희가|이 자리)[^.]{0,24}(?:요|다|일|분|업무|경험|것)[.?!]?\Z")
"""`이런 분이면 좋겠어요`, `함께할 일`"""

MAX_HEADING = 40
NEAR = 2

BULLET = re.compile(r"^[\s\-–—•·∙▪■□●○◦◆◇★☆▲△♦❖➢➔→*▶▷►➤✓✔✅☑※]+|^\s*(?:\(?\d{1,2}[.)]|[가-하]\.)\s+")
BRACKETED = re.compile(r"^\s*[\[<〈【『「(■#]+\s*([^\]>〉】』」)]{1,40}?)\s*[\]>〉】』」)]+\s*[:：]?\s*")
NAMED = re.compile(r"^([^:：]{1,40})[:：]\s*")
FIGURED = re.compile(r"^([가-힣][가-힣 ]*?)\s+(?=\d)|^([A-Za-z ]+?)\s+(?=[$£€₩]|\d{1,2}:\d{2})")
"""A name before its figures, without a colon. English needs money or a clock: `Pay 200 invoices a month` is a duty."""

EDGES = " \t#*_=~-–—•·■□●◆◇★☆▶[]【】<>〈〉()『』「」:：?!.❤🙌🙋💻✨🔥"


@dataclass(frozen=True, slots=True)
class Line:
    """A line with content. `number` counts all lines from 0, so its pointer is e.g. `/job_posting/lines/7`."""

    number: int
    text: str
    kind: Kind

    @property
    def pointer(self) -> str:
        """Its pointer, for evidence."""
        return line_pointer(self.number)


def line_pointer(number: int) -> str:
    """Return the pointer of a line, counted from 0."""
    return f"/job_posting/lines/{number}"


def posting_lines(posting: str) -> list[str]:
    """Return all lines of a posting as numbered by pointers, including empty ones; HTML is converted to text."""
    return (text_of(posting) if is_markup(posting) else posting).splitlines()


def lines_of(posting: str) -> tuple[Line, ...]:
    """Return the lines with content, without headings."""
    return tuple(_lines(posting_lines(posting)))


def _lines(texts: list[str]) -> Iterator[Line]:
    kind: Kind = "other"
    for number, whole in enumerate(texts[:MAX_LINES]):
        if is_prose(whole):
            yield from _told(number, whole.strip(), kind)
            continue
        text = BULLET.sub("", whole[:MAX_LINE]).strip()
        if not text:
            continue
        heading, rest = _heading(text)
        if heading is not None:
            kind = heading
            text = rest
        elif _looks_like_a_heading(texts, number, text):
            kind, text = _guessed(text), ""
        if any(character.isalpha() for character in text):
            yield Line(number, text, "condition" if _is_condition(text) else _by_words(text, kind))


def _told(number: int, paragraph: str, below: Kind) -> Iterator[Line]:
    """Yield the lines of a paragraph; the heading above determines the kind unless their words do."""
    for text, kind in pieces(paragraph):
        yield Line(number, text, cast("Kind", kind) if kind is not None else below)


def _heading(text: str) -> tuple[Kind | None, str]:
    """Return the kind of section that a heading begins, and the rest of its line."""
    for pattern in (BRACKETED, NAMED):
        if (found := pattern.match(text)) is not None and (kind := _meant(found[1])) is not None:
            return kind, text[found.end() :].strip()
    if len(text) <= MAX_HEADING and (kind := _meant(text)) is not None:
        return kind, ""
    return None, text


def _is_condition(text: str) -> bool:
    """Return whether a line names a condition and its figures: `근무시간 08:30~17:30`, `Salary $98,000`."""
    found = FIGURED.match(text)
    return found is not None and _meant(found[1] or found[2]) == "condition"


def _looks_like_a_heading(texts: list[str], number: int, text: str) -> bool:
    """Return whether a short line is a heading: it ends with a colon, or lacks the bullet that the next lines have."""
    if len(text) > MAX_HEADING:
        return False
    if text.endswith((":", "：")) or SAYS_WHO.match(text) is not None:
        return True
    following = next((line for line in texts[number + 1 : number + 1 + NEAR] if line.strip()), "")
    is_item = BULLET.match(texts[number]) is not None
    return number > 0 and not is_item and BULLET.match(following) is not None and not text.endswith((".", "요.", "다."))


def _guessed(text: str) -> Kind:
    """Return the kind of an unknown heading by its words, or `other`."""
    folded = text.casefold()
    for kind, words in _data()["guesses"].items():
        if any(word in folded for word in words):
            return kind
    return "other"


def _meant(text: str) -> Kind | None:
    return _headings().get("".join(text.strip(EDGES).casefold().split()))


def _by_words(text: str, kind: Kind) -> Kind:
    """Return the kind of a line, whose own words take precedence over the heading."""
    if kind in ("condition", "about"):
        return kind
    for said in ("preferred", "required"):
        if _words()[said].search(text) is not None:
            return said
    return kind


@cache
def _data() -> Any:
    return read_yaml(files("shared.postings") / "data" / "headings.yaml")


@cache
def _headings() -> Mapping[str, Kind]:
    headings: Mapping[Kind, list[list[str]]] = _data()["headings"]
    return {
        "".join(name.casefold().split()): kind for kind, lists in headings.items() for names in lists for name in names
    }


@cache
def _words() -> Mapping[Kind, re.Pattern[str]]:
    return {kind: re.compile("|".join(map(_said, words)), re.IGNORECASE) for kind, words in _data()["words"].items()}


def _said(word: str) -> str:
    """Return the pattern of a word by which a line tells its kind; `required steps` tells none."""
    return rf"\b{word}\b(?=\s*(?:$|[^\w\s]|for\b|to\b))" if word.isascii() and " " not in word else re.escape(word)
