"""Reads a text, or a whole résumé, into claims."""

import re
from collections.abc import Iterator
from functools import cache

from shared.claims.clauses import MAX_SENTENCE, sentences
from shared.claims.cutting import cut
from shared.claims.english.clause import Clause
from shared.claims.english.measures import measures_in
from shared.claims.english.reader import read_english
from shared.claims.figures import is_korean
from shared.claims.found import Found, Span
from shared.claims.korean.reader import read_korean
from shared.claims.korean.sentence import KoreanSentence
from shared.claims.models import NOWHERE, Claim, Context, Kind, Measure
from shared.claims.places import Place, places_in
from shared.claims.skills import mentions_in
from shared.claims.vocabulary import english, korean
from shared.resumes.document import ResumeDocument

DIGIT = re.compile(r"\d")
LETTER = re.compile(r"[^\W_]")
LONG = 30
TITLE, BESIDE = 0.1, 0.3
"""Maximum weights of a bare title, and of something learnt or won."""


def claims_of(resume: ResumeDocument) -> tuple[Claim, ...]:
    """Return the claims of a résumé in the order of its sections; `Claim.order` is their recency."""
    return tuple(claim for place in places_in(resume) for claim in _of_place(place))


def _of_place(place: Place) -> list[Claim]:
    most = TITLE if place.title else BESIDE if place.kind is not None else 1.0
    return claims_in(place.text, pointer=place.pointer, context=place.context, kind=place.kind, most=most)


def claims_in(
    text: str, *, pointer: str = "", context: Context = NOWHERE, kind: Kind | None = None, most: float = 1.0
) -> list[Claim]:
    """Return the claims in the text at `pointer`.

    `kind` is set if the place determines it, as for a certificate; `most` is the maximum weight.
    """
    found: list[Claim] = []
    for start, end in sentences(text):
        for piece, read in _pieces(text[start:end]):
            if says_something(piece):
                found.append(_claim(piece, read, pointer, context, kind, most))
    return found


def read_claim(text: str, *, pointer: str = "", context: Context = NOWHERE, kind: Kind | None = None) -> Claim:
    """Return the claim of a single sentence or clause, which is not split unless it is overlong."""
    text = text[:MAX_SENTENCE]
    return _claim(text, _read(text), pointer, context, kind, 1.0)


def says_something(text: str) -> bool:
    """Return whether a sentence is more than a greeting or a wish."""
    if DIGIT.search(text) is not None:
        return True
    if LETTER.search(text) is None:
        return False
    return _greetings().search(text.lower()) is None


@cache
def _greetings() -> re.Pattern[str]:
    words = "|".join(re.escape(greeting) for greeting in (*korean().greetings, *english().greetings))
    return re.compile(words)


def _pieces(text: str) -> Iterator[tuple[str, Found]]:
    """Yield the clauses of a sentence with their findings."""
    if is_korean(text):
        sentence = KoreanSentence(text)
        parts = cut(text, sentence.figures, sentence.pairs, sentence.measured, korean=True)
        if len(parts) < 2:
            yield text, read_korean(sentence)
            return
    else:
        clause = Clause(text)
        measured = measures_in(clause)
        parts = cut(text, clause.figures, clause.pairs, measured, korean=False)
        if len(parts) < 2:
            yield text, read_english(clause, measured)
            return
    for start, end in parts:
        yield text[start:end], _read(text[start:end])


def _read(text: str) -> Found:
    if is_korean(text):
        return read_korean(KoreanSentence(text))
    clause = Clause(text)
    return read_english(clause, measures_in(clause))


def _claim(text: str, found: Found, pointer: str, context: Context, kind: Kind | None, most: float) -> Claim:
    terms = [text[start:end] for start, end in found.terms]
    return Claim(
        pointer=pointer,
        text=text,
        kind=kind or found.kind,
        weight=min(most, _weight(found, text)),
        measure=found.measured.measure if found.measured is not None else None,
        change=found.change,
        means=_at(text, found.means),
        deed=_at(text, found.deed),
        count=found.count,
        own=found.own,
        skills=tuple(mentions_in(text, software=context.software)),
        terms=tuple(dict.fromkeys([term for term in terms if "\n" not in term])),
        context=context,
    )


def _at(text: str, span: Span | None) -> str | None:
    return text[span[0] : span[1]] if span is not None else None


def _weight(found: Found, text: str) -> float:
    """Return how much there is to ask about, from 0 to 1."""
    worth = 0.15 if found.means is not None else 0.0
    if found.measured is not None:
        worth += _of_measure(found.measured.measure)
    else:
        worth += 0.3 if found.count is not None else 0.15
        worth += 0.15 if found.kind != "other" else 0.0
        worth += 0.1 if len(text) > LONG else 0.0
    if found.change is not None:
        worth += 0.15
    return round(min(worth, 1.0), 2)


def _of_measure(measure: Measure) -> float:
    if measure.start is not None:
        return 0.85
    return 0.75 if measure.change is not None else 0.6
