"""The data of protected topics, and its patterns."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from pydantic import BaseModel, ConfigDict

from shared.core.data import read_yaml

Languages = dict[str, list[str]]


class Name(BaseModel):
    """A name in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ko: str
    en: str


class TopicData(BaseModel):
    """A topic as in the file, whose header explains each member."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: Name
    law: tuple[str, ...]
    asks: Languages
    nouns: Languages
    words: Languages
    work: Languages = {}


class ContextData(BaseModel):
    """The words that make a topic acceptable, as in the file."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    others: Languages
    work: Languages
    ban: Languages


Pattern = re.Pattern[str]
NOTHING = re.compile(r"(?!)")


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic with its patterns in one language."""

    id: str
    asks: Pattern
    nouns: Pattern
    words: Pattern
    work: Pattern


@dataclass(frozen=True, slots=True)
class Context:
    """The patterns that make a topic acceptable in one language, and those that address the person with it."""

    others: Pattern
    work: Pattern
    ban: Pattern
    before: Pattern
    behind: Pattern
    unless: Pattern
    addressed: Pattern


def topics() -> list[TopicData]:
    """Return the topics with the law that each is based on."""
    return [TopicData.model_validate(one) for one in _read("topics.yaml")]


def context() -> ContextData:
    """Return the words that make a topic acceptable."""
    return ContextData.model_validate(_read("context.yaml"))


# A Korean word must match at its beginning (아내 is not in 알아내), and particles may follow. An English one is whole.
WORD = {"ko": ("(?<![가-힣])(?:", ")"), "en": (r"\b(?:", r")s?\b")}
PHRASE = {"ko": ("(?<![가-힣])(?:", ")"), "en": ("(?:", ")")}
PART = {"ko": ("(?:", ")"), "en": (r"\b(?:", ")")}
LOWER = str.maketrans({"İ": "i", "ı": "i", "ſ": "s"})
"""Letters that `re.IGNORECASE` takes for the ASCII ones, beside those that `str.lower` turns into them."""


def lowered(text: str) -> str:
    """Return `text` as the English patterns need it: in lower case, with every character at its place.

    Python searches lower case several times as fast as it ignores case.
    """
    return text.translate(LOWER).lower()


@cache
def topics_in(language: str) -> tuple[Topic, ...]:
    """Return the topics with their patterns in a language; compiling takes about 0.1 s (call it in a thread)."""
    return tuple(
        Topic(
            one.id,
            _joined(one.asks[language], PHRASE[language]),
            # Longest first, so that 건강 검진 is found as a whole.
            _joined(sorted(one.nouns[language], key=len, reverse=True), WORD[language]),
            _joined(one.words[language], WORD[language]),
            _joined(one.work.get(language, []), PART[language]),
        )
        for one in topics()
    )


@cache
def context_in(language: str) -> Context:
    """Return the context patterns in a language."""
    data = context()
    whole = {"ko": PART["ko"], "en": WORD["en"]}[language]
    free = (_joined(" ".join(lists[language]).split(), whole) for lists in (data.others, data.work, data.ban))
    turns: dict[str, Any] = _read("turns.yaml")[language]
    words = {name: "|".join(listed.split()) for name, listed in turns["words"].items()}
    return Context(*free, *(_filled(turns.get(name), words) for name in ("before", "behind", "unless", "addressed")))


def _joined(patterns: list[str], form: tuple[str, str]) -> Pattern:
    begin, end = form
    return re.compile(f"{begin}{'|'.join(patterns)}{end}") if patterns else NOTHING


def _filled(pattern: str | None, words: dict[str, str]) -> Pattern:
    if pattern is None:
        return NOTHING
    for name, listed in words.items():
        pattern = pattern.replace(f"{{{name}}}", f"(?:{listed})")
    return re.compile(pattern, re.IGNORECASE)


def _read(name: str) -> Any:
    return read_yaml(files("shared.protected") / "data" / name)
