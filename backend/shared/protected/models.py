"""What an interviewer must not ask about, as the data says it."""

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict

Languages = dict[str, list[str]]


class Name(BaseModel):
    """A name in both languages."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    ko: str
    en: str


class TopicData(BaseModel):
    """A topic as the file holds it; its head says what each member means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: Name
    law: tuple[str, ...]
    asks: Languages
    nouns: Languages
    words: Languages
    work: Languages = {}


class ContextData(BaseModel):
    """What frees a topic, as the file holds it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    others: Languages
    work: Languages
    ban: Languages


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic with its patterns in one language; a pattern that is `None` matches nothing."""

    id: str
    asks: re.Pattern[str] | None
    turned: re.Pattern[str] | None
    nouns: re.Pattern[str] | None
    words: re.Pattern[str] | None
    work: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class Context:
    """What frees a topic in one language: somebody else, work, or a sentence against asking. `addressed` is how it speaks to
    the person, where the language has a form for that."""

    others: re.Pattern[str]
    work: re.Pattern[str]
    ban: re.Pattern[str]
    addressed: re.Pattern[str] | None


def topics() -> list[TopicData]:
    """The topics with the law that each rests on."""
    return [TopicData.model_validate(one) for one in _read("topics.yaml")]


@cache
def topics_in(language: str) -> tuple[Topic, ...]:
    """The topics with their patterns in a language."""
    return tuple(
        Topic(
            one.id,
            _joined([_begun(pattern, language) for pattern in one.asks[language]]),
            _turned(one.nouns[language], language),
            _joined([_begun(_bounded(noun, language), language) for noun in one.nouns[language]]),
            _joined([_begun(_bounded(word, language), language) for word in one.words[language]]),
            _joined([rf"\b(?:{word})" if language == "en" else word for word in one.work.get(language, [])]),
        )
        for one in topics()
    )


@cache
def context_in(language: str) -> Context:
    """What frees a topic in a language."""
    data = ContextData.model_validate(_read("context.yaml"))
    free = (_whole_words(lists[language], language) for lists in (data.others, data.work, data.ban))
    addressed = _read("turns.yaml")[language].get("addressed")
    return Context(*free, addressed=re.compile(addressed) if addressed is not None else None)


def _turned(nouns: list[str], language: str) -> re.Pattern[str] | None:
    """These nouns where a sentence turns to the person with them."""
    template = _read("turns.yaml")[language]
    filling = {name: "|".join(words.split()) for name, words in template["words"].items()}
    filling["noun"] = "|".join(nouns)
    patterns: list[str] = []
    for pattern in template["patterns"]:
        whole = str(pattern)
        for name, meant in filling.items():
            whole = whole.replace(f"{{{name}}}", f"(?:{meant})")
        patterns.append(_begun(whole, language))
    return _joined(patterns) if nouns else None


def _whole_words(lines: list[str], language: str) -> re.Pattern[str]:
    words = [word for line in lines for word in line.split()]
    return re.compile("|".join(_bounded(word, language) for word in words), re.IGNORECASE)


def _begun(pattern: str, language: str) -> str:
    """A pattern that begins where a word does: 아내 is no part of 알아내."""
    return rf"(?<![가-힣])(?:{pattern})" if language == "ko" else pattern


def _bounded(word: str, language: str) -> str:
    return rf"\b(?:{word})s?\b" if language == "en" else word


def _joined(patterns: list[str]) -> re.Pattern[str] | None:
    return re.compile("|".join(patterns), re.IGNORECASE) if patterns else None


def _read(name: str) -> Any:
    text = (files("shared.protected") / "data" / name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=yaml.CSafeLoader)
