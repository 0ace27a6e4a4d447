"""Forms of heads: in which order, on which lines and with which signs between them a job or a school is named.

A form is a pattern. `{c}` and the like are fields, `[, {l}]` is left out where a document does not say it, `>>` is the
right edge of the line, and a line feed begins the next line. Forms are families: every sixth of them is never trained
on.
"""

import re
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from itertools import pairwise
from random import Random

import yaml

Tagged = list[tuple[str, str]]
"""Pieces of a line, each with the label of its tokens."""

FIELDS = {
    "c": "company", "p": "position", "t": "department", "l": "place", "e": "employment", "d": "date", "x": "date",
    "s": "school", "g": "degree", "j": "major", "r": "grade", "u": "status",
}  # fmt: skip
EDGE = "   "
"""What separates words at the right edge from the others once a document is read."""
OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
PART = re.compile(r"\{(\w)\}|(>>)")

EACH = 6
"""Every one of so many forms is held out."""
SEPARATORS = (
    ", ",
    " | ",
    " – ",
    " — ",
    " - ",
    " / ",
    " · ",
    "\n",
    "\n",
    "\n",
    ">>",
    " at ",
    ": ",
    " ",
    " @ ",
    ". ",
    " • ",
)
COMPOSED = 0.45
"""The share of documents whose form is put together anew."""


@cache
def forms() -> Mapping[str, tuple[str, ...]]:
    """The forms by language and part."""
    text = (files("train") / "data" / "forms.yaml").read_text(encoding="utf-8")
    return {kind: tuple(listed) for kind, listed in yaml.load(text, Loader=yaml.CSafeLoader).items()}


def chosen(random: Random, kind: str, *, held_out: bool) -> str:
    """A form, of the families that are held out or of the others."""
    if not held_out and random.random() < COMPOSED:
        return _composed(random, kind)
    return random.choice([form for at, form in enumerate(forms()[kind]) if (at % EACH == EACH - 1) == held_out])


def _composed(random: Random, kind: str) -> str:
    """A form of any order."""
    language, part = kind.split(":")
    fields = ["c", "p"] if part == "work" else ["s", random.choice("gj")]
    if part == "education" and random.random() < 0.5:
        fields = ["s", "g", "j"]
    random.shuffle(fields)
    more = "tle" if part == "work" else "lru"
    fields += [name for name in more if random.random() < 0.22]
    random.shuffle(fields)
    fields.insert(random.choice((0, len(fields), len(fields), random.randrange(len(fields) + 1))), "d")
    form, broken = f"{{{fields[0]}}}", 0
    for before, name in pairwise(fields):
        sign = random.choice(SEPARATORS)
        if sign == " at " and (before != "p" or name != "c" or language == "ko"):
            sign = ", "
        if sign == " " and language == "en" and "d" not in (before, name):
            sign = "\n"
        if sign == ">>":
            sign = "\n" if broken else ">>"
            broken = 1
        if sign == "\n":
            broken = 0
        form += f" ({{{name}}})" if sign != "\n" and random.random() < 0.12 else f"{sign}{{{name}}}"
    return form


def lines_of(form: str, values: Mapping[str, str], *, options: bool) -> list[Tagged]:
    """The lines of a head; empty values go with the sign before them."""
    form = form.replace("[[", "\1").replace("]]", "\2")
    form = OPTIONAL.sub(lambda found: found[1] if options else "", form).replace("\1", "[").replace("\2", "]")
    return [pieces for line in form.split("\n") if (pieces := _pieces(line, values))]


def _pieces(line: str, values: Mapping[str, str]) -> Tagged:
    found: Tagged = []
    at = 0
    for part in PART.finditer(line):
        if part.start() > at:
            found.append((line[at : part.start()], "O"))
        at = part.end()
        if part[2]:
            found.append((EDGE, "O"))
        elif values.get(part[1]):
            found.append((values[part[1]], FIELDS[part[1]]))
        elif found and found[-1][1] == "O":
            found.pop()
    if at < len(line):
        found.append((line[at:], "O"))
    while found and found[0][1] == "O" and not found[0][0].strip(" [("):
        found.pop(0)
    return found if any(label != "O" for _, label in found) else []
