"""Finds skills in a text, excluding words that mean something else in other professions."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import TypeAdapter

from shared.claims.models import Mention
from shared.core.data import read_yaml
from shared.language.particles import PARTICLES
from shared.skills.index import ADDRESS, Skill, skill_index
from shared.skills.technologies import technology_index

ATOM = re.compile(r"[a-zA-Z][a-zA-Z0-9]*[+#]*|[가-힣]+|\.[a-zA-Z]+|[^\sa-zA-Z가-힣._/\-]")
START = re.compile(r"[a-z][a-z0-9]*[+#]*|[가-힣]+")
DOT_NET = ".net"
"""The only name that begins with punctuation."""
LATIN = re.compile(r"[A-Za-z][\w.+#]*")
SHORT = 3
MAX_PARTICLE = 3
NEAR = 24
CACHES = frozenset({"cache", "캐시"})
BEFORE_CACHE = frozenset({"a", "the", "with", "and", "of", "added", "introduced"})
CACHE_PARTICLES = ("을", "를", "에", "로", "은", "는", "고", "서")
SOFTWARE = ("api", "서버", "앱 ", "백엔드", "프론트엔드", "backend", "back-end", "front-end", "배포 ")
GO = re.compile(
    r"(?:\b(?:in|with|using|and|to) |, |/|^|(?<=[\s(]))"
    r"(Go)(?=로 | 언어|[,.;)/]|\s*\Z| and | 서버| services?\b| 백엔드| backend\b| 마이크로)"
)
"""Contexts in which the language is meant instead of the verb."""

Atoms = Sequence[tuple[str, int, int]]


@dataclass(frozen=True, slots=True)
class Spellings:
    """The content of `spellings.yaml`."""

    ambiguous: Sequence[str]
    anywhere: frozenset[str]
    acronyms: frozenset[str]
    no_skill: Sequence[str]
    cached: frozenset[str]
    not_software: frozenset[str]
    never: frozenset[str]


@dataclass(frozen=True, slots=True)
class Name:
    """A spelling: its parts and its skill, or no skill for a term that only looks like one.

    `written` is the required notation of an everyday word. `needs_software` means that it counts only in a text about
    software.
    """

    parts: tuple[str, ...]
    skill: str | None = None
    written: str | None = None
    needs_software: bool = False


@dataclass(frozen=True, slots=True)
class Hit:
    """An occurrence of a name in a text."""

    name: Name
    start: int
    end: int


def mentions_in(text: str, *, software: bool = False) -> list[Mention]:
    """Return the skills that `text` names in order, without duplicates.

    `software` means that the text belongs to an entry about software.
    """
    low = text.lower()
    # The lower case of a letter such as İ has two characters.
    low = low if len(low) == len(text) else text
    go = GO.search(text) if "Go" in text else None
    if go is None and DOT_NET not in low and _names_nothing(low):
        return []
    hits = list(_hits(text, low))
    if not software and any(hit.name.needs_software for hit in hits):
        software = _about_software(hits, text, low)
    found: dict[str, tuple[int, Mention]] = {}
    for hit in hits:
        if hit.name.skill is not None and _counts(hit, text, low, software=software):
            found.setdefault(hit.name.skill, (hit.start, Mention(hit.name.skill, text[hit.start : hit.end])))
    if go is not None:
        found.setdefault("go", (go.start(1), Mention("go", go[1])))
    return [mention for _, mention in sorted(found.values(), key=lambda one: one[0])]


@cache
def _spellings() -> Spellings:
    return TypeAdapter(Spellings).validate_python(read_yaml(files("shared.claims") / "data" / "spellings.yaml"))


@cache
def _names() -> Mapping[str, Sequence[Name]]:
    """Return the spellings by their first part, longest first."""
    known = _spellings()
    found: dict[tuple[str, ...], Name] = {}
    for spelling in known.no_skill:
        parts = _parts(spelling)
        found.setdefault(parts, Name(parts))
    for skill in skill_index().by_id.values():
        for spelling in (skill.name, *skill.aliases):
            parts = _parts(spelling)
            if parts and spelling.casefold() not in known.never:
                found.setdefault(parts, _name(skill, spelling, parts))
    by_first: dict[str, list[Name]] = {}
    for name in sorted(found.values(), key=lambda name: len("".join(name.parts)), reverse=True):
        by_first.setdefault(name.parts[0], []).append(name)
    return by_first


def _name(skill: Skill, spelling: str, parts: tuple[str, ...]) -> Name:
    folded = spelling.casefold()
    single = len(parts) == 1
    short = single and len(spelling) <= SHORT and spelling.isascii()
    acronym = _acronyms().get(folded)
    if acronym is not None:
        return Name(parts, skill.id, acronym if short else None)
    written = _ambiguous().get(folded)
    if written is None and short:
        written = skill.name if skill.name.casefold() == folded else spelling.upper()
    return Name(parts, skill.id, written if single else None, written is not None)


@cache
def _acronyms() -> Mapping[str, str]:
    return {name.casefold(): name for name in _spellings().acronyms}


@cache
def _ambiguous() -> Mapping[str, str]:
    known = _spellings()
    return {word.casefold(): word for word in known.ambiguous if word not in known.anywhere}


def _parts(spelling: str) -> tuple[str, ...]:
    return tuple(ATOM.findall(spelling.casefold()))


def _names_nothing(low: str) -> bool:
    """Return whether the text cannot contain any name, as most texts do not."""
    atoms = START.findall(low)
    if not _names().keys().isdisjoint(atoms):
        return False
    return low.isascii() or _hangul_starts().isdisjoint([atom[:2] for atom in atoms])


@cache
def _hangul_starts() -> frozenset[str]:
    """Return the first two syllables of the Korean names; one-syllable names may have a particle."""
    korean = [name for name in _names() if "가" <= name[0] <= "힣"]
    short = {name + particle[0] for name in korean if len(name) == 1 for particle in PARTICLES}
    return frozenset(name[:2] for name in korean if len(name) > 1) | short


def _hits(text: str, low: str) -> Iterator[Hit]:
    """Yield the longest name at each position, except in URLs and e-mail addresses."""
    atoms = [(match[0], match.start(), match.end()) for match in ATOM.finditer(low)]
    addresses = [match.span() for match in ADDRESS.finditer(text)] if "." in text or "@" in text else []
    index = 0
    while index < len(atoms):
        atom, start, _ = atoms[index]
        step = 1
        for name, length in _candidates(atom):
            end = start + length if len(name.parts) == 1 else _end(name, atoms, index)
            if end is not None and _whole(text, start, end):
                if not any(first <= start < last for first, last in addresses):
                    yield Hit(name, start, end)
                step = len(name.parts)
                break
        index += step


def _candidates(atom: str) -> Sequence[tuple[Name, int]]:
    """Return the names that may begin with `atom`, with the length of their first part in it."""
    names = _names()
    exact = names.get(atom)
    if exact is not None:
        return [(name, len(atom)) for name in exact]
    if not "가" <= atom[0] <= "힣":
        return ()
    for length in range(1, min(MAX_PARTICLE, len(atom) - 1) + 1):
        stem = atom[:-length]
        if stem in names and atom[-length:] in PARTICLES:
            return [(name, len(stem)) for name in names[stem] if len(name.parts) == 1]
    return ()


def _end(name: Name, atoms: Atoms, index: int) -> int | None:
    """Return the end of the name whose first part is at `index`; only its last part may have a particle."""
    last = index + len(name.parts) - 1
    if last >= len(atoms):
        return None
    for place in range(index + 1, last + 1):
        apart = atoms[place][1] - atoms[place - 1][2] > 1
        if apart or (place < last and atoms[place][0] != name.parts[place - index]):
            return None
    atom, start, end = atoms[last]
    wanted = name.parts[-1]
    if atom == wanted:
        return end
    return start + len(wanted) if atom.startswith(wanted) and atom[len(wanted) :] in PARTICLES else None


def _whole(text: str, start: int, end: int) -> bool:
    """Return whether the words are not part of another word, such as `chef-led` or `C4`."""
    before, after = text[start - 1 : start] if start else "", text[end : end + 1]
    if before.isalnum() or before in ("#", "@", "_") or (after.isascii() and after.isalnum()):
        return False
    return not (before == "-" and start > 1 and text[start - 2].isalpha())


def _about_software(hits: Sequence[Hit], text: str, low: str) -> bool:
    if any(hit.name.skill is not None and not hit.name.needs_software for hit in hits):
        return True
    if any(_is_software(word) for word in LATIN.findall(text)):
        return True
    return any(word in low for word in SOFTWARE) and not any(word in low for word in _spellings().not_software)


def _is_software(word: str) -> bool:
    """Return whether a word is in mixed case like the name of a technology: `vLLM`, `jQuery`."""
    mixed = word[1:] != word[1:].lower() and word != word.upper()
    return mixed and technology_index().find(word) is not None


def _counts(hit: Hit, text: str, low: str, *, software: bool) -> bool:
    name, written = hit.name, text[hit.start : hit.end]
    if name.parts[-1] in CACHES:
        return _is_caching(low, hit)
    if name.written is not None and written != name.written:
        return False
    return not name.needs_software or (software and not any(word in low for word in _spellings().not_software))


def _is_caching(low: str, hit: Hit) -> bool:
    """Return whether caching as a practice is meant, unlike in `build cache` or `이미지 캐시`."""
    before = low[max(0, hit.start - NEAR) : hit.start].rstrip()
    if not before or before[-1] in ",;(·.:":
        return True
    word = re.split(r"[\s(]", before)[-1]
    if "가" <= word[-1] <= "힣" and word.endswith(CACHE_PARTICLES):
        return True
    return word in _spellings().cached or word in BEFORE_CACHE
