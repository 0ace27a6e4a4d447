"""Finding skills: exactly in the entries of a tech stack, carefully in running text."""

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from functools import cache
from importlib.resources import files
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter

SEPARATORS = re.compile(r"[\s.\-_/]+")
VERSION = re.compile(r"[\s(v]*\d[\d.x]*\)?$", re.IGNORECASE)
ADDRESS = re.compile(
    r"https?://\S+|(?<!\S)\S+@\S+"
    r"|(?<![\w-])(?<![\w-]\.)(?:[\w-]+\.)+(?:com|net|org|io|dev|app|kr)(?:/\S*)?(?![\w.])",
    re.IGNORECASE,
)
"""Who has an address at GitHub does not say that they work with it.

An address is looked for from the beginning of its words only: from each letter, a posting of one endless word took
the time of its length squared.
"""
MIN_LATIN = 4
MIN_HANGUL = 2

ORDINARY_WORDS = frozenset(
    {
        *("async", "bloc", "cache", "chef", "combine", "compose", "container", "dart", "elastic", "emotion", "express"),
        *(
            "flux",
            "hive",
            "logging",
            "monitoring",
            "nest",
            "next",
            "node",
            "puppet",
            "relay",
            "room",
            "shell",
            "spring",
            "swift",
        ),
        *("thread", "tracing", "vault", "노드", "보안", "인가", "인증", "컴포즈"),
    }
)
"""Aliases that are also everyday words: they count as an entry of a tech stack and not in running text."""


class Skill(BaseModel):
    """A technology or practice; `skills.yaml` says what each field means."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    name: str
    reading: str
    ko: str | None = None
    area: str
    kind: str
    aliases: tuple[str, ...]
    builds_on: tuple[str, ...]

    def name_in(self, language: Literal["ko", "en"]) -> str:
        """The canonical name, as text in `language` has it."""
        return self.ko or self.name if language == "ko" else self.name

    def reading_of(self, shown: str) -> str:
        """How `shown` is said, which is the name or another spelling: `QueryDSL` is not said as JPA is."""
        return self.reading if _normal(shown) == _normal(self.name) else shown


class SkillIndex:
    """All skills, to be asked by id, by an entry of a tech stack, or by a text."""

    def __init__(self, skills: Sequence[Skill]) -> None:
        self.by_id: Mapping[str, Skill] = {skill.id: skill for skill in skills}
        self._by_spelling = {_normal(spelling): skill for skill in skills for spelling in (skill.name, *skill.aliases)}
        searchable = {
            spelling.casefold(): skill
            for skill in skills
            for spelling in (skill.name, *skill.aliases)
            if _is_searchable(spelling)
        }
        self._by_word = searchable
        # Longest first, so that 자바스크립트 is not read as 자바. A Korean particle may follow, a Latin letter may not.
        self._words = _pattern(searchable)
        # Every one, everyday words and short ones too: for claims that something is *not* there.
        self._by_any = {spelling.casefold(): skill for skill in skills for spelling in (skill.name, *skill.aliases)}
        self._any = _pattern(self._by_any)
        self._remembered: dict[str, list[tuple[Skill, str]]] | None = None

    def named(self, entry: str) -> Skill | None:
        """The skill that an entry of a tech stack names, a version behind it aside: `Spring boot 3.2`, `k8s`."""
        return self._by_spelling.get(_normal(entry)) or self._by_spelling.get(_normal(VERSION.sub("", entry)))

    def remembering(self) -> "SkillIndex":
        """The same index, which looks into each text once: for a run in which many ask about the same texts."""
        index = copy(self)
        index._remembered = {}  # noqa: SLF001  its own kind
        return index

    def within(self, text: str) -> list[tuple[Skill, str]]:
        """The skills a text speaks of, each once, with the words that name it, in the order of the text."""
        if self._remembered is None:
            return self._within(text)
        if text not in self._remembered:
            self._remembered[text] = self._within(text)
        return self._remembered[text]

    def _within(self, text: str) -> list[tuple[Skill, str]]:
        found: dict[str, tuple[Skill, str]] = {}
        for match in self._words.finditer(ADDRESS.sub(lambda address: " " * len(address[0]), text)):
            skill = self._by_word[match[0].casefold()]
            found.setdefault(skill.id, (skill, match[0]))
        return list(found.values())

    def hinted(self, texts: Iterable[str]) -> set[str]:
        """The ids of all skills that any text may speak of, however little says so."""
        return {self._by_any[match[0].casefold()].id for text in texts for match in self._any.finditer(text)}


@cache
def skill_index() -> SkillIndex:
    """The index over `skills.yaml`, read once a process at the first call."""
    text = (files("shared.skills") / "skills.yaml").read_text(encoding="utf-8")
    return SkillIndex(TypeAdapter(list[Skill]).validate_python(yaml.load(text, Loader=yaml.CSafeLoader)))


def _pattern(spellings: Iterable[str]) -> re.Pattern[str]:
    """A pattern of all spellings, the longest first; it branches letter by letter, so that few are tried at a place."""
    return re.compile(rf"(?<![A-Za-z0-9가-힣])(?:{_branches(sorted(set(spellings)))})(?![A-Za-z0-9])", re.IGNORECASE)


def _branches(words: Sequence[str]) -> str:
    """Sorted words as one expression: `java`, `javascript` as `java(?:script)?`."""
    by_first: dict[str, list[str]] = {}
    for word in words:
        if word:
            by_first.setdefault(word[0], []).append(word[1:])
    branches = [re.escape(first) + (_branches(rests) if rests != [""] else "") for first, rests in by_first.items()]
    joined = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    return f"(?:{joined})?" if "" in words else joined


def _normal(spelling: str) -> str:
    return SEPARATORS.sub("", spelling.casefold())


def _is_searchable(spelling: str) -> bool:
    if spelling.casefold() in ORDINARY_WORDS:
        return False
    least = MIN_LATIN if spelling.isascii() else MIN_HANGUL
    return len(spelling) >= least or (spelling.isascii() and spelling.isupper() and len(spelling) > 2)
