"""Finders of a known value of a person in any spelling."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from shared.resumes.masking.folding import Folded, fold
from shared.resumes.masking.identifiers import Identifier
from shared.resumes.masking.names import AFTER_HANGUL, AFTER_LATIN, BEFORE_HANGUL, BEFORE_LATIN, HANGUL, name_finders
from shared.resumes.masking.spots import Kind, Spot

CHUNK = re.compile(r"[^\W_]+")
DIGITS = re.compile(r"\d+")
FULL_DATE = re.compile(r"((?:19|20)\d\d)\D{0,3}(0?[1-9]|1[0-2])\D{0,3}([0-3]?\d)\D{0,3}")
ROAD_AND_NUMBER = re.compile(
    r"[가-힣\d]{2,15}(?:대로|로|길|동|리) ?\d{1,5}(?:-\d{1,5})?"
    r"|[a-z\d\-']+-(?:ro|gil|daero) ?\d{1,5}|\d{1,5}[ ,]{1,2}[a-z\d\-']+-(?:ro|gil|daero)"
)
MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"]

BETWEEN_DIGITS = r"[\s.\-()·/_]{0,3}"
MIN_PHONE_DIGITS = 8


class Finder(Protocol):
    """Finds spots in folded text."""

    def find(self, text: Folded) -> Iterator[Spot]:
        """Yield the places of the value."""
        ...


@dataclass(frozen=True, slots=True)
class ValuePattern:
    """A spelling of a value in folded text."""

    kind: Kind
    pattern: re.Pattern[str]

    def find(self, text: Folded) -> Iterator[Spot]:
        """Yield the places of the value."""
        for found in self.pattern.finditer(text.text):
            yield text.spot(self.kind, found.start(), found.end())


def finders_of(identifier: Identifier) -> Iterator[Finder]:
    """Yield finders of other spellings of a value."""
    kind, folded = identifier.kind, fold(identifier.text).strip()
    if kind == "NAME":
        yield from name_finders(identifier.text)
        return
    pattern = {"PHONE": _phone, "BIRTHDAY": _birthday}.get(kind, _value)(folded)
    if pattern is not None:
        yield ValuePattern(kind, re.compile(pattern))
    if kind == "ADDRESS":
        for core in ROAD_AND_NUMBER.findall(folded):
            yield ValuePattern(kind, re.compile(rf"(?<![가-힣\d]){_joined(core, ' ,')}(?!\d)"))


def _phone(value: str) -> str | None:
    """Return a pattern of the digits with any separators, in national and international form."""
    digits = "".join(DIGITS.findall(value))
    if len(digits) < MIN_PHONE_DIGITS:
        return None
    abroad = value.startswith("+") or digits.startswith("0")
    national = digits.removeprefix("0082").removeprefix("82").removeprefix("0") if abroad else digits
    country = rf"(?:\(?\+? ?(?:00)?\d{{1,3}}\)?{BETWEEN_DIGITS})?\(?0?{BETWEEN_DIGITS}"
    return rf"(?<![\d.]){country}{BETWEEN_DIGITS.join(national)}(?!\d)"


def _birthday(value: str) -> str | None:
    found = FULL_DATE.fullmatch(value)
    if found is None:
        return _value(value)
    year, month, day = found[1], int(found[2]), int(found[3])
    years, gap = rf"(?:{year[:2]})?{year[2:]}", r"[\s.\-/·년월]{0,3}"
    name = rf"{MONTHS[month - 1] if 1 <= month <= 12 else month}[a-z]{{0,6}}\.?"
    nth = rf"0?{day}(?:st|nd|rd|th)?"
    return (
        rf"(?<![\d.])(?:{years}{gap}0?{month}{gap}0?{day}(?: ?일)?"
        rf"|0?{day}[.\-/ ]0?{month}[.\-/ ]{years}|0?{month}[.\-/ ]0?{day}[.\-/ ]{years}"
        rf"|{name} ?{nth},? ?{year}|{nth}[ \-](?:of )?{name},?[ \-]{year})(?!\d)"
    )


def _value(value: str) -> str | None:
    """Return a pattern of the words and digits of a value, with other separators or none."""
    chunks = CHUNK.findall(value)
    if len(chunks) < 2:
        return _bounded(re.escape(chunks[0]), chunks[0]) if chunks and not chunks[0].isalpha() else None
    with_blanks = any(map(str.isdigit, value)) or " " in value
    return _bounded(_joined(value, " ,._-/" if with_blanks else "._-"), chunks[0][0] + chunks[-1][-1])


def _joined(value: str, signs: str) -> str:
    return rf"[{re.escape(signs)}]{{0,3}}".join(map(re.escape, CHUNK.findall(value)))


def _bounded(pattern: str, ends: str) -> str:
    before = BEFORE_HANGUL if HANGUL.match(ends[0]) else BEFORE_LATIN
    after = AFTER_HANGUL if HANGUL.match(ends[-1]) else AFTER_LATIN
    return f"{before}(?:{pattern}){after}"
