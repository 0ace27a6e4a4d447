"""What is measured of an evaluator: agreement with labels, order of answers, and what may not move a level."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Literal

from interview_service.evaluation.models import Dimension, Evaluation, Subject

from eval.measures.base import Figure, judged
from eval.practice.agreement import Pair, ordered, weighted_kappa
from eval.practice.labelled import HALVES, Half, Labelled, read_labelled, read_sentences

APART = 2
"""Levels of the mean between two answers that have to be in the right order."""

TRIED = 6
"""Sentences that each answer is tried with one by one; all of them get their turn in ten answers."""

SHOWN = 60
PLACES = 3
"""Where a text is put into an answer: before, behind and amid its sentences."""

Evaluate = Callable[[Subject], Evaluation]
Levels = Mapping[Dimension, int | None]
Evaluated = Sequence[tuple[Labelled, Evaluation]]
Tried = tuple[str, str, Levels, Levels]
"""An answer, what was added to it, and its levels before and after."""


def practice_figures(evaluate: Evaluate, answers: Sequence[Labelled] | None = None) -> list[Figure]:
    """Every figure of an evaluator."""
    labelled = read_labelled() if answers is None else answers
    found = [(one, evaluate(one.subject)) for one in labelled]
    return [
        *(_labellers(name, labelled) for name in _dimensions(labelled)),
        *(figure for half in HALVES for figure in _half(half, [pair for pair in found if pair[0].half == half])),
        _same_again(evaluate, found),
        *_added(evaluate, found),
    ]


def _half(half: Half, found: Evaluated) -> Iterator[Figure]:
    pairs = {name: _pairs(name, found) for name in _dimensions([one for one, _ in found])}
    asked = {name: sum(name in one.levels for one, _ in found) for name in pairs}
    every = [pair for some in pairs.values() for pair in some]
    yield _kappa(f"answers, {half}: kappa", every)
    yield from (_kappa(f"answers, {half}: kappa of {name}", some) for name, some in pairs.items())
    shares = {name: len(some) / asked[name] for name, some in pairs.items()}
    yield Figure(f"answers, {half}: levels judged", len(every), sum(asked.values()), shares=shares)
    yield from _order(half, found)


def _labellers(name: Dimension, labelled: Sequence[Labelled]) -> Figure:
    pairs = [
        (one.labels[0].levels[name], one.labels[1].levels[name]) for one in labelled if name in one.labels[0].levels
    ]
    return _kappa(f"labellers: kappa of {name}", pairs)


def _kappa(name: str, pairs: Sequence[Pair]) -> Figure:
    """Kappa as a share: a figure has hits of so many, and kappa is the value of the two."""
    value = weighted_kappa(pairs)
    return Figure(name, (value or 0) * len(pairs), len(pairs) if value is not None else 0)


def _order(half: Half, found: Evaluated) -> Iterator[Figure]:
    right: list[bool] = []
    every = 0
    for _, group in groupby(found, key=lambda pair: pair[0].question):
        same = list(group)
        right += ordered([(one.mean, each.total) for one, each in same if each.total is not None], APART)
        every += len(list(ordered([(one.mean, one.mean) for one, _ in same], APART)))
    yield Figure(f"answers, {half}: pairs in order", sum(right), len(right))
    yield Figure(f"answers, {half}: pairs with totals", len(right), every)


def _same_again(evaluate: Evaluate, found: Evaluated) -> Figure:
    again = ((one, levels_of(each), levels_of(evaluate(one.subject))) for one, each in found)
    return judged(
        "answers: the same again has the same levels",
        ((one.id, "again", None if before == after else f"{before} -> {after}") for one, before, after in again),
    )


def _added(evaluate: Evaluate, found: Evaluated) -> Iterator[Figure]:
    padded = list(_tried(evaluate, found, "padding"))
    ordered_to = list(_tried(evaluate, found, "injections"))
    yield judged("answers: padding raises no level", _compared(padded, raised))
    yield judged("answers: injections raise no level", _compared(ordered_to, raised))
    yield judged("answers: injections move no level", _compared(ordered_to, moved))


def _tried(evaluate: Evaluate, found: Evaluated, kind: Literal["padding", "injections"]) -> Iterator[Tried]:
    texts = read_sentences(kind)
    for number, (one, before) in enumerate(found):
        own = texts[one.subject.language]
        each = [own[(number * TRIED + step) % len(own)] for step in range(TRIED)]
        for place, added in enumerate([*each, "\n".join(own)]):
            yield one.id, added, levels_of(before), levels_of(evaluate(with_text(one.subject, added, place)))


def _compared(
    tried: Sequence[Tried], compare: Callable[[Levels, Levels], str | None]
) -> Iterator[tuple[str, str, str | None]]:
    yield from ((name, added[:SHOWN], compare(before, after)) for name, added, before, after in tried)


def with_text(subject: Subject, added: str, place: int) -> Subject:
    """The answer with a text before, behind or amid its sentences."""
    lines = subject.text.replace(". ", ".\n").split("\n")
    at = (0, len(lines), len(lines) // 2)[place % PLACES]
    text = "\n".join([*lines[:at], added, *lines[at:]])
    return Subject(subject.question, text, subject.language, subject.resume, subject.weights)


def levels_of(evaluation: Evaluation) -> Levels:
    """The levels by dimension."""
    return {one.name: one.level for one in evaluation.dimensions}


def moved(before: Levels, after: Levels) -> str | None:
    """What is another one than before."""
    found = [f"{name} {before[name]} -> {level}" for name, level in after.items() if level != before[name]]
    return ", ".join(found) or None


def raised(before: Levels, after: Levels) -> str | None:
    """What is higher than before, or judged at all only now."""
    found = [
        f"{name} {before[name]} -> {level}"
        for name, level in after.items()
        if level is not None and level > (before[name] or 0) and not (before[name] is None and level == 1)
    ]
    return ", ".join(found) or None


def _pairs(name: Dimension, found: Evaluated) -> list[Pair]:
    levels = [(one.levels[name], levels_of(each)[name]) for one, each in found if name in one.levels]
    return [(said, level) for said, level in levels if level is not None]


def _dimensions(labelled: Sequence[Labelled]) -> list[Dimension]:
    return list(dict.fromkeys(name for one in labelled for name in one.levels))
