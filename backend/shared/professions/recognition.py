"""Recognises the profession of a title, a person or a posting; `None` if unclear."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache

from shared.language.lexicon import Lexicon
from shared.professions.library import heads
from shared.professions.titles import reading_of, title_within
from shared.resumes.document import ResumeDocument

BULLET = re.compile(r"\s*(?:[-*•·ㆍ○●▪◦–]|\d+[.)])\s")
"""Begins a duty or requirement, which is no title."""

MIN_WEIGHT = 2.0
"""Minimum weight to recognise a profession. A word unique to it weighs 1."""

TITLE, GENERAL, SAID, SIDE = 6.0, 3.0, 3.0, 2.0
"""Weights of the latest title: a specific one, one of several professions (`QA`), a self-given one, and a side job."""

SIDE_JOB = re.compile(r"아르바이트|알바|파트타임|\bpart[- ]time\b", re.IGNORECASE)
"""What students do beside their studies says little about their trade."""

OWN = 2.0
"""Factor by which another profession must exceed the applicant's own."""

LEAD = 1.3
"""Factor by which the first profession must exceed the second."""


def of_title(title: str | None) -> str | None:
    """Return the profession of a job title, by what it ends with apart from ranks; `None` if unknown."""
    named = reading_of(title)
    return named.profession if named is not None else None


def of_job(title: str | None, texts: Iterable[str]) -> str | None:
    """Return the profession of a job by its title, or by its duties if the title is unknown or general.

    A known title without a profession, such as `student`, is an answer: duties do not overrule it.
    """
    named = reading_of(title)
    if named is not None and not named.is_general:
        return named.profession
    return of_texts(texts) or (named.profession if named is not None else None)


def of_texts(texts: Iterable[str]) -> str | None:
    """Return the profession by the words in the texts, if it clearly exceeds every other."""
    return _ahead(_by_words(texts))


def of_resume(resume: ResumeDocument) -> str | None:
    """Return the person's profession by their titles, the latest with the highest weight, and their words.

    Of trades that are close to each other, such as marketing and growth marketing, the latest title decides.
    """
    latest: str | None = None
    scores = _by_words(text for _, text in resume.texts() if len(text) > 1)
    for place, title in enumerate(_positions(resume)):
        if (named := reading_of(title)) is not None and named.profession is not None:
            weight = SIDE if SIDE_JOB.search(title) is not None else GENERAL if named.is_general else TITLE
            scores[named.profession] += weight / (2 * place + 1)
            latest = named.profession if place == 0 and weight == TITLE else latest
    if (named := title_within(resume.text("/summary"))) is not None and named.profession is not None:
        scores[named.profession] += SAID
    ahead = _ahead(scores)
    if ahead is None and latest is not None and scores[latest] * LEAD >= max(scores.values()):
        return latest
    return ahead


def of_posting(lines: Sequence[str], own: str | None = None) -> str | None:
    """Return the profession of a posting, by its first lines that name one, or else by its words.

    The applicant's `own` profession wins if another has only slightly more words: a posting for testers also describes
    what they test.
    """
    for line in (line for line in lines[:3] if not BULLET.match(line)):
        if (named := of_title(line)) is not None:
            return named
    scores = _by_words(lines)
    if own is not None and scores.get(own, 0.0) * OWN >= max(scores.values(), default=0.0) > 0:
        return own
    return _ahead(scores)


def speaks_of(text: str, profession: str) -> bool:
    """Return whether `text` contains a word of the profession."""
    return _by_words([text]).get(profession, 0.0) > 0


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
