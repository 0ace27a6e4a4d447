"""Finds the subject of an English measure, the verb of the change, and whether it is an improvement."""

from typing import Literal, NamedTuple

from shared.claims.english.clause import Clause
from shared.claims.found import Span
from shared.claims.models import Direction

UNMEANT = frozenset({"go", "come", "fall", "rise", "climb", "jump", "drop", "decline", "dip", "soar", "tick", "move"})
"""Verbs of unintentional change."""
BETTERS = frozenset({"improve", "optimise", "optimize", "enhance"})
MAX_SUBJECT = 9
JOINING = frozenset({"of", "in", "to", "for", "per"})


class Subject(NamedTuple):
    """What is measured, its verb, and the agent."""

    words: Span | None
    verb: int | None = None
    agent: Span | None = None


class Subjects:
    """Finds the subjects of the figures of a clause and judges their changes."""

    def __init__(self, clause: Clause) -> None:
        self.clause = clause
        self.known = clause.known

    def subject(self, index: int) -> Subject:
        """Return the subject of the figure at `index`: the object of the verb before it, or else what precedes it."""
        clause, known = self.clause, self.known
        last, verb = index - 1, None
        while last >= 0:
            if clause.low[last] not in known.before_figures:
                if verb is not None or not clause.is_change(last):
                    break
                verb = last
            last -= 1
        first = last
        while first >= 0 and clause.low[first] not in known.boundaries:
            if first in clause.figured and clause.word(first - 1) != "of":
                break
            if self._governs(first):
                if verb is None:
                    return Subject(self._limited(first + 1, last), first, self._agent(first))
                break
            first -= 1
        return Subject(self._limited(first + 1, last) if first < last else None, verb)

    def _governs(self, index: int) -> bool:
        """Return whether the verb at `index` can have the subject as its object, unlike `hire` in `time to hire`."""
        verb = self.clause.verb(index)
        return verb is not None and (verb.form != "base" or verb.base in self.known.changes)

    def _agent(self, verb: int) -> Span | None:
        """Return the agent: `Prefix caching in vLLM` before `cut the time`."""
        clause = self.clause
        if verb == 0 or clause.low[verb - 1] in self.known.openers:
            return None
        first = verb - 1
        while first >= 0 and clause.low[first] not in self.known.boundaries and clause.low[first] != "to":
            if clause.verb(first) is not None:
                return None
            first -= 1
        if first >= 0 and clause.low[first] not in (";", ",", "—", "–", "so"):
            return None
        return clause.span(clause.trimmed(first + 1, verb - 1))

    def _limited(self, first: int, last: int) -> Span | None:
        words = self.clause.trimmed(first, last)
        if words is not None and words[1] - words[0] >= MAX_SUBJECT:
            return self.clause.phrase_from(words[0])
        return words

    def polarity(self, words: Span | None) -> Literal["bad", "good"] | None:
        """Return whether less or more is better, by the last known word before any preposition."""
        if words is None:
            return None
        known, low = self.known, self.clause.low
        first, last = words
        if not known.spoiling.isdisjoint(low[first : last + 1]):
            return "bad"
        head = next((place - 1 for place in range(first + 1, last + 1) if low[place] in known.prepositions), last)
        # Words after `of` are as informative as words before it; words after `on` only tell the place.
        behind = range(head + 1, last + 1) if head < last and low[head + 1] in JOINING else ()
        for place in (*range(head, first - 1, -1), *behind):
            word = low[place]
            for part in (word, *word.split("-")) if "-" in word else (word,):
                if part in known.good:
                    return "good"
                if part in known.bad:
                    return "bad"
        return None

    def better(self, subject: Subject, direction: Direction | None, family: str = "") -> bool | None:
        """Return whether the change is an improvement; `None` if unknown."""
        polarity = self.polarity(subject.words)
        if polarity is not None and direction is not None:
            return (polarity == "bad") == (direction == "down")
        base = self.base(subject.verb)
        # Less time is better unless the words tell otherwise.
        meant = (base is not None and base not in UNMEANT) or (family == "time" and direction == "down")
        return True if meant else None

    def by_polarity(self, subject: Subject) -> Direction | None:
        """Return the direction of an improvement of the subject."""
        if self.base(subject.verb) not in BETTERS:
            return None
        polarity = self.polarity(subject.words)
        return None if polarity is None else "down" if polarity == "bad" else "up"

    def base(self, index: int | None) -> str | None:
        """Return the base form of the verb of change at `index`."""
        form = self.clause.form(index) if index is not None else None
        return form.base if form is not None and form.base in self.known.changes else None

    def direction(self, base: str | None) -> Direction | None:
        """Return the direction of a verb of change."""
        if base in self.known.down:
            return "down"
        return "up" if base in self.known.up else None
