"""Lookup of skills: exact in the entries of a tech stack, conservative in running text."""

import re
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from functools import cache
from importlib.resources import files
from typing import Literal

from pydantic import BaseModel, ConfigDict, TypeAdapter

from shared.core.data import read_yaml
from shared.language.matching import AnyCase

SEPARATORS = re.compile(r"[\s.\-_/]+")
VERSION = re.compile(r"[\s(v]*\d[\d.x]*\)?$", re.IGNORECASE)
ADDRESS = re.compile(
    r"https?://\S+|(?<!\S)\S+@\S+"
    r"|(?<![\w-])(?<![\w-]\.)(?:[\w-]+\.)+(?:com|net|org|io|dev|app|kr)(?:/\S*)?(?![\w.])",
    re.IGNORECASE,
)
"""Addresses, which are ignored: an address at GitHub does not mean GitHub skills.

A match starts only at the beginning of a word: otherwise a posting of one endless word would take quadratic time.
"""
IN_ADDRESS = re.compile(r"[@:]|\.[A-Za-z]")
"""What every address contains, and few other texts do."""

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
"""Aliases that are also everyday words: they count as an entry of a tech stack, but not in running text."""


class Skill(BaseModel):
    """A technology or practice; `skills.yaml` explains each field."""

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
        """Return the canonical name for text in `language`."""
        return self.ko or self.name if language == "ko" else self.name

    def reading_of(self, shown: str) -> str:
        """Return the pronunciation of `shown`: the skill's if it is the canonical name, otherwise `shown` itself."""
        return self.reading if _normal(shown) == _normal(self.name) else shown


class SkillIndex:
    """All skills, with lookup by id, by an entry of a tech stack, and in a text."""

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
        # Longest first, so that 자바스크립트 is not matched as 자바. A Korean particle may follow, a Latin letter not.
        self._words = _pattern(searchable)
        # All spellings, including everyday words and short ones: for claims that something is *not* there.
        self._by_any = {spelling.casefold(): skill for skill in skills for spelling in (skill.name, *skill.aliases)}
        self._any = _pattern(self._by_any)
        self._remembered: dict[str, list[tuple[Skill, str]]] | None = None

    def named(self, entry: str) -> Skill | None:
        """Return the skill that an entry of a tech stack names, ignoring a version: `Spring boot 3.2`, `k8s`."""
        return self._by_spelling.get(_normal(entry)) or self._by_spelling.get(_normal(VERSION.sub("", entry)))

    def remembering(self) -> "SkillIndex":
        """Return a copy of the index that caches its results per text, for a run that repeats the same texts.

        It begins with what the index itself has cached, and adds nothing to it.
        """
        index = copy(self)
        index._remembered = dict(self._remembered or {})  # noqa: SLF001  its own kind
        return index

    @property
    def remembered(self) -> int:
        """The number of texts whose skills are cached."""
        return len(self._remembered or ())

    def within(self, text: str) -> list[tuple[Skill, str]]:
        """Return the skills in a text, each once, with the words that name it, in the order of the text."""
        if self._remembered is None:
            return self._within(text)
        if text not in self._remembered:
            self._remembered[text] = self._within(text)
        return self._remembered[text]

    def _within(self, text: str) -> list[tuple[Skill, str]]:
        found: dict[str, tuple[Skill, str]] = {}
        if IN_ADDRESS.search(text) is not None:
            text = ADDRESS.sub(lambda address: " " * len(address[0]), text)
        for match in self._words.finditer(text):
            written = text[match.start() : match.end()]
            skill = self._by_word[written.casefold()]
            found.setdefault(skill.id, (skill, written))
        return list(found.values())

    def hinted(self, texts: Iterable[str]) -> set[str]:
        """Return the ids of all skills that any text may mention, including ambiguous spellings."""
        return {self._by_any[match[0].casefold()].id for text in texts for match in self._any.finditer(text)}


@cache
def skill_index() -> SkillIndex:
    """Return the index of `skills.yaml`, which is read once per process."""
    return SkillIndex(TypeAdapter(list[Skill]).validate_python(read_yaml(files("shared.skills") / "skills.yaml")))


def _pattern(spellings: Iterable[str]) -> AnyCase:
    """Return a pattern of all spellings, longest first, as a trie, so that few are tried at each place."""
    begun: dict[str, list[str]] = {}
    for spelling in sorted(set(spellings)):
        begun.setdefault(spelling[0], []).append(spelling[1:])
    # What must not be before a word is asked after its first letter, which rules out most places at once.
    words = (
        rf"{re.escape(first)}(?<![A-Za-z0-9가-힣]{re.escape(first)}){_branches(rests)}"
        for first, rests in begun.items()
    )
    return AnyCase(rf"(?:{'|'.join(words)})(?![A-Za-z0-9])")


def _branches(words: Sequence[str]) -> str:
    """Return sorted words as one expression: `java`, `javascript` as `java(?:script)?`."""
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
    min_length = MIN_LATIN if spelling.isascii() else MIN_HANGUL
    return len(spelling) >= min_length or (spelling.isascii() and spelling.isupper() and len(spelling) > 2)
