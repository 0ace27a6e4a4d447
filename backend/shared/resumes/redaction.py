"""Identifiers (name, e-mail, phone, links) are replaced before a prompt goes, and put back after.

A value is hidden where it stands as a whole word, never as a part of one. Each token belongs to one spelling, and what
looks like a token in somebody's text gets a token itself: so `show(hide(text))` is `text`, whatever stands in it.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence

from shared.language.particles import PARTICLES
from shared.resumes.document import ResumeDocument
from shared.resumes.identifiers import KINDS, Identifier, Kind, Spot, find_addresses, identifiers
from shared.utils.prompts import fenced

Find = Callable[[str], Iterable[Spot]]

_NAMES = "|".join(KINDS)
TOKEN = re.compile(
    rf"\[[ \t]*({_NAMES})[ _]?([0-9]+)[ \t]*\]|(?<![A-Za-z0-9_\[\]])({_NAMES})_([0-9]+)(?![A-Za-z0-9_\[\]])",
    re.IGNORECASE | re.ASCII,
)
"""A token, also as models write it that drop the brackets, the capitals or the line between."""

HANGUL = re.compile(r"[가-힣]")
HANGUL_NAME = re.compile(r"[가-힣]{3,}")
PLAIN_WORD = re.compile(r"[A-Za-z]+")
TITLES = ("님", "씨", "군", "양")
_PARTICLES = "|".join(sorted(PARTICLES, key=len, reverse=True))
AFTER_HANGUL = rf"(?=(?:{'|'.join(TITLES)})?(?:{_PARTICLES})?(?![가-힣]))"
"""A name is followed by a title, by particles, or by both: 김민수 님, 김민수는, 김민수님의."""


class Redaction:
    """The identifiers of one résumé, each with the token that stands for it.

    Without a résumé only what `find` sees is hidden.
    """

    def __init__(self, resume: ResumeDocument | None = None, find: Find = find_addresses) -> None:
        self._find = find
        known = identifiers(resume) if resume is not None else []
        self._patterns: list[tuple[Kind, re.Pattern[str]]] = [(one.kind, _pattern(one)) for one in known]
        # A token that is spelled like an identifier would show it.
        self._taken = {_name(found) for one in known for found in TOKEN.finditer(one.text)}
        self._tokens: dict[str, str] = {}
        self._values: dict[str, str] = {}
        for one in known:
            # Before any text is seen: a model that is told of [NAME_1] may write it though no text has the name.
            if one.kind == "NAME":
                self._token(one.kind, one.text)

    def hide(self, text: str) -> str:
        """`text` without the identifiers; the same spelling gets the same token each time."""
        parts: list[str] = []
        # What stands between tokens is looked at again: what was the end of a word can be a word of its own beside one.
        while spots := _apart(self._spots(text)):
            position = 0
            for spot in spots:
                parts += [self.hide(text[position : spot.begin]), self._token(spot.kind, text[spot.begin : spot.end])]
                position = spot.end
            text = text[position:]
        return "".join([*parts, text])

    def data(self, label: str, text: str | None) -> str:
        """`text` for a prompt: hidden, and between markers that it cannot close; `(none)` when there is nothing."""
        return fenced(label, self.hide(text)) if text else "(none)"

    def show(self, text: str) -> str:
        """`text` with the identifiers back in their places. Tokens that a model made up are dropped."""
        return TOKEN.sub(lambda found: self._values.get(_name(found), ""), text)

    def _spots(self, text: str) -> Iterator[Spot]:
        yield from self._find(text)
        for kind, pattern in self._patterns:
            for found in pattern.finditer(text):
                yield Spot(kind, found.start(), found.end())
        for found in TOKEN.finditer(text):
            yield Spot("TEXT", found.start(), found.end())

    def _token(self, kind: Kind, value: str) -> str:
        if value not in self._tokens:
            number = len(self._tokens) + 1
            while (name := f"{kind}_{number}") in self._taken:
                number += 1_000
            self._tokens[value], self._values[name] = f"[{name}]", value
        return self._tokens[value]


def _name(found: re.Match[str]) -> str:
    return f"{found[1] or found[3]}_{found[2] or found[4]}".upper()


def _apart(spots: Iterable[Spot]) -> Sequence[Spot]:
    """The spots in their order; those that overlap become one, so that no end of one is left over."""
    joined: list[Spot] = []
    for spot in sorted(spots, key=lambda spot: (spot.begin, -spot.end)):
        last = joined[-1] if joined else None
        if last is None or spot.begin >= last.end:
            joined.append(spot)
        elif spot.end > last.end:
            joined[-1] = Spot(last.kind, last.begin, spot.end)
    return joined


def _pattern(identifier: Identifier) -> re.Pattern[str]:
    """The identifier as a whole word, in any case; a single Latin word only as written or in capitals, since a person
    can be called Will.
    """
    text = identifier.text
    spelled = r"\s+".join(map(re.escape, text.split()))
    if identifier.kind == "NAME" and HANGUL_NAME.fullmatch("".join(text.split())):
        spelled = r"\s?".join("".join(text.split()))
    core = f"(?:{spelled}|{spelled.upper()})" if PLAIN_WORD.fullmatch(text) else f"(?i:{spelled})"
    return re.compile(f"{_before(text[0])}{core}{_after(text[-1])}")


def _before(first: str) -> str:
    if HANGUL.match(first):
        return "(?<![가-힣])"
    return r"(?<![^\W가-힣])" if _is_word(first) else ""


def _after(last: str) -> str:
    if HANGUL.match(last):
        return AFTER_HANGUL
    return r"(?![^\W가-힣])" if _is_word(last) else ""


def _is_word(letter: str) -> bool:
    return letter.isalnum() or letter == "_"
