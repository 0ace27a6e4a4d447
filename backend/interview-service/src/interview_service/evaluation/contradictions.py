"""Figures of an answer that the résumé gives otherwise, for the same thing. Both places are named; which is right, only
the person knows.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from interview_service.evaluation.models import Contradiction, Span, Subject
from interview_service.evaluation.reading import Reading, Sentence, Words
from interview_service.evaluation.rubric import say
from shared.claims import Claim, Measure, claims_in
from shared.relevance.words import is_weak
from shared.resumes.evidence import Evidence

DIGIT = re.compile(r"\d")
NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(%|[^\W\d_]{1,8})?")
SAME_WORDS = 2
"""Content words in common, from which on two sentences are about the same thing."""

MAX_CONTRADICTIONS = 5


@dataclass(frozen=True, slots=True)
class _Written:
    """A measured claim of the résumé, and the words that say what it is about."""

    claim: Claim
    measure: Measure
    words: Sequence[str]
    about: Sequence[str]
    """Those of the measure alone."""

    def shares(self, said: Words) -> int:
        """How many words a sentence with these has in common with it; 0 when it is about something else."""
        count = sum(said.has(word) for word in self.words)
        whole = bool(self.about) and all(said.has(word) for word in self.about)
        return count if whole or count >= SAME_WORDS else 0


def contradictions(subject: Subject, reading: Reading) -> list[Contradiction]:
    """What the answer and the résumé tell differently."""
    # Also where it is about something else than was asked: it is told all the same.
    said = [one for one in reading.sentences if one.figures]
    if not said:
        return []
    written = list(_written(subject))
    found: list[Contradiction] = []
    for sentence in said:
        shared = [one.shares(sentence.words) for one in written]
        same = [one for one, count in zip(written, shared, strict=True) if count and count == max(shared)]
        # Reading a sentence into claims takes its time: only where there is something to hold it against.
        if same and (one := _against(sentence, same, subject)) is not None:
            found.append(one)
    return found[:MAX_CONTRADICTIONS]


def _written(subject: Subject) -> Iterator[_Written]:
    for pointer, text in subject.resume.texts():
        if DIGIT.search(text) and not pointer.startswith("/contact"):
            for claim in claims_in(text, pointer=pointer):
                if claim.measure is not None:
                    yield _Written(claim, claim.measure, _words(claim.text), _words(claim.measure.subject or ""))


def _against(sentence: Sentence, same: Sequence[_Written], subject: Subject) -> Contradiction | None:
    spoken = [one.measure for one in claims_in(sentence.text) if one.measure is not None]
    # Where one of them agrees, that is the one that is meant.
    if not spoken or any(_agrees(one, other.measure) for one in spoken for other in same):
        return None
    for measure in spoken:
        for one in same:
            told = _differs(measure, one.measure)
            start = sentence.text.find(told) if told is not None else -1
            if told is not None and start >= 0:
                place = Span(start=sentence.start + start, end=sentence.start + start + len(told))
                quote = one.claim.text
                return Contradiction(
                    span=place,
                    said=told,
                    evidence=Evidence(pointer=one.claim.pointer, quote=quote),
                    detail=say(subject.language, "contradiction", written=quote),
                )
    return None


def _words(text: str) -> list[str]:
    return [word for word in Words(text).all if not is_weak(word)]


def _agrees(spoken: Measure, written: Measure) -> bool:
    """Whether what can be compared of the two is the same."""
    pairs = list(_comparable(spoken, written))
    return bool(pairs) and all(one == other for _, one, other in pairs)


def _differs(spoken: Measure, written: Measure) -> str | None:
    """The figure that is another one than the résumé's in the same role and unit."""
    return next((said for said, one, other in _comparable(spoken, written) if one != other), None)


def _comparable(spoken: Measure, written: Measure) -> Iterator[tuple[str, float, float]]:
    """What both give in the same role and unit: what was said, and the two values."""
    pairs = ((spoken.start, written.start), (spoken.end, written.end), (spoken.change, written.change))
    for said, wrote in pairs:
        one, other = _value(said or ""), _value(wrote or "")
        if said and one is not None and other is not None and one[1] == other[1]:
            yield said, one[0], other[0]


def _value(text: str) -> tuple[float, str] | None:
    found = NUMBER.search(text)
    return (float(found[1].replace(",", "")), (found[2] or "").casefold()) if found is not None else None
