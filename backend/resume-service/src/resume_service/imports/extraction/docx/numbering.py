"""List signs and numbers, which a document describes but does not contain as text."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import ClassVar
from xml.etree.ElementTree import Element

MAX_LEVELS = 9
GANADA = "가나다라마바사아자차카타파하"
CHOSUNG = "ㄱㄴㄷㄹㅁㅂㅅㅇㅈㅊㅋㅌㅍㅎ"
ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"))
ROMAN_SMALL = ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")
CIRCLED = 20


def _letters(alphabet: str) -> Callable[[int], str]:
    return lambda number: alphabet[(number - 1) % len(alphabet)] * ((number - 1) // len(alphabet) + 1)


def _roman(number: int) -> str:
    text = ""
    for value, letters in ROMAN:
        text += letters * (number // value)
        number %= value
    return text + ROMAN_SMALL[number]


def _circled(number: int) -> str:
    return chr(ord("①") + number - 1) if 1 <= number <= CIRCLED else str(number)


FORMATS: Mapping[str, Callable[[int], str]] = {
    "lowerLetter": _letters("abcdefghijklmnopqrstuvwxyz"),
    "upperLetter": _letters("ABCDEFGHIJKLMNOPQRSTUVWXYZ"),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "ganada": _letters(GANADA),
    "chosung": _letters(CHOSUNG),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalZero": lambda number: f"{number:02}",
}
MAX_NUMBER = 3000
"""Larger numbers are written in digits, regardless of the list format."""


@dataclass(frozen=True, slots=True)
class Level:
    """A level of a list: number format, and template text (`%1.%2`)."""

    format: str
    text: str
    start: int
    left: int
    """Indentation of its items, in twentieths of a point."""


@dataclass(slots=True)
class Numbering:
    """The lists of a document with their counters."""

    NONE: ClassVar[str] = "0"
    """The id that removes a paragraph from the list of its style."""

    levels: dict[str, dict[int, Level]] = field(default_factory=dict[str, dict[int, Level]])
    _counted: dict[str, dict[int, int]] = field(default_factory=dict[str, dict[int, int]])

    @classmethod
    def of(cls, root: Element | None) -> "Numbering":
        """Build the lists from `numbering.xml`; without that part there are none."""
        if root is None:
            return cls()
        abstract = {found.get("abstractNumId", ""): _levels(found) for found in root.findall("abstractNum")}
        lists: dict[str, dict[int, Level]] = {}
        for found in root.findall("num"):
            of_what = found.find("abstractNumId")
            lists[found.get("numId", "")] = abstract.get(of_what.get("val", "") if of_what is not None else "", {})
        return cls(lists)

    def left(self, number: str, level: int) -> int:
        """Return the indentation of a level, in twentieths of a point."""
        found = self.levels.get(number, {}).get(level)
        return found.left if found is not None else 0

    def sign(self, number: str, level: int) -> str:
        """Return the sign of the next item: `- `, `3. `, or an empty string if the list shows none."""
        levels = self.levels.get(number)
        shown = levels.get(level) if levels is not None else None
        if levels is None or shown is None or shown.format == "bullet":
            return "- "
        counted = self._counted.setdefault(number, {})
        counted[level] = counted.get(level, shown.start - 1) + 1
        for deeper in [deeper for deeper in counted if deeper > level]:
            del counted[deeper]
        if shown.format == "none" or not shown.text:
            return ""
        text = shown.text
        for place in range(MAX_LEVELS):
            at = levels.get(place)
            if at is not None:
                text = text.replace(f"%{place + 1}", _shown(at.format, counted.get(place, at.start)))
        return f"{text} "


def _shown(kind: str, number: int) -> str:
    render = FORMATS.get(kind)
    return render(number) if render is not None and 0 < number <= MAX_NUMBER else str(number)


def _levels(abstract: Element) -> dict[int, Level]:
    levels: dict[int, Level] = {}
    for found in abstract.findall("lvl"):
        place = found.get("ilvl", "")
        if place.isdecimal() and int(place) < MAX_LEVELS:
            start = _value(found, "start")
            levels[int(place)] = Level(
                format=_value(found, "numFmt") or "decimal",
                text=_value(found, "lvlText"),
                start=int(start) if start.isdecimal() and len(start) < 5 else 1,
                left=_left(found),
            )
    return levels


def _left(level: Element) -> int:
    found = level.find("pPr/ind")
    left = (found.get("left") or found.get("start") or "") if found is not None else ""
    return int(left) if left.isdecimal() and len(left) < 6 else 0


def _value(level: Element, tag: str) -> str:
    found = level.find(tag)
    return found.get("val", "") if found is not None else ""
