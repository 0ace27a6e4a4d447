"""Reads an answer sentence by sentence and finds those that say something specific about the question.

Only those count. An answer gains nothing from length, generic sentences, or mere lists of names. A sentence counts if
it passes two independent tests: it says something that not everybody could say, and a concrete word ties it to the
question, to the place of the résumé that the question is about, or to another sentence that counts.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple

from interview_service.evaluation.models import Span, Subject
from interview_service.evaluation.rubric import is_general, signals, synonyms
from interview_service.evaluation.sentences.addressing import unaddressed
from interview_service.evaluation.sentences.grammar import (
    figures_of,
    in_past,
    is_experience,
    is_list,
    is_opinion,
    is_sentence,
    is_statement,
    language_of,
    names_in,
    quantities_of,
)
from interview_service.evaluation.sentences.words import Words
from shared.language.detecting import HANGUL
from shared.language.similarity import SAME, Asked
from shared.relevance.words import figures, stem
from shared.resumes.document import Language
from shared.skills.index import Skill, skill_index

NEW_WORDS, NEW_WORDS_ALONE = 3, 4
"""Concrete words that a sentence without figure, name or technology must add to the question. The second value is for a
sentence that shares no word with the question, as in the middle of a story.
"""

NEW_WORDS_ABOUT = 2
"""The same for a sentence in the first person or the past that contains a word of the question or its points."""

DOUBTFUL = 1
"""A sentence that misses the minimum by at most this many words is doubtful."""

TECHNOLOGIES = 4
"""This many technologies in a sentence without a figure are a list of names."""

MANY = 8
"""An answer of this many sentences, most of which say nothing, is hollow beyond doubt."""

AROUND = 2
"""Words of the résumé entry around the quote that a sentence must contain to be tied to it."""

KEY = 2
"""Leading syllables by which forms of one Korean word are recognised."""

LONG = {"ko": 130, "en": 260}
"""Length in characters from which a spoken sentence is too long to follow."""


@dataclass(frozen=True)
class Sentence:
    """A sentence of an answer with its properties. `new_figures` are those that the question does not contain."""

    text: str
    start: int
    language: Language
    specific: bool
    linked: bool
    hollow: bool
    listing: bool
    doubtful: bool
    """Whether the sentence may be specific, but its words do not prove it."""

    experience: bool
    """Whether somebody says it of themselves, and not of the world in general."""

    past: bool
    """Whether it is in the past, or a plan."""

    anchored: bool
    """Whether it is an experience with a figure, quantity, name or technology that the question does not contain."""

    outcome: bool
    """Whether it says in the past what became of a figure that the question contains."""

    counted: Sequence[Span] = ()
    """Quantities in words."""

    figures: Sequence[Span] = ()
    new_figures: Sequence[Span] = ()
    skills: frozenset[str] = frozenset()
    words: Words = field(default_factory=lambda: Words(""))
    naming: Sequence[str] = ()
    """Its words that name something."""

    told: bool = False
    """Whether it tells a deed, a plan, a reason or a figure."""

    _heard: dict[str, list[Span]] = field(default_factory=dict[str, list[Span]], compare=False, repr=False)

    @property
    def span(self) -> Span:
        """Its span in the answer."""
        return Span(start=self.start, end=self.start + len(self.text))

    def at(self, span: Span) -> str:
        """Return its text at a span."""
        return self.text[span.start - self.start : span.end - self.start]

    @property
    def is_long(self) -> bool:
        """Whether it is too long to follow."""
        return len(self.text) > LONG[self.language]

    def signal(self, *names: str) -> list[Span]:
        """Return the spans of these signals, relative to the whole answer."""
        return [span for name in names for span in self._places(name)]

    def has(self, *names: str) -> bool:
        """Return whether it contains one of these signals."""
        return any(self._places(name) for name in names)

    def _places(self, name: str) -> list[Span]:
        # Every judgement asks again for the same ones.
        if name not in self._heard:
            found = signals().find(name, self.text, self.language)
            self._heard[name] = [Span(start=self.start + start, end=self.start + end) for start, end in found]
        return self._heard[name]


@dataclass(frozen=True)
class Reading:
    """An answer with its sentences classified by the rules."""

    sentences: Sequence[Sentence]
    other_language: bool
    repeats: int = 0
    specific: list[Sentence] = field(init=False)

    def __post_init__(self) -> None:
        # Specific sentences about something else do not answer the question.
        object.__setattr__(self, "specific", _tied(self.sentences))

    @property
    def off_topic(self) -> bool:
        """Whether the answer is specific but entirely off topic."""
        return not self.specific and not self._hollow and any(one.specific for one in self.sentences)

    @property
    def doubtful(self) -> bool:
        """Whether no sentence certainly counts but some may."""
        return not self.specific and not self._hollow and any(one.doubtful for one in self.sentences)

    @property
    def _hollow(self) -> bool:
        """Whether there are many sentences, most of which say nothing."""
        # Bare words and courtesies do not count: what is left of an order must not decide it.
        whole = [one for one in self.sentences if one.told or one.hollow or one.listing]
        saying = sum(one.specific or one.doubtful for one in whole)
        return len(whole) >= MANY and saying * 2 < len(whole)

    @property
    def textbook(self) -> bool:
        """Whether the answer only says how things are in general, and not what somebody did or would do."""
        return bool(self.specific) and not any(one.experience for one in self.specific)

    def spans(self, *names: str) -> list[Span]:
        """Return the spans of these signals in the sentences that count."""
        return [span for one in self.specific for span in one.signal(*names)]

    def saying(self, *names: str) -> list[Sentence]:
        """Return the sentences that count and contain one of these signals."""
        return [one for one in self.specific if one.has(*names)]


class _Place(NamedTuple):
    """Where a word of an answer is known from."""

    known: bool
    """The question or its quote."""

    asked: bool
    """The question, its quote, its points or topics."""

    meant: bool
    """The same, also in another word for it."""

    around: bool
    """The entry around the quote."""


NOWHERE = _Place(known=False, asked=False, meant=False, around=False)


class Reader:
    """Reads answers to a question."""

    def __init__(self, subject: Subject) -> None:
        draft = subject.question.draft
        self._asked_already, self._length = Asked([draft.question]), len(draft.question)
        self._quotes = [one.quote for one in draft.evidence]
        self._known = Words(" ".join([draft.question, *self._quotes]))
        self._known_figures = figures(" ".join([draft.question, *self._quotes]))
        entries = [one.pointer.rpartition("/")[0] or one.pointer for one in draft.evidence]
        around = [text for pointer in entries for _, text in subject.resume.texts(pointer)]
        asked = [draft.question, *self._quotes, *draft.what_good_answers_cover, *draft.topics]
        # An answer to a follow-up goes on with a story that has been tied to the question already.
        around += subject.before
        self._asked, self._around = Words(" ".join(asked)), Words(" ".join(around))
        self._skills = {skill.id for text in (draft.question, *self._quotes, *around) for skill in _skills(text)}
        self._known_skills = {skill.id for text in (draft.question, *self._quotes) for skill in _skills(text)}
        self._language = subject.language
        self._whole = Words.together([self._known, self._asked, self._around])
        # A person says the same words again and again.
        self._place = cache(self._placed)

    def read(self, text: str) -> Reading:
        """Return the reading of an answer."""
        found: list[Sentence] = []
        seen: set[str] = set()
        repeats = 0
        text, places = unaddressed(text)
        for start, end in places:
            said = text[start:end]
            same = "".join(said.split()).casefold()
            # A repeated sentence counts once.
            if same in seen:
                repeats += 1
                continue
            seen.add(same)
            # Questions and commands are said to a grader, and are no part of the answer, for better or worse.
            if is_statement(said):
                found.append(self._sentence(said, start))
        languages = {one.language for one in found if one.specific}
        foreign = bool(languages) and self._language not in languages
        return Reading(found, foreign, repeats)

    def _sentence(self, text: str, start: int) -> Sentence:
        language = language_of(text)
        counted = figures_of(text, start)
        new = [span for span, value in counted if value not in self._known_figures]
        skills = frozenset(skill.id for skill in _skills(text))
        words = Words(text)
        naming = [word for word in words.naming() if not is_general(word)]
        places = [self._place(word) for word in naming]
        linked = self._is_linked(text, places, skills)
        hollow = (signals().has("hollow", text, language) or is_opinion(text)) and not new
        listing = is_list(text) or (len(skills) >= TECHNOLOGIES and not new)
        added = sum(not place.known for place in places)
        names = [name for name in names_in(text) if not self._known.has(name.casefold())]
        quantities = quantities_of(text, start)
        anchored = bool(new or skills - self._known_skills or names or quantities)
        needed = (NEW_WORDS if linked else NEW_WORDS_ALONE) - 2 * anchored
        experience = is_experience(text, language)
        past = in_past(text, language)
        # A plan or a reason may be told in the present, too; how things are in general is not told by anybody.
        told = bool(counted) or past or signals().has("telling", text, language)
        counts = not (listing or hollow) and told and self._is_complete(text, language)
        specific = counts and (added >= needed or (experience and _is_about(places)))
        return Sentence(
            text=text,
            start=start,
            language=language,
            specific=specific,
            linked=linked,
            hollow=hollow,
            listing=listing,
            doubtful=counts and not specific and added >= max(1, needed - DOUBTFUL),
            experience=experience,
            past=past,
            anchored=counts and anchored and experience,
            outcome=counts and past and bool(figures(text) & self._known_figures),
            counted=quantities,
            figures=[span for span, _ in counted],
            new_figures=new,
            skills=skills,
            words=words,
            naming=naming,
            told=told,
        )

    def _placed(self, word: str) -> "_Place":
        """Return where a word is known from."""
        # Most words of an answer are nowhere else, and what means the same as one is rare.
        if not (self._whole.may_have(word) or synonyms(word)):
            return NOWHERE
        return _Place(self._known.has(word), self._asked.has(word), self._asked.means(word), self._around.has(word))

    def _is_linked(self, text: str, places: Sequence["_Place"], skills: frozenset[str]) -> bool:
        """Return whether something that it names is in the question, its points, the quote, or the entry around it."""
        return bool(
            any(place.meant for place in places)
            or sum(place.around for place in places) >= AROUND
            or skills & self._skills
            or figures(text) & self._known_figures
        )

    def _is_complete(self, text: str, language: Language) -> bool:
        """Return whether it is a sentence and does not repeat the question."""
        return is_sentence(text, language) and not self._repeats_question(text)

    def _repeats_question(self, text: str) -> bool:
        # Texts of another length have too few trigrams in common, and these take time.
        near = self._length * SAME < len(text) < self._length / SAME
        return near and self._asked_already.has(text)


def _is_about(places: Sequence[_Place]) -> bool:
    """Return whether it adds something to a thing that was asked about."""
    asked = sum(place.asked for place in places)
    return asked > 0 and len(places) - asked >= NEW_WORDS_ABOUT


def _tied(sentences: Sequence[Sentence]) -> list[Sentence]:
    """Return the specific ones that are linked to the question, or to another one of these, and what came of it."""
    said = [one for one in sentences if one.specific]
    keys = [list(_keys(one)) for one in said]
    places: dict[str, list[int]] = defaultdict(list)
    for number, own in enumerate(keys):
        for key in own:
            places[key].append(number)
    found = {number for number, one in enumerate(said) if one.linked}
    waiting = list(found)
    while waiting:
        number = waiting.pop()
        # What names the same thing is found once.
        near = {other for key in keys[number] for other in places.pop(key, ())}
        # A story goes on in other words, and with something that nobody else could name.
        follows = _next(said, number)
        if follows < len(said) and said[follows].anchored:
            near.add(follows)
        near -= found
        found |= near
        waiting += near
    counting = {said[number].start for number in found}
    return [one for one in sentences if one.start in counting or (counting and one.outcome)]


def _next(said: Sequence[Sentence], number: int) -> int:
    """Return the number of the sentence that goes on behind another one. A remark in between, which tells nothing of
    the person and is about something else, does not end a story.
    """
    follows = number + 1
    if follows < len(said) and not (said[follows].linked or said[follows].experience):
        return follows + 1
    return follows


def _keys(sentence: Sentence) -> Iterator[str]:
    """Yield what two sentences that name the same thing have in common."""
    yield from (word[:KEY] if HANGUL.match(word) else stem(word) for word in sentence.naming)
    yield from sentence.skills


def _skills(text: str) -> Iterator[Skill]:
    yield from (skill for skill, _ in skill_index().within(text))
