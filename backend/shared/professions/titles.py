"""Reads job titles. The head of a title decides: what it ends with, apart from ranks, teams and levels.

`reading_of("정보보호팀 과장")` finds the field `정보보호` because only a team and a rank follow it. A *title* names a
profession by itself (`간호사`, `account executive`), a *field* together with a rank or a role (`treasury analyst`).
A *general* title is one of its profession only if no field in the whole text names another: `QA` of software, but
`QA (GMP)` of production. `words/titles.yaml` lists ranks and roles, and titles of professions without data.
"""

import re
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, Literal
from unicodedata import normalize

from shared.core.data import read_yaml
from shared.language.lexicon import HANGUL
from shared.professions.library import heads
from shared.professions.models import Family

GAPS = re.compile(r"[\s·/_-]+")
AROUND_HANGUL = re.compile(r"(?<=[가-힣]) | (?=[가-힣])")
APART = re.compile(r"[()\[\]{}|,;:]+|\s[-–—~]\s")
STEPS = re.compile(r"(?:[>→⇒]+|,?\s+(?:and\s+)?(?:then|later)\s)(?![^(]*\))", re.IGNORECASE)
"""Between the titles of a career at one employer, of which the last is the latest; not inside brackets."""

TEAM = re.compile(r"\d*(?:팀|파트|실|부(?!터)|본부|센터|그룹|사업부)")
"""Follows the field of a department."""

PARTICLES = "입니다|였습니다|이었습니다|이며|이고"
"""What may follow a title in a sentence."""

MAX_LETTERS = 200
"""Only this much of a text is read as a title."""

REMEMBERED = 4_096


@dataclass(frozen=True, slots=True)
class Named:
    """A profession named by a title; `None` is one without data. A general title is weak evidence."""

    profession: str | None
    is_general: bool = False


@dataclass(frozen=True, slots=True)
class _Known:
    text: str
    profession: str | None
    kind: Literal["title", "field"]
    family: Family | None


@lru_cache(REMEMBERED)
def reading_of(title: str | None) -> Named | None:
    """Return what a job title names; `None` if it has neither a known title nor a field in a known position."""
    if not title:
        return None
    steps = [step for step in STEPS.split(title[:MAX_LETTERS]) if step.strip()]
    return next((named for step in reversed(steps) if (named := _of_step(step)) is not None), None)


def title_within(text: str | None) -> Named | None:
    """Return the profession of the longest title anywhere in a text such as a summary; general titles do not count."""
    return _anywhere(_normal(text)) if text else None


def _of_step(title: str) -> Named | None:
    whole = _normal(title)
    known = next((known for known in _all().get(whole, ()) if known.kind == "title"), None)
    if known is not None:
        return _refined(known, [whole])
    segments = [segment for segment in _segments(title) if segment]
    for number, segment in enumerate(segments):
        families = _families(segments[0]) if number else _words().after_field.keys()
        if (known := _head(segment, families)) is not None:
            return _refined(known, segments)
    if (team := _team(segments)) is not None:
        return team
    return _anywhere(_normal(APART.sub(" , ", title)))


def _segments(title: str) -> Iterator[str]:
    """Yield the parts of a title between brackets, commas and words like `at`, in their order."""
    for part in APART.split(title):
        words: list[str] = []
        for word in part.split():
            if word.casefold() in _words().cuts:
                yield _ordered(" ".join(words))
                words = []
            else:
                words.append(word)
        yield _ordered(" ".join(words))


def _ordered(part: str) -> str:
    """Return the part with its head last: `head of marketing` is `marketing head`, `teacher of art` is `teacher`."""
    whole = _normal(part)
    head, of, rest = whole.partition(" of ")
    if not of or whole in _all():
        return whole
    if _words().role.fullmatch(head) is not None:
        return f"{rest} {head}"
    return head if _head(head, ()) is not None else whole


def _normal(text: str) -> str:
    return AROUND_HANGUL.sub("", GAPS.sub(" ", normalize("NFC", text).casefold()).strip(" ."))


def _head(segment: str, families: Container[Family]) -> _Known | None:
    """Return the known words that end last in the segment, the longest of them, if only ranks or roles follow.

    Only fields of these families count. Words that begin before it and overlap are more specific: in `퍼포먼스 마케팅
    매니저`, the field `퍼포먼스 마케팅` precedes the title `마케팅 매니저`.
    """
    best: _Known | None = None
    start = 0
    for end in range(len(segment), 0, -1):
        if best is not None and end <= start:
            break
        found = [known for known in _ending_at(segment, end) if _may_precede(known, segment[end:], families)]
        longest = max(found, key=lambda known: (len(known.text), known.kind == "title"), default=None)
        if longest is not None and (best is None or end - len(longest.text) < start):
            best, start = longest, end - len(longest.text)
    return best


def _ending_at(segment: str, end: int) -> Iterator[_Known]:
    if _is_cut(segment, end):
        return
    for length in _lengths():
        start = end - length
        if start >= 0 and (known := _all().get(segment[start:end])) is not None and not _is_cut(segment, start):
            yield from known


def _is_cut(text: str, at: int) -> bool:
    """Return whether the place is inside a word in Latin letters."""
    return 0 < at < len(text) and _is_latin(text[at - 1]) and _is_latin(text[at])


def _is_latin(letter: str) -> bool:
    return letter.isalnum() and HANGUL.match(letter) is None


def _team(segments: Sequence[str]) -> Named | None:
    """Return the profession of a team's field where the duty is unknown: `총무팀 자산관리 담당`."""
    for segment in segments:
        found = [
            known
            for end in range(1, len(segment))
            if TEAM.match(segment, end)
            for known in _ending_at(segment, end)
            if known.kind == "field"
        ]
        if found:
            return Named(max(found, key=lambda known: len(known.text)).profession)
    return None


def _may_precede(known: _Known, rest: str, families: Container[Family]) -> bool:
    words = _words()
    if known.kind == "title":
        return words.rank.fullmatch(rest) is not None
    return (
        known.family is not None
        and known.family in families
        and words.after_field[known.family].fullmatch(rest) is not None
    )


def _refined(known: _Known, segments: Sequence[str]) -> Named:
    if known.profession is None or known.text not in _general().get(known.profession, ()):
        return Named(known.profession)
    others = [segment.replace(known.text, " ") for segment in segments]
    families = _families(known.text) or _words().after_field.keys()
    fields = (field for other in others for field in _fields_in(other))
    found = [field for field in fields if field.profession != known.profession and field.family in families]
    if found:
        return Named(max(found, key=lambda field: len(field.text)).profession)
    return Named(known.profession, is_general=True)


def _fields_in(segment: str) -> Iterator[_Known]:
    for end in range(1, len(segment) + 1):
        yield from (known for known in _ending_at(segment, end) if known.kind == "field")


def _anywhere(text: str) -> Named | None:
    best: _Known | None = None
    for known in _titles():
        if best is not None and len(known.text) <= len(best.text):
            break
        if _occurs(known.text, text):
            best = known
    return Named(best.profession) if best is not None else None


def _occurs(known: str, text: str) -> bool:
    at = text.find(known)
    while at >= 0:
        end = at + len(known)
        ends_word = end == len(text) or HANGUL.match(text, end) is None or HANGUL.match(known, len(known) - 1) is None
        if not _is_cut(text, at) and not _is_cut(text, end) and (ends_word or _words().next_rank.match(text, end)):
            return True
        at = text.find(known, at + 1)
    return False


def _families(segment: str) -> frozenset[Family]:
    """Return the families whose fields the segment ends as a role of: of `engineer` those of technical trades."""
    ends = [at for at in range(len(segment)) if not _is_cut(segment, at)]
    chains = _words().after_field.items()
    return frozenset(family for family, chain in chains if any(chain.fullmatch(segment, at) for at in ends))


@cache
def _all() -> Mapping[str, Sequence[_Known]]:
    """Return all titles, fields and titles without a profession by their normalised text."""
    found: dict[str, list[_Known]] = {}
    for known in _every():
        found.setdefault(known.text, []).append(known)
    return found


def _every() -> Iterator[_Known]:
    for head in heads().values():
        yield from (_Known(_normal(text), head.id, "title", head.family) for text in head.titles.all)
        yield from (_Known(_normal(text), head.id, "field", head.family) for text in head.fields.all)
    yield from (_Known(_normal(text), None, "title", None) for text in _words().others)


@cache
def _titles() -> Sequence[_Known]:
    """Return the titles that are not general, longest first."""
    general = _general()
    known = (one for one in _every() if one.kind == "title" and one.text not in general.get(one.profession or "", ()))
    return sorted(known, key=lambda one: (-len(one.text), one.profession or ""))


@cache
def _lengths() -> Sequence[int]:
    return sorted({len(text) for text in _all()})


@cache
def _general() -> Mapping[str, frozenset[str]]:
    return {head.id: frozenset(_normal(text) for text in head.general.all) for head in heads().values()}


@dataclass(frozen=True, slots=True)
class _Words:
    """Patterns of what may follow: ranks, ranks and any role, ranks and a particle in a sentence, and by family."""

    rank: re.Pattern[str]
    role: re.Pattern[str]
    next_rank: re.Pattern[str]
    after_field: Mapping[Family, re.Pattern[str]]
    cuts: frozenset[str]
    others: tuple[str, ...]


@cache
def _words() -> _Words:
    read: Any = read_yaml(files("shared.professions") / "words" / "titles.yaml")
    ranks = [re.escape(_normal(text)) for text in _both(read["ranks"])] + read["ranks"]["patterns"]
    roles = [re.escape(_normal(text)) for text in _both(read["roles"])]
    by_family: dict[Family, list[str]] = {head.family: [] for head in heads().values()}
    for group in read["family_roles"].values():
        for family in group["families"]:
            by_family[family] += [re.escape(_normal(text)) for text in _both(group)]
    special = [word for words in by_family.values() for word in words]
    return _Words(
        rank=_chain(ranks),
        role=_chain([*ranks, *roles, *special]),
        next_rank=re.compile(rf"(?:{_any(ranks)})*(?:{PARTICLES})?(?![가-힣])"),
        after_field={family: _chain([*ranks, *roles, *words]) for family, words in by_family.items()},
        cuts=frozenset(read["cuts"]),
        others=_both(read["others"]),
    )


def _both(words: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    return (*words["ko"], *words["en"])


def _chain(words: Iterable[str]) -> re.Pattern[str]:
    """Return a pattern of any number of the words, each whole in Latin letters."""
    return re.compile(rf"(?:[\s.]*(?:{_any(words)})(?![a-z0-9]))*[\s.]*")


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(set(words), key=lambda word: (-len(word), word)))
