"""What an English clause measures: the figure that changed, or that says how well it went."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from shared.claims.english_words import MARKS, Clause
from shared.claims.figures import Figure
from shared.claims.found import Measured, Span
from shared.claims.models import Direction, Measure
from shared.claims.pairs import Pair

BOUNDARIES = frozenset(
    {
        ",",
        ";",
        "—",
        "–",
        "(",
        ")",
        "which",
        "that",
        "while",
        "so",
        "but",
        "where",
        "when",
        "then",
        "|",
        "•",
        "who",
        "with",
    }
)
BEFORE_FIGURE = frozenset(
    {
        "from",
        "down",
        "up",
        "by",
        "to",
        "was",
        "is",
        "at",
        "of",
        "about",
        "around",
        "nearly",
        "almost",
        "over",
        "under",
        "below",
        "above",
        "roughly",
        "only",
        "just",
        ":",
        "-",
        "(",
        "were",
        "are",
        "has",
        "have",
        "a",
        "an",
        "further",
        "staying",
        "between",
        "another",
        "back",
        "now",
        "=",
        "some",
        "approximately",
        "never",
        "~",
    }
)
FRACTION = re.compile(
    r"\b(?:by|in) (a third|one third|two[ -]thirds|a quarter|one quarter|three quarters|half|a half|a fifth|one fifth|more than half)\b"
)
LEVELS = frozenset(
    {
        "score",
        "rate",
        "rating",
        "accuracy",
        "average",
        "gpa",
        "error",
        "margin",
        "precision",
        "recall",
        "ratio",
        "nps",
        "uptime",
        "share",
        "index",
        "percentage",
        "yield",
        "level",
    }
)
SAVES = frozenset({"save", "free", "recoup", "reclaim"})
DELIBERATE = frozenset(
    {"go", "come", "fall", "rise", "climb", "jump", "drop", "decline", "dip", "soar", "tick", "move"}
)
LONGEST_SUBJECT = 9


@dataclass(frozen=True, slots=True)
class Subject:
    """What is measured, the verb that says so, and who or what did it."""

    words: tuple[int, int] | None
    verb: int | None = None
    agent: tuple[int, int] | None = None


def measures_in(clause: Clause, figures: Sequence[Figure], pairs: Sequence[Pair]) -> list[Measured]:
    """The measures of a clause in their order; versions are none."""
    found = [_of_pair(clause, pair) for pair in pairs if not pair.version]
    taken = {id(figure) for pair in pairs for figure in (pair.first, pair.last)}
    for figure in figures:
        if figure.plain and id(figure) not in taken:
            single = _of_one(clause, figure)
            if single is not None:
                found.append(single)
    found.extend(_of_multiples(clause))
    found.extend(_of_fractions(clause))
    found.extend(_of_nothing(clause))
    return sorted(found, key=lambda measured: measured.begin)


def subject_of(clause: Clause, measured: Measured) -> Subject:
    """The subject of a measure again, with the verb and what did it."""
    return _subject(clause, clause.at(measured.begin))


def _of_pair(clause: Clause, pair: Pair) -> Measured:
    subject = _subject(clause, clause.at(pair.begin))
    end, written = pair.end, clause.text[pair.last.start : pair.last.end]
    if not pair.last.family and (noun := _plural_after(clause, pair.last)) is not None:
        end, written = noun, clause.text[pair.last.start : noun]
    direction = pair.direction
    measure = Measure(
        subject=_said(clause, subject.words),
        start=pair.first.of(clause.text),
        end=written,
        direction=direction,
        better=_better(clause, subject, direction),
    )
    return Measured(measure, pair.begin, end, _span(clause, subject.words), (pair.first, pair.last))


def _plural_after(clause: Clause, figure: Figure) -> int | None:
    """Where the noun ends that says what `210k` are."""
    from shared.claims.english_words import plural

    index = clause.at(figure.end)
    for place in (index, index + 1):
        if place >= len(clause) or not clause.is_noun(place):
            return None
        if plural(clause.low[place]):
            return clause.spans[place][1]
    return None


def _of_one(clause: Clause, figure: Figure) -> Measured | None:
    index, after = clause.at(figure.start), clause.at(figure.end)
    for rule in (_signed, _before_noun, _compared, _moved, _saved, _kept, _level):
        found = rule(clause, figure, index, after)
        if found is not None:
            measure, subject = found
            return Measured(measure, figure.start, figure.end, subject, (figure,))
    return None


Read = tuple[Measure, Span | None] | None


def _signed(clause: Clause, figure: Figure, index: int, after: int) -> Read:  # noqa: ARG001
    """`freight spend -11 %`."""
    if not figure.sign:
        return None
    subject = _subject(clause, index)
    return _changed(clause, figure, subject, "up" if figure.sign == "+" else "down") if subject.words else None


def _before_noun(clause: Clause, figure: Figure, index: int, after: int) -> Read:
    """`a 40 % reduction in returns`, `an increase of 12 % in sales`."""
    known = clause.known
    word = _low(clause, after)
    if word not in known.nouns_down | known.nouns_up:
        word = _low(clause, index - 2) if _low(clause, index - 1) == "of" else ""
        after -= 1
    if word not in known.nouns_down | known.nouns_up or clause.is_change(after):
        return None
    direction: Direction = "down" if word in known.nouns_down else "up"
    words = clause.phrase_from(after + 2) if _low(clause, after + 1) in ("in", "of", "on", "to") else None
    return _changed(clause, figure, Subject(words), direction)


def _compared(clause: Clause, figure: Figure, index: int, after: int) -> Read:
    """`25 % less plastic`, `builds 30 % faster`."""
    than = clause.known.than.get(_low(clause, after))
    if than is None or (figure.family not in ("percent", "times", "time", "money", "amount") and figure.value < 0):
        return None
    if figure.family == "" or figure.family in ("people", "count"):
        return None
    word = _low(clause, after)
    words = clause.phrase_from(after + 1)
    subject = Subject(words) if words is not None else _subject(clause, index)
    direction: Direction = "up" if than == "up" else "down"
    return _changed(
        clause, figure, subject, direction, better=True if word in ("faster", "quicker", "better") else None
    )


def _moved(clause: Clause, figure: Figure, index: int, after: int) -> Read:
    """`by 40 %`, `up 12 %`, `fell 3 days`, `to 2 %`."""
    before = _low(clause, index - 1)
    subject = _subject(clause, index)
    base = _base(clause, subject.verb)
    direction = _direction(clause, base)
    if before in ("down", "up") and figure.family in ("percent", "money", "time", "times", ""):
        return _changed(clause, figure, subject, "down" if before == "down" else "up")
    if before == "by" and (base is not None or _low(clause, index - 2) in ("down", "up")):
        lower = _low(clause, index - 2)
        if lower in ("down", "up"):
            direction = "down" if lower == "down" else "up"
        return _changed(clause, figure, subject, direction) if base or subject.words else None
    if (
        subject.verb == index - 1
        and base in clause.known.intransitive
        and figure.family in ("percent", "time", "money", "times")
    ):
        return _changed(clause, figure, subject, direction)
    if (
        subject.verb == index - 1
        and base is not None
        and direction is not None
        and _low(clause, after) in ("of", "off", "from")
    ):
        words = clause.phrase_from(after + 1)
        return _changed(clause, figure, Subject(words, subject.verb), direction)
    if (
        before in ("to", "at")
        and base is not None
        and base not in ("move", "take", "bring", "go", "push", "drive")
        and (figure.family != "" or figure.value == 0)
    ):
        direction = direction or _by_polarity(clause, subject)
        measure = Measure(
            _said(clause, subject.words),
            end=figure.of(clause.text),
            direction=direction,
            better=_better(clause, subject, direction),
        )
        return (measure, _span(clause, subject.words)) if subject.words is not None else None
    return None


def _saved(clause: Clause, figure: Figure, index: int, after: int) -> Read:
    """`saving £180k on tanks`, `saved 6 hours a week`."""
    if figure.family not in ("money", "time", "percent", "amount", ""):
        return None
    for place in range(index - 1, max(-1, index - 6), -1):
        verb = clause.known.verbs.get(clause.low[place])
        if verb is not None and verb.base in SAVES:
            words = clause.phrase_from(after + 1) if _low(clause, after) in ("on", "in", "of") else None
            if figure.family == "" and words is None:
                return None
            subject = Subject(words, place)
            span = _span(clause, words)
            return Measure(
                _said(clause, subject.words), change=figure.of(clause.text), direction="down", better=True
            ), span
        if clause.low[place] in BOUNDARIES:
            break
    return None


def _kept(clause: Clause, figure: Figure, index: int, after: int) -> Read:
    """`kept churn under 4 %`, `maintained a 98 % pass rate`, `an error below 3 %`."""
    known = clause.known
    before = _low(clause, index - 1)
    if (
        before in known.fell | known.rose
        and before not in ("down", "up")
        and figure.family in ("percent", "time", "money", "rate", "score")
    ):
        subject = _subject(clause, index)
        polarity = _polarity(clause, subject.words)
        if subject.words is not None and (
            polarity is not None or _base(clause, subject.verb) in known.keeping or _low(clause, index - 2) == "never"
        ):
            better = None if polarity is None else (polarity == "bad") == (before in known.fell)
            if _low(clause, index - 2) == "never" or _base(clause, subject.verb) in known.keeping:
                better = True
            return Measure(_said(clause, subject.words), end=figure.of(clause.text), better=better), _span(
                clause, subject.words
            )
    if figure.family not in ("percent", "score"):
        return None
    words = clause.phrase_from(after)
    polarity = _polarity(clause, words)
    if words is not None and polarity is not None and not clause.is_change(index - 1):
        return Measure(
            _said(clause, words), end=figure.of(clause.text), better=True if polarity == "good" else None
        ), _span(clause, words)
    return None


def _level(clause: Clause, figure: Figure, index: int, after: int) -> Read:
    """`detection rate 34 %`, `a score of 4.8`."""
    subject = _subject(clause, index)
    if subject.words is None or clause.low[subject.words[0]] in clause.known.prepositions:
        return None
    head = clause.low[subject.words[1]]
    before = _low(clause, index - 1)
    named = head in LEVELS and (before == "of" or index - 1 == subject.words[1] or before in (":", "at", "is"))
    if not named and not (figure.family in ("percent", "score") and index - 1 == subject.words[1]):
        return None
    polarity = _polarity(clause, subject.words)
    if polarity is None and not named:
        return None
    if figure.family not in ("percent", "score", "", "times", "time", "money"):
        return None
    measure = Measure(
        _said(clause, subject.words), end=figure.of(clause.text), better=True if polarity == "good" else None
    )
    return measure, _span(clause, subject.words)


def _by_polarity(clause: Clause, subject: Subject) -> Direction | None:
    """Where something went that was improved."""
    if _base(clause, subject.verb) not in ("improve", "optimise", "optimize", "enhance"):
        return None
    polarity = _polarity(clause, subject.words)
    return None if polarity is None else "down" if polarity == "bad" else "up"


def _changed(
    clause: Clause, figure: Figure, subject: Subject, direction: Direction | None, better: bool | None = None
) -> Read:
    direction = direction or _by_polarity(clause, subject)
    judged = _better(clause, subject, direction)
    measure = Measure(
        _said(clause, subject.words),
        change=figure.of(clause.text),
        direction=direction,
        better=judged if judged is not None else better,
    )
    return measure, _span(clause, subject.words)


def _of_multiples(clause: Clause) -> Iterator[Measured]:
    """`Doubled morning sales`, `readership tripled`."""
    for index, word in enumerate(clause.low):
        if word not in clause.known.multiples or index in clause.figured:
            continue
        if (
            word in ("double", "triple", "halve", "quadruple")
            and index > 0
            and clause.low[index - 1] not in ("to", "and")
        ):
            continue
        verb = clause.known.verbs[word]
        words = clause.phrase_from(index + 1)
        subject = Subject(words, index) if words is not None else _subject(clause, index)
        if subject.words is None:
            continue
        direction: Direction = "down" if verb.base == "halve" else "up"
        begin, end = clause.spans[index]
        better = _better(clause, Subject(subject.words, index), direction)
        measure = Measure(
            _said(clause, subject.words), change=clause.text[begin:end], direction=direction, better=better
        )
        yield Measured(measure, begin, end, _span(clause, subject.words))


def _of_fractions(clause: Clause) -> Iterator[Measured]:
    """`by a third`, `in half`."""
    for match in FRACTION.finditer(clause.text):
        subject = _subject(clause, clause.at(match.start()))
        base = _base(clause, subject.verb)
        before = _low(clause, clause.at(match.start()) - 1)
        direction = _direction(clause, base)
        if before in ("down", "up"):
            direction = "down" if before == "down" else "up"
        if subject.words is not None and (direction is not None or base is not None):
            measure = Measure(
                _said(clause, subject.words),
                change=match[1],
                direction=direction,
                better=_better(clause, subject, direction),
            )
            yield Measured(measure, match.start(), match.end(), _span(clause, subject.words))


def _of_nothing(clause: Clause) -> Iterator[Measured]:
    """`no failed inspection`, `without an accident`, `zero penalties`, `0 defects`."""
    for index, word in enumerate(clause.low):
        if word not in clause.known.without and word != "0":
            continue
        words = clause.phrase_from(index + 1, 4)
        if words is None or _polarity(clause, words) != "bad":
            continue
        begin, end = clause.spans[index]
        measure = Measure(_said(clause, words), end=clause.text[begin:end], better=True)
        yield Measured(measure, begin, clause.spans[words[1]][1], _span(clause, words))


def _subject(clause: Clause, index: int) -> Subject:
    """What is measured by the figure at the word `index`: the object of the verb before it, else what stands there."""
    last, verb = index - 1, None
    while last >= 0 and (clause.low[last] in BEFORE_FIGURE or (clause.is_change(last) and verb is None)):
        if clause.is_change(last) and clause.low[last] not in BEFORE_FIGURE:
            verb = last
        last -= 1
    first = last
    while first >= 0 and clause.low[first] not in BOUNDARIES and first not in clause.figured:
        if first == last + 1:
            break
        if not _governs(clause, first):
            first -= 1
            continue
        if verb is None:
            agent = _agent(clause, first)
            return Subject(_limited(clause, first + 1, last), first, agent)
        break
    if verb is not None and first == last:
        return Subject(None, verb)
    words = _limited(clause, first + 1, last)
    return Subject(words, verb)


def _governs(clause: Clause, index: int) -> bool:
    """Whether a verb is there that can have the measure's subject as its object: not `hire` of `time to hire`."""
    verb = clause.verb(index)
    return verb is not None and (verb.form != "base" or verb.base in clause.known.changes)


def _agent(clause: Clause, verb: int) -> tuple[int, int] | None:
    """`Prefix caching in vLLM` before `cut the time`."""
    first = verb - 1
    while (
        first >= 0
        and clause.low[first] not in BOUNDARIES
        and clause.verb(first) is None
        and clause.low[first] not in ("and", "to")
    ):
        first -= 1
    if (
        first >= 0
        and clause.low[first] == "and"
        and clause.verb(first + 1) is None
        and verb - first > 1
        and all(clause.verb(place) is None for place in range(first))
    ):
        first = -1
    if first >= 0 and clause.low[first] not in (";", ",", "—", "–", "so"):
        return None
    if clause.low[verb - 1] in ("i", "we", "and", "to", "which", "that") or verb - first <= 1:
        return None
    return clause.trimmed(first + 1, verb - 1)


def _limited(clause: Clause, first: int, last: int) -> tuple[int, int] | None:
    words = clause.trimmed(first, last)
    if words is None:
        return None
    if words[1] - words[0] >= LONGEST_SUBJECT:
        return clause.phrase_from(words[0])
    return words


def _polarity(clause: Clause, words: tuple[int, int] | None) -> str | None:
    """Whether less or more of it is better, by the last word before any preposition that is known."""
    if words is None:
        return None
    known = clause.known
    head = words[1]
    for place in range(words[0] + 1, words[1] + 1):
        if clause.low[place] in known.prepositions:
            head = place - 1
            break
    for place in (*range(head, words[0] - 1, -1), *range(head + 1, words[1] + 1)):
        for part in (clause.low[place], *clause.low[place].split("-")):
            if part in known.good:
                return "good"
            if part in known.bad:
                return "bad"
    return None


def _better(clause: Clause, subject: Subject, direction: Direction | None) -> bool | None:
    polarity = _polarity(clause, subject.words)
    if polarity is not None and direction is not None:
        return (polarity == "bad") == (direction == "down")
    base = _base(clause, subject.verb)
    if base is not None and base not in DELIBERATE and base in clause.known.changes:
        return True
    return None


def _base(clause: Clause, index: int | None) -> str | None:
    if index is None or not 0 <= index < len(clause):
        return None
    verb = clause.known.verbs.get(clause.low[index])
    return verb.base if verb is not None and verb.base in clause.known.changes else None


def _direction(clause: Clause, base: str | None) -> Direction | None:
    if base is None:
        return None
    if base in clause.known.down:
        return "down"
    return "up" if base in clause.known.up else None


def _low(clause: Clause, index: int) -> str:
    return clause.low[index] if 0 <= index < len(clause) else ""


def _span(clause: Clause, words: tuple[int, int] | None) -> Span | None:
    return (clause.spans[words[0]][0], clause.spans[words[1]][1]) if words is not None else None


def _said(clause: Clause, words: tuple[int, int] | None) -> str | None:
    return clause.written(*words) if words is not None else None


__all__ = ["MARKS", "measures_in", "subject_of"]
