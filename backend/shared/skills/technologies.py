"""Canonical names of technologies for display and comparison: `k8s` and `쿠버네티스` are Kubernetes."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from unicodedata import normalize

from pydantic import TypeAdapter

from shared.core.data import read_yaml

SEPARATORS = re.compile(r"[\s.\-_/]+")
VERSION = re.compile(r"[\s(v]*\d[\d.x]*\+?\)?$", re.IGNORECASE)
ALWAYS_APART = re.compile(r"\s*[,;·•|\n]\s*")
APART_IF_KNOWN = re.compile(r"\s*(?:/|&|\+|\band\b|및)\s*")
WITH_PARTS = re.compile(r"([^()]+)\(([^()]+)\)")
LEVEL = re.compile(
    r"최?[상중하]|[상중초고]급|능숙|숙련|보통|기초|입문|\d+ ?(?:년|개월|years?|yrs?)\+?(?: ?차)?"
    r"|advanced|intermediate|beginner|expert|proficient|basics?|familiar|experienced",
    re.IGNORECASE,
)
"""A level or duration of experience, which is not part of a technology's name."""
REMEMBERED = 8_192


@dataclass(frozen=True, slots=True)
class Technology:
    """A technology: its canonical name and the group of `technical_skills` that it belongs to."""

    name: str
    group: str


class TechnologyIndex:
    """All known technologies, with lookup by any spelling."""

    def __init__(self, groups: Mapping[str, Mapping[str, Iterable[str]]]) -> None:
        self._by_key = {
            key_of(spelling): Technology(name, group)
            for group, technologies in groups.items()
            for name, aliases in technologies.items()
            for spelling in (name, *aliases)
        }
        # The same few hundred names occur again and again; unknown ones are evicted.
        self._named_in = lru_cache(REMEMBERED)(self._keyed)

    def __len__(self) -> int:
        """Return the number of known spellings."""
        return len(self._by_key)

    def find(self, name: str) -> Technology | None:
        """Return the technology with this name, ignoring a version, or `None`."""
        return self._by_key.get(key_of(name)) or self._by_key.get(key_of(VERSION.sub("", name)))

    def canonical(self, name: str) -> str:
        """Return the canonical name; an unknown name is kept as written."""
        found = self.find(name)
        return found.name if found is not None else " ".join(name.split())

    def collect(self, entries: Iterable[str]) -> list[str]:
        """Return the canonical names in the entries of tech stacks, each once, in order of first occurrence."""
        found: dict[str, str] = {}
        for entry in entries:
            for key, name in self._named_in(entry):
                found.setdefault(key, name)
        return list(found.values())

    def _keyed(self, entry: str) -> tuple[tuple[str, str], ...]:
        return tuple((key_of(name), name) for name in self._names(entry))

    def _names(self, entry: str) -> tuple[str, ...]:
        """Return the names in one entry: itself, or the parts of `Java, Kotlin`, `AWS (EC2, S3)`, `Java/Kotlin`."""
        if self.find(entry) is not None:
            return (self.canonical(entry),)
        grouped = WITH_PARTS.fullmatch(entry.strip())
        if grouped is not None and self.find(grouped[1]) is not None:
            parts = (part for part in ALWAYS_APART.split(grouped[2]) if not LEVEL.fullmatch(part.strip()))
            return (self.canonical(grouped[1]), *self._parts(parts))
        if "(" not in entry and len(parts := ALWAYS_APART.split(entry)) > 1:
            return tuple(self._parts(parts))
        # A slash or a plus can be part of an unknown name, so an entry is only split if all parts are known.
        parts = APART_IF_KNOWN.split(entry)
        if len(parts) > 1 and all(self.find(part) is not None for part in parts):
            return tuple(self._parts(parts))
        return tuple(self._parts([entry]))

    def _parts(self, parts: Iterable[str]) -> list[str]:
        return [self.canonical(part) for part in parts if key_of(part)]


def key_of(name: str) -> str:
    """Return the key for comparison: `Spring-Boot` and `spring boot` have the same one."""
    folded = normalize("NFKC", name).casefold()
    # A name may consist of separators only.
    return SEPARATORS.sub("", folded) or folded.strip()


@cache
def technology_index() -> TechnologyIndex:
    """Return the index of `technologies.yaml`, which is read once per process."""
    groups = TypeAdapter(dict[str, dict[str, list[str]]])
    return TechnologyIndex(groups.validate_python(read_yaml(files("shared.skills") / "technologies.yaml")))
