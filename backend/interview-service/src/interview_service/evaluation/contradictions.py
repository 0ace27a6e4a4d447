"""Finds figures in an answer that differ from the résumé for the same thing. Both places are reported, because only the
person knows which is correct.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from interview_service.evaluation.models import Contradiction, Span, Subject
from interview_service.evaluation.rubric import say
from interview_service.evaluation.sentences.reading import Reading, Sentence
from interview_service.evaluation.sentences.words import Words
from shared.claims import Claim, claims_in
from shared.language.texts import comparable
from shared.relevance.words import is_weak
from shared.resumes.evidence import Evidence

DIGIT = re.compile(r"\d")
NUMBER = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s*(%|[^\W\d_]{1,8})?")
SAME_WORDS = 2
"""Shared content words from which two sentences are about the same thing."""

SAME_COUNT = 3
"""The same for bare counts: three shops in a trial are not the twelve thousand shops of the résumé."""

MAX_CONTRADICTIONS = 5

Told = Mapping[str, str]
"""The figures of a claim by role: before, after, change, or count."""


@dataclass(frozen=True, slots=True)
class _Written:
    """A claim of the résumé with figures, and the words that tell its subject."""

    claim: Claim
    told: Told
    words: Sequence[str]
    about: Sequence[str]
    """Words of the measure only; empty for a count."""

    def shares(self, said: Words) -> int:
        """Return the number of words shared with a sentence; 0 if it is about something else."""
        count = sum(said.has(word) for word in self.words)
        whole = bool(self.about) and all(said.has(word) for word in self.about)
        return count if whole or count >= (SAME_WORDS if self.claim.measure is not None else SAME_COUNT) else 0


def contradictions(subject: Subject, reading: Reading) -> list[Contradiction]:
    """Return the contradictions between the answer and the résumé."""
    # Off-topic sentences are included.
    said = [one for one in reading.sentences if one.figures]
    if not said:
        return []
    written = list(_written(subject))
    found: list[Contradiction] = []
    for sentence in said:
        shared = [one.shares(sentence.words) for one in written]
        same = [one for one, count in zip(written, shared, strict=True) if count and count == max(shared)]
        # Reading claims is expensive, so only sentences with a counterpart in the résumé are read.
        if same and _may_differ(sentence, same) and (one := _against(sentence, same, subject)) is not None:
            found.append(one)
            if len(found) == MAX_CONTRADICTIONS:
                break
    return found


def _may_differ(sentence: Sentence, same: Sequence[_Written]) -> bool:
    """Return whether a figure of the sentence differs from a written one in the same unit."""
    said = [value for span in sentence.figures if (value := _value(sentence.at(span))) is not None]
    written = [value for one in same for text in one.told.values() if (value := _value(text)) is not None]
    # A figure in a sentence may have a particle behind its unit: 5분으로, 5분.
    return any(
        one != other and (unit.startswith(other_unit) or other_unit.startswith(unit))
        for one, unit in said
        for other, other_unit in written
    )


def _written(subject: Subject) -> Iterator[_Written]:
    for pointer, text in subject.resume.texts():
        if DIGIT.search(text) and not pointer.startswith("/contact"):
            for claim in claims_in(text, pointer=pointer):
                if told := _told(claim):
                    subject_of = claim.measure.subject if claim.measure is not None else None
                    yield _Written(claim, told, _words(claim.text), _words(subject_of or ""))


def _told(claim: Claim) -> Told:
    if (measure := claim.measure) is not None:
        parts = {"start": measure.start, "end": measure.end, "change": measure.change}
        return {part: figure for part, figure in parts.items() if figure}
    if claim.count is not None and claim.count.of is not None:
        return {comparable(claim.count.of): claim.count.text}
    return {}


def _against(sentence: Sentence, same: Sequence[_Written], subject: Subject) -> Contradiction | None:
    spoken = [told for one in claims_in(sentence.text) if (told := _told(one))]
    # If one of them agrees, it is the intended one.
    if any(_agrees(one, other.told) for one in spoken for other in same):
        return None
    for told in spoken:
        for one in same:
            said = next((text for text, value, other in _compared(told, one.told) if value != other), None)
            start = sentence.text.find(said) if said is not None else -1
            if said is not None and start >= 0:
                place = Span(start=sentence.start + start, end=sentence.start + start + len(said))
                quote = one.claim.text
                return Contradiction(
                    span=place,
                    said=said,
                    evidence=Evidence(pointer=one.claim.pointer, quote=quote),
                    detail=say(subject.language, "contradiction", written=quote),
                )
    return None


def _words(text: str) -> list[str]:
    return [word for word in Words(text).all if not is_weak(word)]


def _agrees(spoken: Told, written: Told) -> bool:
    """Return whether all comparable figures are equal."""
    pairs = list(_compared(spoken, written))
    return bool(pairs) and all(one == other for _, one, other in pairs)


def _compared(spoken: Told, written: Told) -> Iterator[tuple[str, float, float]]:
    """Yield figures with the same role and unit: the spoken text and both values."""
    for part, said in spoken.items():
        one, other = _value(said), _value(written.get(part, ""))
        if one is not None and other is not None and one[1] == other[1]:
            yield said, one[0], other[0]


def _value(text: str) -> tuple[float, str] | None:
    found = NUMBER.search(text)
    return (float(found[1].replace(",", "")), (found[2] or "").casefold()) if found is not None else None
