"""Matches a résumé with a posting, phrase by phrase.

It checks technologies, terms, certificates, degrees, years, and words shared by posting and résumé. What a résumé
cannot show, such as diligence or shift work, is `unknown`.
"""

import re
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Literal

from shared.claims.models import Claim
from shared.language.lexicon import HANGUL, Lexicon
from shared.postings.lines import Line
from shared.postings.phrases import ALTERNATIVES, bare, content_words, has_mark, phrases, shown_by, years_in
from shared.professions.library import competency_words
from shared.resumes.document import ResumeDocument
from shared.skills.index import SkillIndex
from shared.skills.technologies import key_of, technology_index

State = Literal["have", "partial", "missing", "unknown"]

CARRIED, TOUCHED = 0.6, 0.25
"""Shares of a phrase's words in the résumé from which the phrase is supported, and partly supported."""

EXPIRED = re.compile(r"만료|실효|expired|lapsed|no longer valid", re.IGNORECASE)

LISTED = re.compile(
    r"(?:\bsectors?|\bindustry|\bindustries|\bdomains?|업계|업종|산업|도메인)[^(]*\(([^()]+)\)", re.IGNORECASE
)
"""Fields of business in brackets, any of which will do."""

BETWEEN = re.compile(r"\s*[,/·;]\s*|\s+or\s+")
RENAMED = re.compile(r"([A-Za-z][\w.+-]*)\(([A-Za-z][\w.+-]*)\)")
"""Two names of the same certificate: `ACLS(KALS)`."""

SHOWN = 0.33
"""Minimum overlap of a claim with a phrase to be cited for it."""

MAX_PHRASES = 80
YEAR = 12
LONG = 4
REMEMBERED = 4_096
STEM, MORE = 2, 2
"""Leading letters that forms of a Korean word share (정산을, 정산서), and maximum further letters."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A phrase of a line, and how well the résumé supports it.

    `claim` is the claim that supports it best. `skills` are the known technologies that it names, and `competency`
    is its competency of the profession.
    """

    line: Line
    text: str
    state: State
    claim: Claim | None = None
    skills: tuple[str, ...] = ()
    competency: str | None = None


class Matcher:
    """Matches postings with a person. `held` are the skills in the résumé; `profession` is that of the posting."""

    def __init__(
        self,
        resume: ResumeDocument,
        claims: Sequence[Claim],
        skills: SkillIndex,
        held: Container[str],
        profession: str | None,
    ) -> None:
        self._skills = skills
        self._held = held
        self._months = resume.experience_months
        self._technologies = {key_of(name) for name in resume.technologies}
        self._words = _Words(text for _, text in resume.texts())
        self._papers = _Words(_texts_of(resume, ("certifications", "education")))
        self._expired = [text for text in _texts_of(resume, ("certifications",)) if EXPIRED.search(text)]
        self._has_education = bool(resume.entries("education"))
        self._competencies: Lexicon[str] | None = competency_words(profession) if profession is not None else None
        self._read_claims = [
            (claim, _Words([claim.text]), self._competencies.keys(claim.text) if self._competencies else [])
            for claim in claims
        ]
        self._shown = {one for _, _, ids in self._read_claims for one in ids}

    def judge(self, lines: Sequence[Line]) -> tuple[Wanted, ...]:
        """Return every phrase of the lines with requirements, with its state."""
        found = (
            self._judged(line, phrase)
            for line in lines
            if line.kind in ("duty", "required", "preferred") or (line.kind == "other" and line.number > 0)
            for phrase in phrases(line.text)
        )
        return tuple(wanted for wanted, _ in zip(found, range(MAX_PHRASES), strict=False))

    def _judged(self, line: Line, phrase: str) -> Wanted:
        words = content_words(phrase)
        skills = tuple(skill.id for skill, _ in self._skills.within(phrase))
        competency = next(iter(self._competencies.keys(phrase)), None) if self._competencies else None
        # A certificate has no claim to probe: the person holds it or not.
        paper = has_mark(phrase, "paper") or has_mark(phrase, "degree")
        claim = None if paper else self._best_claim(words, skills, competency)
        state = self._state(phrase, words, skills, competency)
        return Wanted(line, phrase, state, claim if state in ("have", "partial") else None, skills, competency)

    def _state(self, phrase: str, words: Sequence[str], skills: Sequence[str], competency: str | None) -> State:
        if has_mark(phrase, "soft") and not skills:
            return "unknown"
        if has_mark(phrase, "paper"):
            return self._of_paper(phrase, words)
        if has_mark(phrase, "degree"):
            return "have" if self._has_education else "unknown"
        if self._has_one_of_list(phrase):
            return "have"
        years = years_in(phrase)
        if years is not None and self._months is not None and self._months < years * YEAR:
            return "missing" if self._months * 2 < years * YEAR else "partial"
        named = self._of_named(phrase, words, skills)
        if named is not None:
            return named
        share = self._share(words, self._words)
        if not words:
            return "unknown"
        if share >= CARRIED:
            return "partial" if self._lacks_a_name(phrase) else "have"
        if competency in self._shown or share >= TOUCHED:
            return "partial"
        return "missing"

    def _of_paper(self, phrase: str, words: Sequence[str]) -> State:
        held = self._papers_of(phrase, words)
        either = ALTERNATIVES.search(phrase) is not None
        if not (any(held) if either else sum(held) >= CARRIED * len(held)):
            return "missing"
        return "partial" if self._has_expired(words) else "have"

    def _papers_of(self, phrase: str, words: Sequence[str]) -> list[bool]:
        """Return for each certificate of a phrase whether the person holds it, by either of its names."""
        other = {found[1].casefold(): found[2].casefold() for found in RENAMED.finditer(phrase)}
        return [
            self._papers.has_exactly(word) or (word in other and self._papers.has_exactly(other[word]))
            for word in words
            if word not in other.values()
        ]

    def _has_one_of_list(self, phrase: str) -> bool:
        """Return whether the résumé shows one of the fields listed as examples: `(finance, insurance, health)`."""
        listed = LISTED.search(phrase)
        return listed is not None and any(
            (words := content_words(one)) and all(map(self._words.has, words)) for one in BETWEEN.split(listed[1])
        )

    def _lacks_a_name(self, phrase: str) -> bool:
        """Return whether the résumé lacks a Latin name in a Korean phrase: `ECMO 환자 간호 경험`."""
        if not HANGUL.search(phrase):
            return False
        names = [word for word in content_words(phrase) if not HANGUL.match(word) and any(map(str.isalpha, word))]
        return bool(names) and not any(map(self._names, names))

    def _has_expired(self, words: Sequence[str]) -> bool:
        """Return whether the résumé marks the certificate as expired: `ACLS (만료)`."""
        return any(_Words([text]).has_exactly(word) for text in self._expired for word in words)

    def _of_named(self, phrase: str, words: Sequence[str], skills: Sequence[str]) -> State | None:
        """Return the state by technologies and Latin terms, which have a uniform spelling, if there are any."""
        latin = [word for word in words if not HANGUL.match(word)]
        terms = (
            latin if HANGUL.search(phrase) else [word for word in latin if technology_index().find(word) is not None]
        )
        named = {skill.id: words for skill, words in self._skills.within(phrase)}
        shown = [self._shows(skill, named.get(skill, "")) for skill in skills]
        shown += [float(self._names(term)) for term in terms]
        if not shown:
            return None
        either = ALTERNATIVES.search(phrase) is not None
        if min(shown) == 1 or (either and max(shown) == 1):
            return "have"
        if max(shown) > 0:
            return "partial"
        return "missing" if skills or len(terms) * 2 >= len(words) else None

    def _shows(self, skill: str, words: str) -> float:
        """Return 1 if the résumé uses the same name, 0.5 for another name of the same skill, else 0."""
        if self._names(words):
            return 1.0
        another = technology_index().find(words) is not None
        return 0.0 if skill not in self._held else 0.5 if another else 1.0

    def _names(self, term: str) -> bool:
        found = technology_index().find(term)
        key = key_of(found.name if found is not None else term)
        return key in self._technologies or self._words.has(term)

    def _share(self, words: Sequence[str], within: "_Words") -> float:
        return sum(map(within.has, words)) / len(words) if words else 0.0

    def _best_claim(self, words: Sequence[str], skills: Sequence[str], competency: str | None) -> Claim | None:
        best, most = None, 0.0
        for claim, own, ids in self._read_claims:
            worth = self._share(words, own)
            worth += 0.5 * len({mention.id for mention in claim.skills} & set(skills))
            if competency is not None:
                worth += 0.3 * (competency in ids)
            worth *= 0.6 + claim.weight
            if worth > most:
                best, most = claim, worth
        return best if most >= SHOWN else None


class _Words:
    """The words of texts, searchable by words of a posting."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._words = {word for text in texts for word in content_words(text)}
        self._stems = {word[:STEM] for word in self._words if HANGUL.match(word)}
        self._hangul = [word for word in self._words if HANGUL.match(word)]

    def has_exactly(self, word: str) -> bool:
        """Return whether the word itself occurs, possibly with a particle."""
        return word in self._words or (bool(HANGUL.match(word)) and bare(word) in self._words)

    def has(self, word: str) -> bool:
        """Return whether the word occurs: a Korean word also as a prefix, an English one with any ending."""
        return self._occurs(word) or any(map(self._occurs, shown_by(word)))

    def _occurs(self, word: str) -> bool:
        if word in self._words:
            return True
        if HANGUL.match(word):
            stem = bare(word) or word
            return stem[:STEM] in self._stems and any(
                known.startswith(stem) or (stem.startswith(known) and len(stem) - len(known) <= MORE)
                for known in self._hangul
            )
        if not self._words.isdisjoint(_forms(word)):
            return True
        # RTOS, FreeRTOS
        return len(word) >= LONG and any(name.endswith(word) for name in self._names)

    @cached_property
    def _names(self) -> tuple[str, ...]:
        """Return the words that contain the name of a technology."""
        latin = (word for word in self._words if len(word) > LONG and not HANGUL.match(word))
        return tuple(word for word in latin if technology_index().find(word) is not None)


@lru_cache(REMEMBERED)
def _forms(word: str) -> tuple[str, ...]:
    return tuple(_with_endings(word))


def _with_endings(word: str) -> Iterator[str]:
    for ending in ("s", "es", "ing", "ed", "d"):
        yield word + ending
        if word.endswith(ending):
            yield word.removesuffix(ending)
    if word.endswith("ing"):
        yield f"{word.removesuffix('ing')}e"
        yield f"{word.removesuffix('ing')}ed"


def _texts_of(resume: ResumeDocument, sections: Iterable[str]) -> Iterator[str]:
    for section in sections:
        yield from (text for _, text in resume.texts(f"/{section}"))
