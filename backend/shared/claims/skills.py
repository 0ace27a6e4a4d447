"""Skills that a text names, with care for words that mean something else in other trades."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import yaml
from pydantic import TypeAdapter

from shared.claims.models import Mention
from shared.language.particles import PARTICLES
from shared.skills.index import ADDRESS, skill_index
from shared.skills.technologies import technology_index

ATOM = re.compile(r"[A-Za-z][A-Za-z0-9]*[+#]*|[가-힣]+|\.[A-Za-z]+|[^\sA-Za-z가-힣._/\-]")
SHORT = 3
LONGEST_PARTICLE = 3
CACHES = frozenset({"cache", "캐시"})
GO = re.compile(
    r"(?:\b(?:in|with|using|and|to) |, |/|^|(?<=[\s(]))Go(?=로 | 언어|로\s|[,.;)/]|\s*\Z| and | 서버| services?\b| 백엔드| backend\b| 마이크로)"
)


@dataclass(frozen=True, slots=True)
class Spellings:
    """What `spellings.yaml` says."""

    ambiguous: Sequence[str]
    anywhere: frozenset[str]
    acronyms: frozenset[str]
    no_skill: Sequence[str]
    cached: frozenset[str]
    not_software: frozenset[str]


@dataclass(frozen=True, slots=True)
class Name:
    """A spelling: its parts, the skill it names (none for what only looks like one), and when it counts."""

    parts: tuple[str, ...]
    skill: str | None
    written: str | None
    """How it must be written when it is an everyday word; `None` when any way will do."""
    needs_software: bool


@dataclass(frozen=True, slots=True)
class Hit:
    """A name that stands in a text."""

    name: Name
    start: int
    end: int


@cache
def _spellings() -> Spellings:
    text = (files("shared.claims") / "data" / "spellings.yaml").read_text(encoding="utf-8")
    return TypeAdapter(Spellings).validate_python(yaml.load(text, Loader=yaml.CSafeLoader))


@cache
def _names() -> Mapping[str, Sequence[Name]]:
    """The spellings by their first part, the longest first."""
    known = _spellings()
    ambiguous = {word.casefold(): word for word in known.ambiguous if word not in known.anywhere}
    found: dict[tuple[str, ...], Name] = {}
    for spelling in known.no_skill:
        parts = _parts(spelling)
        found.setdefault(parts, Name(parts, None, None, False))
    for skill in skill_index().by_id.values():
        for spelling in (skill.name, *skill.aliases):
            parts = _parts(spelling)
            if not parts:
                continue
            written = ambiguous.get(spelling.casefold())
            short = len(spelling) <= SHORT and spelling.isascii() and len(parts) == 1
            acronym = next((name for name in known.acronyms if name.casefold() == spelling.casefold()), None)
            if acronym is not None:
                name = Name(parts, skill.id, acronym if short else None, False)
            else:
                exact = (
                    (written or _short(skill.name, spelling) if short or written else None) if len(parts) == 1 else None
                )
                name = Name(parts, skill.id, exact, written is not None or short)
            found.setdefault(parts, name)
    by_first: dict[str, list[Name]] = {}
    for name in sorted(found.values(), key=lambda name: len("".join(name.parts)), reverse=True):
        by_first.setdefault(name.parts[0], []).append(name)
    return by_first


def _short(name: str, spelling: str) -> str:
    """How a short name must be written: as the skill's own name, else in capitals."""
    return name if name.casefold() == spelling.casefold() else spelling.upper()


def _parts(spelling: str) -> tuple[str, ...]:
    return tuple(match[0].casefold() for match in ATOM.finditer(spelling))


def mentions_in(text: str, *, software: bool = False) -> list[tuple[Mention, int]]:
    """The skills that `text` names, each once, with the place of the words that name it.

    `software` says that the text belongs to an entry about software.
    """
    low = text.lower()
    if len(low) != len(text):
        low = text
    atoms = [(match[0], match.start(), match.end()) for match in ATOM.finditer(low)]
    names = _names()
    if not any(_candidates(names, atom) for atom, _, _ in atoms) and "Go" not in text:
        return []
    addresses = [match.span() for match in ADDRESS.finditer(text)]
    hits = [hit for hit in _hits(names, text, atoms) if not any(start <= hit.start < end for start, end in addresses)]
    about_software = software or _about_software(hits, text, low)
    found: dict[str, tuple[Mention, int]] = {}
    for hit in hits:
        if hit.name.skill is not None and _counts(hit, text, low, about_software):
            mention = Mention(hit.name.skill, text[hit.start : hit.end])
            found.setdefault(mention.id, (mention, hit.start))
    if (go := GO.search(text)) is not None and "go" not in found:
        place = text.index("Go", go.start())
        found["go"] = (Mention("go", "Go"), place)
    return sorted(found.values(), key=lambda one: one[1])


def _candidates(names: Mapping[str, Sequence[Name]], atom: str) -> Sequence[tuple[Name, int]]:
    """The names that may begin with `atom`, and how much of it is the name's first part."""
    exact = names.get(atom)
    if exact is not None:
        return [(name, len(atom)) for name in exact]
    if not "가" <= atom[0] <= "힣":
        return ()
    for length in range(1, LONGEST_PARTICLE + 1):
        stem = atom[:-length]
        if stem in names and atom[-length:] in PARTICLES:
            return [(name, len(stem)) for name in names[stem] if len(name.parts) == 1]
    return ()


Atoms = Sequence[tuple[str, int, int]]


def _hits(names: Mapping[str, Sequence[Name]], text: str, atoms: Atoms) -> Iterator[Hit]:
    index = 0
    while index < len(atoms):
        atom, start, _ = atoms[index]
        step = 1
        for name, length in _candidates(names, atom):
            end = start + length if len(name.parts) == 1 else _end(name, atoms, index)
            if end is not None and _whole(text, start, end):
                yield Hit(name, start, end)
                step = len(name.parts)
                break
        index += step


def _end(name: Name, atoms: Atoms, index: int) -> int | None:
    """Where the name ends whose first part is at `index`; only its last part may have a particle."""
    last = index + len(name.parts) - 1
    if last >= len(atoms):
        return None
    for place in range(index + 1, last):
        if atoms[place][0] != name.parts[place - index]:
            return None
    for place in range(index + 1, last + 1):
        if atoms[place][1] - atoms[place - 1][2] > 1:
            return None
    atom, start, end = atoms[last]
    wanted = name.parts[-1]
    if atom == wanted:
        return end
    return start + len(wanted) if atom.startswith(wanted) and atom[len(wanted) :] in PARTICLES else None


def _whole(text: str, start: int, end: int) -> bool:
    """Whether the words are no part of another: of `in-house`, `chef-led`, `웹뷰`."""
    before = text[start - 1 : start]
    after = text[end : end + 1]
    if before.isalnum() or before in ("#", "@", "_"):
        return before.isascii() is False and text[start].isascii() and False
    if after.isascii() and after.isalnum():
        return False
    return not (before == "-" and text[start - 2 : start - 1].isalpha())


def _about_software(hits: Iterable[Hit], text: str, low: str) -> bool:
    if any(hit.name.skill is not None and not hit.name.needs_software for hit in hits):
        return True
    words = re.findall(r"[A-Za-z][\w.+#]*", text)
    if any(_is_software(word) for word in words):
        return True
    return any(
        word in low
        for word in ("api", "서버", "앱 ", "백엔드", "프론트엔드", "backend", "back-end", "front-end", "배포 ")
    ) and not any(word in low for word in _spellings().not_software)


def _is_software(word: str) -> bool:
    """Whether a word with capitals inside (`vLLM`, `jQuery`) is the name of a technology."""
    mixed = any(character.isupper() for character in word[1:]) and any(character.islower() for character in word)
    return mixed and technology_index().find(word) is not None


def _counts(hit: Hit, text: str, low: str, about_software: bool) -> bool:
    name, written = hit.name, text[hit.start : hit.end]
    if (
        name.written is not None
        and written not in (name.written, name.written.upper())
        and name.parts[-1] not in CACHES
    ):
        return False
    if name.parts[-1] in CACHES:
        return _is_caching(text, low, hit)
    if not name.needs_software:
        return True
    if name.written is not None and written.isupper() and not name.written.isupper():
        return False  # SWIFT
    return about_software and not any(word in low for word in _spellings().not_software)


def _is_caching(text: str, low: str, hit: Hit) -> bool:
    """Whether the practice is meant: not by `build cache`, nor `이미지 캐시`."""
    before = low[: hit.start].rstrip()
    if not before or before[-1] in ",;(·.:":
        return True
    word = re.split(r"[\s(]", before)[-1]
    if "가" <= word[-1] <= "힣" and (word.endswith(("을", "를", "에", "로", "은", "는", "고", "서"))):
        return True
    return word in _spellings().cached or word in ("a", "the", "with", "and", "of", "added", "introduced")
