"""Check whether a question is about its quote, and about this person at all.

A correct quote is not enough: in a manual review, a quarter of the questions was not about their quote, and more than
half would have fit anyone.
"""

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from functools import cached_property
from typing import Literal

from shared.language.detecting import HANGUL
from shared.language.lexicon import Lexicon
from shared.professions.library import competency_words
from shared.relevance.words import Bag, cites, content_words, figures, is_weak, own_words
from shared.resumes.document import ResumeDocument
from shared.resumes.evidence import JOB_POSTING, Evidence
from shared.skills.index import SkillIndex

Objection = Literal["off_topic", "generic"]
Link = Literal["word", "figure", "technology", "competency", "career", "refers", "other_language"]
"""The kinds of links between a question and its quote."""

CAREER_TYPES = frozenset({"motivation", "career", "behavioral", "situational"})
CAREER_FIELDS = (
    *("/position", "/company", "/start", "/end", "/duration", "/major", "/institution", "/degree", "/name", "/summary"),
    *("/project_name", "/department"),
)
NUMBER_WORDS = (
    *("수치", "숫자", "값", "집계", "측정", "기준값", "비율", "단위", "세셨", "세신", "재셨", "잰 ", "재신", "계산"),
    *("figure", "number", "percent", "measur", "count", "baseline", "calculat", "metric"),
)
"""Words of a question about a figure that does not repeat the figure."""

ENTRY_DEPTH = 3
"""Number of parts of a pointer that identify an entry: `/work_experiences/0`."""

FIRM = 2
"""Common words that link a question to its quote even if its technologies are elsewhere in the résumé."""


class Topics:
    """Checks questions about one résumé and, if given, a posting.

    The competencies of `professions` link a question to a quote that has one of their words.
    """

    def __init__(
        self,
        resume: ResumeDocument,
        job_posting: str | None,
        skills: SkillIndex,
        professions: Iterable[str] = (),
    ) -> None:
        self._resume = resume
        self._job_posting = job_posting
        self._skills = skills
        self._named: dict[str, frozenset[str]] = {}
        self._competencies: Sequence[Lexicon[str]] = [competency_words(one) for one in dict.fromkeys(professions)]

    def again(self) -> "Topics":
        """Return the same checks for another set, which adds nothing to these."""
        _ = self._written, self._written_skills
        other = copy(self)
        other._named = dict(self._named)  # noqa: SLF001  its own kind
        other._skills = self._skills.remembering()  # noqa: SLF001
        return other

    def objection(
        self, question: str, kind: str, topics: Sequence[str], evidence: Sequence[Evidence]
    ) -> Objection | None:
        """Return the reason why a question of this kind is not about its evidence, or `None` if it is."""
        if self.link(question, kind, topics, evidence) is not None:
            return None
        words = content_words(own_words(question, [one.quote for one in evidence]))
        strong = [word for word in words if not is_weak(word)]
        # A question with words of the sources, or with any technology, is off topic; any other one is generic.
        return "off_topic" if self._written.shared(strong) or self._technologies([question]) else "generic"

    def link(self, question: str, kind: str, topics: Sequence[str], evidence: Sequence[Evidence]) -> Link | None:
        """Return the strongest link of a question to its evidence, or `None`."""
        quotes = [one.quote for one in evidence]
        own = own_words(question, quotes)
        shared = Bag(quotes).shared(content_words(own))
        strong = [word for word in shared if not is_weak(word)]
        foreign = self._foreign(own, topics, evidence)
        if not foreign or len(shared) >= FIRM:
            for link in self._links(own, topics, quotes, strong or shared[FIRM - 1 :]):
                return link
        if foreign:
            return None
        if kind in CAREER_TYPES and any(_is_of_career(one.pointer) for one in evidence):
            return "career"
        if cites(question, quotes) and content_words(own):
            return "refers"
        # Words cannot show whether a Korean question is about an English line.
        is_foreign = bool(quotes) and not any(_same_script(own, quote) for quote in quotes)
        return "other_language" if is_foreign and content_words(own) else None

    def _links(self, own: str, topics: Sequence[str], quotes: Sequence[str], words: Sequence[str]) -> Iterator[Link]:
        if words:
            yield "word"
        quoted = figures(" ".join(quotes))
        if figures(own) & quoted or (quoted and any(word in own.casefold() for word in NUMBER_WORDS)):
            yield "figure"
        # Short and everyday spellings count here, because both sides must have the same skill.
        if self._skills.hinted([own]) & self._skills.hinted(quotes):
            yield "technology"
        if any(self._shares_competency(lexicon, [own, *topics], quotes) for lexicon in self._competencies):
            yield "competency"

    def _shares_competency(self, lexicon: Lexicon[str], said: Sequence[str], quotes: Sequence[str]) -> bool:
        quoted = {key for quote in quotes for key in lexicon.keys(quote)}
        return bool(quoted) and any(not quoted.isdisjoint(lexicon.keys(text)) for text in said)

    def _foreign(self, own: str, topics: Sequence[str], evidence: Sequence[Evidence]) -> bool:
        """Whether a question is about technologies that neither its quotes nor their entry names."""
        named = self._technologies([own])
        if not named:
            return False
        around = self._technologies([*topics, *self._around(evidence)]) & self._written_skills
        return named.isdisjoint(around)

    def _around(self, evidence: Sequence[Evidence]) -> Iterator[str]:
        """Yield the quotes, and the other texts of the same job or project."""
        for one in evidence:
            yield one.quote
            if one.pointer.startswith(JOB_POSTING):
                yield self._job_posting or ""
            else:
                yield from (text for _, text in self._resume.texts("/".join(one.pointer.split("/")[:ENTRY_DEPTH])))

    def _technologies(self, texts: Iterable[str]) -> frozenset[str]:
        return frozenset(skill for text in texts for skill in self._named_in(text))

    def _named_in(self, text: str) -> frozenset[str]:
        found = self._named.get(text)
        if found is None:
            alone = self._skills.named(text)
            within = (skill.id for skill, _ in self._skills.within(text))
            found = self._named[text] = frozenset(within if alone is None else (*within, alone.id))
        return found

    @cached_property
    def _written(self) -> Bag:
        return Bag(self._texts)

    @cached_property
    def _written_skills(self) -> frozenset[str]:
        return self._technologies(self._texts)

    @cached_property
    def _texts(self) -> list[str]:
        return [*(text for _, text in self._resume.texts()), self._job_posting or ""]


def _is_of_career(pointer: str) -> bool:
    return pointer.startswith(JOB_POSTING) or pointer.endswith(CAREER_FIELDS)


def _same_script(one: str, other: str) -> bool:
    return (HANGUL.search(one) is None) == (HANGUL.search(other) is None)
