"""Finds the points of a good answer in an answer, by their words in either language and by what they ask for."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Self
from unicodedata import normalize

from interview_service.evaluation.models import PointFound, PointState
from interview_service.evaluation.rubric import point_rules, synonyms
from interview_service.evaluation.sentences.reading import Reading, Sentence
from interview_service.evaluation.sentences.words import Words
from shared.relevance.words import Bag, content_words, is_weak
from shared.skills.index import skill_index

FIGURE = "figure"
"""The signal for a figure that the question does not contain."""

SURE = frozenset({FIGURE, "reason", "alternative"})
"""Signals that are detected reliably. The absence of other signals proves nothing."""

MIN_JAMO, MAX_ENDING = 4, 2
"""Letters that two forms of a Korean verb must share (멈춘, 멈췄), and ending letters in which they may differ."""

MAX_SPANS = 3
REMEMBERED_WORDS = 4_096
REMEMBERED = 256
"""Points of questions: the same for every attempt."""


@dataclass(frozen=True, slots=True)
class _Point:
    """A point: the signals it asks for, its own words, and the technologies that it names."""

    signals: frozenset[str]
    words: Mapping[str, Sequence[str]]
    """Each with its synonyms."""

    skills: frozenset[str]
    listened_for: Sequence[str]
    """Those of its signals that are words."""


@dataclass(frozen=True, slots=True)
class _Hits:
    """The parts of a point that some sentences contain."""

    words: frozenset[str]
    heard: bool

    def __bool__(self) -> bool:
        """Whether there is any."""
        return bool(self.words) or self.heard

    def and_(self, other: "_Hits") -> "_Hits":
        """Return the union of both."""
        return _Hits(self.words | other.words, self.heard or other.heard)


@dataclass(frozen=True, slots=True)
class _Said:
    """A word of a point that the answer has: the forms of it to look for, and the verbs of the answer that are it."""

    word: str
    forms: Sequence[str]
    verbs: frozenset[str]

    @classmethod
    def of(cls, word: str, forms: Sequence[str], whole: Words) -> Self | None:
        """Return a word of a point if any sentence may have it."""
        said = [form for form in forms if whole.has(form)]
        verbs = frozenset(other for other in whole.beginning(word[0]) if _same_verb(word, other))
        return cls(word, said, verbs) if said or verbs else None

    def is_in(self, words: Words) -> bool:
        """Return whether a sentence has it."""
        return any(words.has(form) for form in self.forms) or not self.verbs.isdisjoint(words.all)


def points_found(points: Sequence[str], reading: Reading) -> list[PointFound]:
    """Return each point with its state, which stays open for an answer in another language than the question."""
    whole = Words.together([one.words for one in reading.specific])
    return [_found(point, reading, whole) for point in points]


def _found(text: str, reading: Reading, whole: Words) -> PointFound:
    if reading.other_language or reading.doubtful:
        return PointFound(point=text, state=None, spans=[])
    point = _read(text)
    # Most words of a point are in no sentence.
    said = [found for word, forms in point.words.items() if (found := _Said.of(word, forms, whole))]
    each = [_hits(point, said, one) for one in reading.specific]
    # Consecutive sentences count together, because a thought may span both.
    both = [one.and_(other) for one, other in pairwise(each) if one and other]
    states = [_state(point, hits) for hits in (*filter(None, each), *both)]
    state: PointState | None = "covered" if "covered" in states else "partly" if "partly" in states else None
    if state is None and (point.signals & SURE or point.skills or not reading.specific):
        # Nothing specific was said, or the point has an unmistakable name, or its signal would have been detected.
        state = "missing"
    if state in (None, "missing"):
        return PointFound(point=text, state=state, spans=[])
    saying = [one.span for one, hits in zip(reading.specific, each, strict=True) if hits]
    return PointFound(point=text, state=state, spans=saying[:MAX_SPANS])


def _hits(point: _Point, said: Sequence[_Said], sentence: Sentence) -> _Hits:
    words = frozenset(one.word for one in said if one.is_in(sentence.words)) if said else frozenset[str]()
    return _Hits(words | (point.skills & sentence.skills), _hears(sentence, point))


def _state(point: _Point, hits: _Hits) -> PointState | None:
    """Return how much of a point is covered; `None` for nothing."""
    count, of = len(hits.words), len(point.words) + len(point.skills)
    if point.signals:
        if not hits.heard:
            return "partly" if count > 1 else None
        # A reason belongs to the point if its words occur with it; a point without words accepts any reason.
        return "covered" if count or not of else "partly"
    if not count:
        return None
    return "covered" if count * 2 >= of and (count > 1 or of == 1) else "partly"


def _hears(sentence: Sentence, point: _Point) -> bool:
    return (FIGURE in point.signals and bool(sentence.new_figures)) or sentence.has(*point.listened_for)


def _same_verb(one: str, other: str) -> bool:
    first, second = _letters(one), _letters(other)
    shorter = min(len(first), len(second))
    common = max(MIN_JAMO, shorter - MAX_ENDING)
    return shorter >= common and first[:common] == second[:common]


@lru_cache(REMEMBERED_WORDS)
def _letters(word: str) -> str:
    return normalize("NFD", word)


@lru_cache(REMEMBERED)
def _read(text: str) -> _Point:
    folded = text.casefold()
    words_of = f" {' '.join(''.join(c if c.isalnum() or c == '-' else ' ' for c in folded).split())} "
    signals: set[str] = set()
    general: set[str] = set()
    for rule in point_rules():
        for language, words in rule.words.items():
            found = [word for word in words if (word in folded if language == "ko" else f" {word} " in words_of)]
            if found:
                signals.update(rule.signals)
                general.update(part for word in found for part in word.split())
    skills = {skill.id: words for skill, words in skill_index().within(text)}
    named = Bag(skills.values())
    own = [
        word
        for word in content_words(text)
        if not is_weak(word) and not any(word.startswith(part) for part in general) and not named.has(word)
    ]
    forms = {word: [word, *synonyms(word)] for word in own}
    return _Point(frozenset(signals), forms, frozenset(skills), sorted(signals - {FIGURE}))
