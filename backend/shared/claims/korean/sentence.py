"""A Korean sentence with its words, figures and measures."""

import re
from collections.abc import Iterator, Sequence
from typing import Literal

from shared.claims.figures import TOLERANCE, Figure, figures_in
from shared.claims.found import Measured, Span
from shared.claims.korean.hangul import Word, phrase_before, words_in
from shared.claims.models import Direction, Measure
from shared.claims.pairs import Pair, pairs_in
from shared.claims.vocabulary import english, korean

NOTE = re.compile(r"\(([^()]{2,40})\)\s*[.。]?\s*\Z")
TAIL = re.compile(
    r"(?:\s?(?:이상|이하|미만|가량|정도|넘게|내외|수준|포인트|이내))?\s?(으로|로|까지|에|를|을|가|이)?"
    r"\s*(?:이상 |가량 |까지 |크게 )?([가-힣↑↓▲▼]*)"
)
NONE_OF = re.compile(
    r"(무사고|무재해|무결점|무장애|무결근|무지각)"
    r"|(?<=[가-힣])(?:이|가|( 한 (?:건|번|명|차례|개)(?:의|도)?))? (없이|없음|전무|제로)(?![가-힣])"
)
NONE_WORDS = ("무", "없", "전무", "제로")
PURPOSE = re.compile(r"[^.,;]{0,10}?(?:기 위|고자 |려고 |도록 |기로 )")
LATIN = re.compile(r"[A-Za-z][A-Za-z0-9]{2,}")
SUBJECTS = frozenset({"noun", "object", "subject", "topic", "of", "and", "at"})
CHANGES = frozenset({"times", "fraction"})
LEVELS = frozenset({"percent", "score", "time", "money", "rate", "amount"})
RATED = ("평점", "점수", "만족도", "학점", "정확도", "별점", "AUC", "F1", "NPS")
ALONE = frozenset({"percent", "score"})
NOTHING = frozenset({"people", "count", "percent", "money", ""})
SPEEDS = ("속도", "성능", "응답")
"""Subjects measured in time, for which less is better."""
SKIPPED = frozenset(
    {"평균", "약", "총", "기존", "최대", "무려", "각각", "하루", "월", "연", "주", "전년", "대비", "각", "전월"}
)
AGAINST = "대비"
MAX_SUBJECT = 24
BECAME = ("됐", "되었", "된", "됨", "되")
BOUNDS = re.compile(r"\s?(?:미만|이하|이내|이상|초과)")


class KoreanSentence:
    """A sentence or clause; `body` are its words without a trailing note in brackets."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.figures: Sequence[Figure] = figures_in(text)
        self.pairs: Sequence[Pair] = pairs_in(text, self.figures) if len(self.figures) > 1 else ()
        self.words: Sequence[Word] = words_in(text, self.figures)
        self.note = NOTE.search(text) if text.endswith((")", ").", ") ")) else None
        end = self.note.start() if self.note is not None else len(text)
        self.body: Sequence[Word] = [word for word in self.words if word.end <= end] if self.note else self.words
        self.measured: Sequence[Measured] = self._measures()

    def written(self, span: Span | None) -> str | None:
        """Return the text of a span."""
        return self.text[span[0] : span[1]] if span is not None else None

    def base(self, word: Word) -> str:
        """Return a word without its particle."""
        return self.text[word.start : word.base]

    def in_figure(self, word: Word) -> bool:
        """Return whether the word is a figure or part of one."""
        return any(figure.start < word.end and word.start < figure.end for figure in self.figures)

    def before(self, place: int, words: Sequence[Word] | None = None) -> int | None:
        """Return the last word that ends before `place`, in the body unless `words` are given."""
        words = words if words is not None else self.body
        index = len(words) - 1
        while index >= 0 and words[index].end > place:
            index -= 1
        return index if index >= 0 else None

    def trimmed(self, first: int, last: int) -> Span | None:
        """Return the phrase from one word to another without introductory words."""
        leading = korean().leading
        words = self.words
        while first < last and self.base(words[first]) in leading:
            first += 1
        span = words[first].start, words[last].base
        return span if span[1] > span[0] else None

    def _measures(self) -> list[Measured]:
        """Return the measures in order, without versions and mere intentions."""
        taken = {figure for pair in self.pairs for figure in (pair.first, pair.last)}
        meant = (pair for pair in self.pairs if not pair.version and PURPOSE.match(self.text, pair.end) is None)
        found = [self._of_pair(pair) for pair in meant]
        singles = (self._of_one(figure) for figure in self.figures if figure.plain and figure not in taken)
        found.extend(single for single in singles if single is not None)
        if any(word in self.text for word in NONE_WORDS):
            found.extend(self._of_nothing())
        return sorted(found, key=lambda measured: measured.begin) if len(found) > 1 else found

    def _of_pair(self, pair: Pair) -> Measured:
        subject = pair.subject or self._subject(pair.begin, pair.end)
        direction = pair.direction
        measure = Measure(
            subject=self.written(subject),
            start=pair.first.of(self.text),
            end=pair.last.of(self.text),
            direction=direction,
            better=self._better(subject, direction, pair.end, pair.first.family or pair.last.family),
        )
        return Measured(measure, pair.begin, pair.end, subject, (pair.first, pair.last))

    def _of_one(self, figure: Figure) -> Measured | None:
        """Return the measure of a single figure: a change (`40% 단축`), a result (`280ms로 단축`), or none (`0건`)."""
        subject: Span | None
        if figure.value == 0 and figure.family in NOTHING:
            subject = self._subject(figure.start, figure.end)
            measure = Measure(self.written(subject), end=figure.of(self.text), better=True)
            return Measured(measure, figure.start, figure.end, subject, (figure,))
        if PURPOSE.match(self.text, figure.end) is not None:
            return None
        if figure.sign == TOLERANCE:
            subject = self._subject(figure.start, figure.end)
            measure = Measure(self.written(subject), end=figure.of(self.text))
            return Measured(measure, figure.start, figure.end, subject, (figure,)) if subject is not None else None
        if figure.sign:
            subject = self._subject(figure.start, figure.end)
            direction: Direction = "up" if figure.sign == "+" else "down"
            return self._change(figure, subject, direction) if subject is not None else None
        return self._told(figure)

    def _told(self, figure: Figure) -> Measured | None:
        known = korean()
        tail = TAIL.match(self.text, figure.end)
        particle, verb = tail.groups() if tail is not None else (None, "")
        reached = begins(verb, known.reached)
        direction = _direction(verb)
        told = not reached and (direction is not None or begins(verb, known.better) or begins(verb, known.worse))
        bounded = BOUNDS.match(self.text, figure.end) is not None
        reached = reached and (figure.family in LEVELS or bounded)
        if (
            not told
            and not reached
            and figure.family not in ALONE | CHANGES
            and not (figure.family == "" and "." in figure.of(self.text))
        ):
            return None
        subject = self._subject(figure.start, figure.end)
        if figure.family in CHANGES:
            told = told or verb.startswith(BECAME)
            direction = direction or ("down" if figure.value < 1 else "up")
            return self._change(figure, subject, direction) if told else None
        if told and particle in (None, "을", "를"):
            return self._change(figure, subject, direction)
        if subject is None or not (told or reached or self._stands_alone(figure, subject)):
            return None
        better = self._better(subject, direction, figure.end)
        measure = Measure(self.written(subject), end=figure.of(self.text), direction=direction, better=better)
        return Measured(measure, figure.start, figure.end, subject, (figure,))

    def _change(self, figure: Figure, subject: Span | None, direction: Direction | None) -> Measured:
        better = self._better(subject, direction, figure.end if not figure.sign else len(self.text))
        if direction is None and better and subject is not None:
            # `응답 시간 30% 개선`
            polarity = polarity_of(self.text[subject[0] : subject[1]])
            direction = "down" if polarity == "bad" else "up" if polarity == "good" else None
        written = figure.of(self.text)
        measure = Measure(self.written(subject), change=written, direction=direction, better=better)
        return Measured(measure, figure.start, figure.end, subject, (figure,))

    def _stands_alone(self, figure: Figure, subject: Span) -> bool:
        """Return whether a percentage or score ends a clause that names its subject: `승소율 73%`."""
        if figure.family == "" and not self.text[subject[0] : subject[1]].endswith(RATED):
            return False
        rest = BOUNDS.sub("", self.text[figure.end :], count=1).lstrip(" .)")
        return (not rest or rest[0] == ",") and polarity_of(self.text[subject[0] : subject[1]]) is not None

    def _of_nothing(self) -> Iterator[Measured]:
        """`무사고 3년`, `지연 없이`."""
        for match in NONE_OF.finditer(self.text):
            if match[1] is not None:
                years = next((figure for figure in self.figures if figure.family == "time" and figure.plain), None)
                measure = Measure(match[1], end=years.of(self.text) if years is not None else None, better=True)
                yield Measured(measure, match.start(), match.end(), match.span(1), (years,) if years else ())
                continue
            begin = match.start(2) + 1 if match[2] is not None else match.start(3)
            subject = self._subject(begin, match.end())
            if subject is not None and polarity_of(self.text[subject[0] : subject[1]]) == "bad":
                measure = Measure(self.written(subject), end=match[3], better=True)
                yield Measured(measure, begin, match.end(3), subject)

    def _subject(self, begin: int, end: int) -> Span | None:
        """Return what is measured: the noun phrase before the figure, or else the object after it."""
        noted = self.note is not None and begin > self.note.start()
        words = self.words if noted else self.body
        index = self.before(begin, words)
        while index is not None and index >= 0 and self._skipped(words[index]):
            # `목표 대비`
            index -= 2 if self.text.startswith(AGAINST, words[index].start) else 1
        if index is not None and index >= 0:
            word = words[index]
            closed = word.closes and self.text[word.end : word.end + 1] not in (":", ")", "(")
            if word.role in SUBJECTS and word.base > word.start and not closed:
                return self.trimmed(self._first(words, index), index)
        for place, word in enumerate(self.body):
            if word.start >= end and word.role == "object" and word.base > word.start:
                return self.trimmed(phrase_before(self.body, place), place)
        return None

    @staticmethod
    def _first(words: Sequence[Word], index: int) -> int:
        """Return the first word of the phrase, without what precedes 및: `40% 단축 및 크래시율`."""
        first = phrase_before(words, index)
        for place in range(index, first - 1, -1):
            if words[place].role == "and" and words[place].base == words[place].start:
                return place + 1
        return first

    def _skipped(self, word: Word) -> bool:
        """Return whether a word between subject and figure is irrelevant: `평균`, `2년간`, `기존`."""
        if word.role == "break" and not word.closes:
            return self.base(word) in SKIPPED
        return any(figure.start <= word.start < figure.end and figure.family == "time" for figure in self.figures)

    def _better(self, subject: Span | None, direction: Direction | None, end: int, family: str = "") -> bool | None:
        known = korean()
        stems = [word.lstrip("로으까지에를을 ") for word in self.text[end : end + 40].split(maxsplit=4)[:4]]
        if any(begins(stem, known.worse) for stem in stems):
            return False
        polarity = polarity_of(self.text[subject[0] : subject[1]]) if subject is not None else None
        if family == "time" and subject is not None and self.text[subject[0] : subject[1]].endswith(SPEEDS):
            polarity = "bad"
        if polarity is not None and direction is not None:
            # `절차를 간소화(방문 3회→1회)`: the wording implies an improvement.
            return (polarity == "bad") == (direction == "down") or self._says_better() or False
        if any(begins(stem, known.better) for stem in stems):
            return True
        if polarity == "good" or (family == "time" and direction == "down"):
            return True
        return (polarity == "bad" and BOUNDS.match(self.text, end) is not None) or None

    def _says_better(self) -> bool:
        return any(begins(self.text[word.start : word.end], korean().better) for word in self.words)


def begins(verb: str, stems: frozenset[str]) -> bool:
    """Return whether a word begins with one of `stems`."""
    return bool(verb) and any(verb[:length] in stems for length in (4, 3, 2, 1))


def _direction(verb: str) -> Direction | None:
    known = korean()
    if begins(verb, known.down):
        return "down"
    return "up" if begins(verb, known.up) else None


def polarity_of(subject: str) -> Literal["bad", "good"] | None:
    """Return whether less or more is better, by the last known word of the subject."""
    known, latin = korean(), english()
    for word in reversed(LATIN.findall(subject)):
        if word.lower() in latin.bad or word in known.bad:
            return "bad"
        if word.lower() in latin.good or word in known.good:
            return "good"
    for end in range(len(subject), max(0, len(subject) - MAX_SUBJECT), -1):
        for length in (5, 4, 3, 2):
            part = subject[max(0, end - length) : end]
            if part in known.good:
                return "good"
            if part in known.bad:
                return "bad"
    return None
