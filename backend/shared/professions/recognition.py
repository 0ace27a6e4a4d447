"""Recognises the profession of a title, a person or a posting; `None` if unclear."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from shared.language.lexicon import HANGUL, Lexicon
from shared.professions.library import heads
from shared.resumes.document import ResumeDocument

SPACES = re.compile(r"[\s·/_-]+")
BETWEEN = re.compile(r"[\s·/_(),|-]+")
MIN_WEIGHT = 2.0
"""Minimum weight to recognise a profession. A word unique to it weighs 1."""

TITLE, RANK, SAID = 6.0, 2.0, 3.0
"""Weights of the latest title: a specific one, one shared by many professions (연구원, manager), and a self-given one
(`SAID`)."""

RANKS = re.compile(
    r"(?:주임|전임|선임|책임|수석)?(?:연구원|연구위원|매니저|강사|사원)|manager|researcher|analyst|consultant"
)

OF_RANK = re.compile(
    r"(?:팀|파트|부서?)?(?:사원|주임|대리|과장|차장|부장|이사|인턴|팀장|파트장|책임|선임|수석|실장|담당자?|신입|팀|파트)(?![가-힣])"
)
"""Ranks that may follow a Korean title: `인사팀 대리`, `유니티 클라이언트 인턴`."""

REMEMBERED = 4_096
OWN = 2.0
"""Factor by which another profession must exceed the applicant's own."""

LEAD = 1.3
"""Factor by which the first profession must exceed the second."""


@dataclass(frozen=True, slots=True)
class Title:
    """A title of a profession, normalised for matching."""

    profession: str
    text: str
    korean: bool


def of_title(title: str | None) -> str | None:
    """Return the profession of a job title by the longest known title in it, matched as whole words."""
    named = _named(title)
    return named.profession if named is not None else None


def of_texts(texts: Iterable[str]) -> str | None:
    """Return the profession by the words in the texts, if it clearly exceeds every other."""
    return _ahead(_by_words(texts))


def of_resume(resume: ResumeDocument) -> str | None:
    """Return the person's profession by their titles, the latest with the highest weight, and their words."""
    scores = _by_words(text for _, text in resume.texts() if len(text) > 1)
    for place, title in enumerate(_positions(resume)):
        if (named := _named(title)) is not None:
            weight = RANK if RANKS.fullmatch(named.text) else TITLE
            scores[named.profession] += weight if place == 0 else weight / (2 * place + 1)
    if (named := _named(resume.text("/summary"))) is not None and not RANKS.fullmatch(named.text):
        scores[named.profession] += SAID
    return _ahead(scores)


def of_posting(lines: Sequence[str], own: str | None = None) -> str | None:
    """Return the profession of a posting, by its first lines that name one, or else by its words.

    The applicant's `own` profession wins if another has only slightly more words: a posting for testers also describes
    what they test.
    """
    for line in lines[:3]:
        if (named := of_title(line)) is not None:
            return named
    scores = _by_words(lines)
    if own is not None and scores.get(own, 0.0) * OWN >= max(scores.values(), default=0.0) > 0:
        return own
    return _ahead(scores)


def speaks_of(text: str, profession: str) -> bool:
    """Return whether `text` contains a word of the profession."""
    return _by_words([text]).get(profession, 0.0) > 0


@lru_cache(REMEMBERED)
def _named(title: str | None) -> Title | None:
    if not title:
        return None
    compact = SPACES.sub("", title.casefold())
    spaced = f" {BETWEEN.sub(' ', title.casefold())} "
    best: Title | None = None
    for known in _titles():
        if best is not None and len(known.text) <= len(best.text):
            break
        if _names(known, compact, spaced):
            best = known
    return best


def _by_words(texts: Iterable[str]) -> defaultdict[str, float]:
    found = {(hit.key.partition("|")[0], hit.key.partition("|")[2]) for text in texts for hit in _words().find(text)}
    scores: defaultdict[str, float] = defaultdict(float)
    for profession, word in found:
        scores[profession] += _weights()[word]
    return scores


def _ahead(scores: Mapping[str, float]) -> str | None:
    ranked = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))
    if not ranked or ranked[0][1] < MIN_WEIGHT:
        return None
    if len(ranked) > 1 and ranked[0][1] < ranked[1][1] * LEAD:
        return None
    return ranked[0][0]


def _positions(resume: ResumeDocument) -> list[str]:
    """Return the job titles, latest first; in the order of the résumé if there are no dates."""
    jobs = [
        (str(fields.get("end") or "present"), str(fields.get("start") or ""), number)
        for number, fields in enumerate(resume.entries("work_experiences"))
    ]
    ordered = sorted(jobs, key=lambda job: (job[0] in ("present", "현재"), job[0], job[1]), reverse=True)
    titles = [resume.text(f"/work_experiences/{number}/position") for _, _, number in ordered]
    return [title for title in titles if title is not None]


def _names(known: Title, compact: str, spaced: str) -> bool:
    if not known.korean:
        return f" {known.text} " in spaced
    at = compact.find(known.text)
    end = at + len(known.text)
    return at >= 0 and (not HANGUL.match(compact, end) or OF_RANK.match(compact, end) is not None)


@cache
def _titles() -> Sequence[Title]:
    """Return all titles, longest first."""
    titles = [_title(head.id, text.casefold()) for head in heads().values() for text in head.titles.all]
    return sorted(titles, key=lambda title: (-len(title.text), title.profession))


def _title(profession: str, text: str) -> Title:
    if HANGUL.search(text):
        return Title(profession, SPACES.sub("", text), korean=True)
    return Title(profession, BETWEEN.sub(" ", text).strip(), korean=False)


@cache
def _words() -> Lexicon[str]:
    return Lexicon((word, f"{head.id}|{word.casefold()}") for head in heads().values() for word in head.words.all)


@cache
def _weights() -> Mapping[str, float]:
    """Return the weights of words, which are lower for words of several professions."""
    owners: defaultdict[str, set[str]] = defaultdict(set)
    for head in heads().values():
        for word in head.words.all:
            owners[word.casefold()].add(head.id)
    return {word: 1 / len(ids) for word, ids in owners.items()}
