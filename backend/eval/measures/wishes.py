"""Whether a set is what was asked for."""

from collections import Counter
from collections.abc import Iterator, Sequence
from math import ceil
from typing import Any

from eval.answers import Match, QuestionSet
from eval.measures.base import LINES, Case, Figure, Finding, judged
from shared.language.texts import comparable

ON_POSTING = 0.4
HALF = 0.5


def as_asked(cases: Sequence[Case]) -> Sequence[Figure]:
    """Share of questions of a type that was asked for, and of sets with no more of a difficulty than was asked for;
    only sets whose request names them. And the share of the questions asked for, in all sets, that were made.

    Cannot see whether a question labelled `hard` is hard.
    """
    return [
        judged("types as asked", _types(cases)),
        judged("difficulties as asked", _difficulties(cases)),
        _made(cases),
    ]


def posting_used(cases: Sequence[Case]) -> Sequence[Figure]:
    """Share of sets made with a posting in which two of five questions stand on a line of it: of first sets, and of all
    further ones, for which lines may run out.

    Cannot see whether it is a line that matters.
    """
    first = [(case, case.first) for case in cases if case.person.lines and case.first is not None]
    further = [(case, made) for case in cases if case.person.lines for made in case.sets if made is not case.first]
    return [
        judged("posting lines used", _on_posting(first)),
        judged("posting lines used in further sets", _on_posting(further)),
    ]


def posting_match(cases: Sequence[Case]) -> Sequence[Figure]:
    """How well `match` agrees with what a reader of the trade says of the pieces of the posting: 1 for the same word,
    a half for `partial`, 0 for the opposite, `unknown`, and pieces that are not there.

    Pieces are found by their words: the reader's and the product's may be cut at other places.
    """
    hits, total = 0.0, 0
    findings: list[Finding] = []
    for case in cases:
        truth = case.person.posting_truth
        match = case.first.match if case.first is not None else None
        if truth is None:
            continue
        for wanted, pieces in (("have", truth.have), ("missing", truth.missing)):
            for piece in pieces:
                state = _state(piece, match)
                worth = 1.0 if state == wanted else HALF if state == "partial" else 0.0
                hits, total = hits + worth, total + 1
                if worth < 1:
                    findings.append(Finding(case.person.id, piece, f"{state} instead of {wanted}"))
    return [Figure("posting match right", hits, total, findings=findings)]


def _types(cases: Sequence[Case]) -> Iterator[tuple[str, str, str | None]]:
    for person, request, made in _asked(cases):
        wanted: list[str] = request.get("types") or []
        for question in made.questions if wanted else ():
            yield person, question.question, None if question.type in wanted else f"{question.type} was not asked for"


def _difficulties(cases: Sequence[Case]) -> Iterator[tuple[str, str, str | None]]:
    for person, request, made in _asked(cases):
        wanted = request.get("difficulty")
        if wanted:
            given = Counter(question.difficulty for question in made.questions)
            over = given - Counter(wanted)
            yield person, str(dict(wanted)), f"too many: {dict(over)}" if over else None


def _made(cases: Sequence[Case]) -> Figure:
    made, wanted = 0, 0
    findings: list[Finding] = []
    for case in cases:
        for one in case.made.sets:
            count = len(one.answer.questions) if one.answer is not None else 0
            asked = one.answer.requested if one.answer is not None else case.person.request.count
            made, wanted = made + count, wanted + asked
            if count < asked:
                findings.append(Finding(case.person.id, f"{count} of {asked}", one.error or "shortfall"))
    return Figure("questions made of those asked for", made, wanted, findings=findings)


def _on_posting(sets: Sequence[tuple[Case, QuestionSet]]) -> Iterator[tuple[str, str, str | None]]:
    for case, made in sets:
        standing = sum(any(one.pointer.startswith(LINES) for one in question.evidence) for question in made.questions)
        wanted = ceil(ON_POSTING * len(made.questions))
        why = None if standing >= wanted else f"{standing} of {len(made.questions)}"
        yield case.person.id, "a set with a posting", why


def _state(piece: str, match: Match | None) -> str:
    """What the match says about a piece; when it is cut smaller there, what it says about most of it."""
    if match is None:
        return "nothing"
    wanted = comparable(piece)
    found: Counter[str] = Counter()
    for state in ("have", "partial", "missing", "unknown"):
        for one in getattr(match, state):
            text = comparable(one.text)
            if text in wanted or wanted in text:
                found[state] += len(text)
    return found.most_common(1)[0][0] if found else "nothing"


def _asked(cases: Sequence[Case]) -> Iterator[tuple[str, dict[str, Any], QuestionSet]]:
    for case in cases:
        for one in case.ordered:
            if one.answer is not None:
                yield case.person.id, dict(one.request), one.answer
