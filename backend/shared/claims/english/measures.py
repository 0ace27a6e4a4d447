"""Finds the measures of an English clause: figures that tell a change or a level."""

import re
from collections.abc import Iterator, Sequence

from shared.claims.english.clause import Clause, plural
from shared.claims.english.subjects import Subject, Subjects
from shared.claims.figures import TOLERANCE, Figure
from shared.claims.found import Measured
from shared.claims.models import Direction, Measure
from shared.claims.pairs import Pair

FRACTION = re.compile(
    r"\b(?:by|in|up|down|fell|dropped|rose|grew|shrank|declined|increased) "
    r"(a third|one third|two[ -]thirds|a quarter|one quarter|three quarters|half|a half|a fifth|one fifth"
    r"|more than half|almost half|nearly half|over half)\b"
)
FRACTIONS = frozenset({"third", "thirds", "two-thirds", "quarter", "quarters", "half", "fifth"})
SAVES = frozenset({"save", "free", "recoup", "reclaim"})
CARRIES = frozenset({"move", "take", "bring", "go", "push", "drive"})
"""Verbs with various relations to a figure: `took the team to 12`."""
MOVING = frozenset({"percent", "money", "time", "times", "score", ""})
FALLING = frozenset({"percent", "time", "money", "times"})
COMPARED = frozenset({"percent", "times", "time", "money", "amount", "fraction"})
LEVELLED = frozenset({"percent", "score", "", "times", "time", "money"})
BOUNDED = frozenset({"percent", "time", "money", "rate", "score"})
TOLD = frozenset({"percent", "times"})
SAVED = frozenset({"money", "time", "percent", "amount", ""})
NEAR = 6


class Reader(Subjects):
    """Finds the measures of a clause."""

    def measures(self) -> list[Measured]:
        """Return the measures in order, without versions."""
        clause = self.clause
        found = [self._of_pair(pair) for pair in clause.pairs if not pair.version]
        taken = {figure for pair in clause.pairs for figure in (pair.first, pair.last)}
        singles = (self._of_one(figure) for figure in clause.figures if figure.plain and figure not in taken)
        found.extend(single for single in singles if single is not None)
        if not self.known.multiples.isdisjoint(clause.words):
            found.extend(self._of_multiples())
        if not FRACTIONS.isdisjoint(clause.words):
            found.extend(self._of_fractions())
        if not self.known.without.isdisjoint(clause.words):
            found.extend(self._of_nothing())
        return sorted(found, key=lambda measured: measured.begin) if len(found) > 1 else found

    def _made(self, measure: Measure, begin: int, end: int, subject: Subject, figures: tuple[Figure, ...]) -> Measured:
        return Measured(measure, begin, end, self.clause.span(subject.words), figures, subject.verb, subject.agent)

    def _said(self, subject: Subject) -> str | None:
        return self.clause.written(*subject.words) if subject.words is not None else None

    def _of_pair(self, pair: Pair) -> Measured:
        text = self.clause.text
        subject = self.subject(self.clause.at(pair.begin))
        end = pair.last.end
        if not pair.last.family and (noun := self._plural_after(pair.last)) is not None:
            end = noun
        direction = pair.direction
        measure = Measure(
            subject=self._said(subject),
            start=pair.first.of(text),
            end=text[pair.last.start : end],
            direction=direction,
            better=self.better(subject, direction, pair.last.family),
        )
        return self._made(measure, pair.begin, max(end, pair.end), subject, (pair.first, pair.last))

    def _plural_after(self, figure: Figure) -> int | None:
        """Return the end of the noun that a figure such as `210k` counts."""
        clause = self.clause
        index = clause.at(figure.end)
        for place in (index, index + 1):
            if place >= len(clause) or not clause.is_noun(place):
                return None
            if plural(clause.low[place]):
                return clause.spans[place][1]
        return None

    def _of_one(self, figure: Figure) -> Measured | None:
        index, after = self.clause.at(figure.start), self.clause.at(figure.end)
        if index not in self.clause.figured:
            return None  # `NVQ Level 3`
        for rule in (
            self._signed,
            self._before_noun,
            self._compared,
            self._moved,
            self._saved,
            self._kept,
            self._level,
        ):
            found = rule(figure, index, after)
            if found is not None:
                measure, subject = found
                return self._made(measure, figure.start, figure.end, subject, (figure,))
        return None

    def _signed(self, figure: Figure, index: int, after: int) -> tuple[Measure, Subject] | None:
        """`freight spend -11 %`."""
        if not figure.sign or figure.sign == TOLERANCE:
            return None
        subject = Subject(None) if self.clause.word(index - 1) in ("worth", "a", "of") else self.subject(index)
        if subject.words is None:
            subject = Subject(self.clause.phrase_from(after))
        return self._changed(figure, subject, "up" if figure.sign == "+" else "down") if subject.words else None

    def _before_noun(self, figure: Figure, index: int, after: int) -> tuple[Measure, Subject] | None:
        """`a 40 % reduction in returns`, `an increase of 12 % in sales`."""
        clause, known = self.clause, self.known
        word = clause.word(after)
        if word not in known.nouns_down and word not in known.nouns_up:
            word = clause.word(index - 2) if clause.word(index - 1) == "of" else ""
            after -= 1
        if (word not in known.nouns_down and word not in known.nouns_up) or (after >= 0 and clause.is_change(after)):
            return None
        words = clause.phrase_from(after + 2) if clause.word(after + 1) in ("in", "of", "on", "to") else None
        return self._changed(figure, Subject(words), "down" if word in known.nouns_down else "up")

    def _compared(self, figure: Figure, index: int, after: int) -> tuple[Measure, Subject] | None:
        """`25 % less plastic`, `builds 30 % faster`."""
        word = self.clause.word(after)
        than = self.known.than.get(word)
        if than is None or figure.family not in COMPARED:
            return None
        words = self.clause.phrase_from(after + 1)
        subject = Subject(words) if words is not None else self.subject(index)
        found = self._changed(figure, subject, "up" if than == "up" else "down")
        if found[0].better is None and word in ("faster", "quicker", "better"):
            return self._changed(figure, subject, "up", better=True)
        return found

    def _moved(self, figure: Figure, index: int, after: int) -> tuple[Measure, Subject] | None:
        """`by 40 %`, `up 12 %`, `fell 3 days`, `to 2 %`."""
        clause = self.clause
        before, earlier = clause.word(index - 1), clause.word(index - 2)
        subject = self.subject(index)
        base = self.base(subject.verb)
        if before in ("down", "up") and figure.family in MOVING:
            return self._changed(figure, subject, "down" if before == "down" else "up")
        if before == "by" and (base is not None or earlier in ("down", "up")):
            direction: Direction | None = (
                "down" if earlier == "down" else "up" if earlier == "up" else self.direction(base)
            )
            return self._changed(figure, subject, direction)
        if subject.words is not None and index - 1 == subject.words[1] and base is not None and figure.family in TOLD:
            return self._changed(figure, subject, self.direction(base))  # `lifted dessert sales 28 %`
        if subject.verb == index - 1 and base is not None:
            return self._direct(figure, subject, after)
        if before in ("to", "at") and base is not None and base not in CARRIES and subject.words is not None:
            return self._reached(figure, subject) if figure.family or figure.value == 0 else None
        return None

    def _direct(self, figure: Figure, subject: Subject, after: int) -> tuple[Measure, Subject] | None:
        """`returns fell 3 days`, `cut 40 % of the cost`."""
        base = self.base(subject.verb)
        direction = self.direction(base)
        if base in self.known.intransitive and figure.family in FALLING and subject.words is not None:
            return self._changed(figure, subject, direction)
        if direction is not None and self.clause.word(after) in ("of", "off", "from"):
            return self._changed(figure, Subject(self.clause.phrase_from(after + 1), subject.verb), direction)
        return None

    def _reached(self, figure: Figure, subject: Subject) -> tuple[Measure, Subject]:
        direction = self.direction(self.base(subject.verb)) or self.by_polarity(subject)
        better = self.better(subject, direction)
        return Measure(
            self._said(subject), end=figure.of(self.clause.text), direction=direction, better=better
        ), subject

    def _saved(self, figure: Figure, index: int, after: int) -> tuple[Measure, Subject] | None:
        """`saving £180k on tanks`, `saved 6 hours a week`."""
        clause = self.clause
        if figure.family not in SAVED:
            return None
        for place in range(index - 1, max(-1, index - NEAR), -1):
            form = clause.form(place)
            if form is not None and form.base in SAVES:
                words = clause.phrase_from(after + 1) if clause.word(after) in ("on", "in", "of") else None
                if figure.family == "" and words is None:
                    return None
                subject = Subject(words, place)
                said = figure.of(clause.text)
                return Measure(self._said(subject), change=said, direction="down", better=True), subject
            if clause.low[place] in self.known.boundaries:
                break
        return None

    def _kept(self, figure: Figure, index: int, after: int) -> tuple[Measure, Subject] | None:
        """`kept churn under 4 %`, `maintained a 98 % pass rate`, `an error below 3 %`."""
        clause, known = self.clause, self.known
        before = clause.word(index - 1)
        written = figure.of(clause.text)
        # `over two years` is a duration.
        bounded = before in known.fell or (before in known.rose and figure.family != "time")
        if bounded and figure.family in BOUNDED:
            subject = self.subject(index)
            polarity = self.polarity(subject.words)
            kept = self.base(subject.verb) in known.keeping or clause.word(index - 2) == "never"
            if subject.words is not None and (polarity is not None or kept):
                better = True if kept else (polarity == "bad") == (before in known.fell)
                return Measure(self._said(subject), end=written, better=better), subject
        if figure.family not in ("percent", "score") or (index and clause.is_change(index - 1) and before not in KEPT):
            return None
        words = clause.phrase_from(after)
        polarity = self.polarity(words)
        if words is None or (polarity is None and clause.low[words[1]] not in known.levels):
            return None
        return Measure(self._said(Subject(words)), end=written, better=polarity == "good" or None), Subject(words)

    def _level(self, figure: Figure, index: int, after: int) -> tuple[Measure, Subject] | None:  # noqa: ARG002
        """`detection rate 34 %`, `a score of 4.8`."""
        clause, known = self.clause, self.known
        if figure.family not in LEVELLED:
            return None
        subject = self.subject(index)
        if subject.words is None or clause.low[subject.words[0]] in known.prepositions:
            return None
        before, direct = clause.word(index - 1), index - 1 == subject.words[1]
        named = clause.low[subject.words[1]] in known.levels and (before in ("of", ":", "at", "is") or direct)
        polarity = self.polarity(subject.words)
        if not named and not (figure.family in ("percent", "score") and direct and polarity is not None):
            return None
        measure = Measure(self._said(subject), end=figure.of(clause.text), better=polarity == "good" or None)
        return measure, subject

    def _changed(
        self, figure: Figure, subject: Subject, direction: Direction | None, *, better: bool | None = None
    ) -> tuple[Measure, Subject]:
        direction = direction or self.by_polarity(subject)
        judged = better if better is not None else self.better(subject, direction)
        written = figure.of(self.clause.text)
        return Measure(self._said(subject), change=written, direction=direction, better=judged), subject

    def _of_multiples(self) -> Iterator[Measured]:
        """`Doubled morning sales`, `readership tripled`."""
        clause = self.clause
        for index, word in enumerate(clause.low):
            form = clause.form(index)
            if word not in self.known.multiples or index in clause.figured or form is None:
                continue
            if word == form.base and index > 0 and clause.low[index - 1] not in ("to", "and"):
                continue
            words = clause.phrase_from(index + 1)
            subject = Subject(words, index) if words is not None else self.subject(index)
            if subject.words is None:
                continue
            direction: Direction = "down" if form.base == "halve" else "up"
            begin, end = clause.spans[index]
            better = self.better(Subject(subject.words, index), direction)
            measure = Measure(self._said(subject), change=clause.text[begin:end], direction=direction, better=better)
            yield self._made(measure, begin, end, subject, ())

    def _of_fractions(self) -> Iterator[Measured]:
        """`by a third`, `in half`."""
        clause = self.clause
        for match in FRACTION.finditer(clause.lowered):
            index = clause.at(match.start(1))
            if clause.word(index - 1) in ("in", "by"):
                index -= 1
            subject = self.subject(index)
            base, before = self.base(subject.verb), clause.word(index - 1)
            direction: Direction | None = (
                "down" if before == "down" else "up" if before == "up" else self.direction(base)
            )
            if subject.words is not None and (direction is not None or base is not None):
                written = clause.text[match.start(1) : match.end(1)]
                better = self.better(subject, direction)
                measure = Measure(self._said(subject), change=written, direction=direction, better=better)
                yield self._made(measure, match.start(), match.end(), subject, ())

    def _of_nothing(self) -> Iterator[Measured]:
        """`no failed inspection`, `without an accident`, `zero penalties`, `0 defects`."""
        clause = self.clause
        for index, word in enumerate(clause.low):
            if word not in self.known.without:
                continue
            words = clause.phrase_from(index + 1, 4)
            if words is not None and self.polarity(words) == "bad":
                begin, end = clause.spans[index]
                measure = Measure(clause.written(*words), end=clause.text[begin:end], better=True)
                yield self._made(measure, begin, clause.spans[words[1]][1], Subject(words), ())


KEPT = frozenset(
    {"kept", "maintained", "held", "achieved", "reached", "hit", "attained", "keeping", "maintaining", "achieving"}
)


def measures_in(clause: Clause) -> Sequence[Measured]:
    """Return the measures of a clause in order, without versions."""
    return Reader(clause).measures()
