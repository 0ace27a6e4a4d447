"""Verifies what a model writes besides levels: points, contradictions with the résumé, and an improved answer.

What is rejected is replaced by the result of the rules.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated

from pydantic import BaseModel, Field

from interview_service.evaluation.checking import Known
from interview_service.evaluation.contradictions import MAX_CONTRADICTIONS
from interview_service.evaluation.models import Contradiction, Evaluation, PointFound, PointState, Span, Subject
from interview_service.evaluation.numbering import Cites, Numbered, unnumbered
from interview_service.evaluation.rubric import say
from interview_service.evaluation.sentences.grammar import COUNTED, NAME
from interview_service.evaluation.sentences.words import Words
from shared.claims.clauses import sentences
from shared.language.detecting import is_in
from shared.llm.output.bounds import ListBounds, TextBounds
from shared.relevance.words import is_weak
from shared.resumes.statements import Citations, Statements

MAX_POINTS, MAX_CLASHES = 5, 4
MAX_IMPROVED = 8_000
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
GAP = re.compile(r"\[[^\[\]\n]{1,120}\]")
SAME_WORDS = 1
KNOWN_SHARE = 0.5
"""Minimum share of the content words of a sentence that must occur in the answer, question or résumé."""


class ModelPoint(BaseModel):
    """The state of a point."""

    number: Annotated[int, Field(description="The number of the point.")]
    state: PointState
    cites: Cites


class ModelClash(BaseModel):
    """A sentence and a statement that cannot both be true."""

    answer: Cites
    resume: Citations


class Coaching(BaseModel):
    """The answer requested from a model."""

    points: Annotated[list[ModelPoint], ListBounds(MAX_POINTS)]
    contradictions: Annotated[list[ModelClash], ListBounds(MAX_CLASHES)]
    improved_answer: Annotated[str, TextBounds(MAX_IMPROVED)] | None


@dataclass(frozen=True, slots=True)
class Coached:
    """The verified parts of it."""

    points: list[PointFound]
    contradictions: list[Contradiction]
    improved_answer: str | None


class Coach:
    """Verifies the coaching of one answer; `rules` is the evaluation by rules."""

    def __init__(
        self, subject: Subject, numbered: Numbered, statements: Statements, known: Known, rules: Evaluation
    ) -> None:
        self._subject = subject
        self._numbered = numbered
        self._statements = statements
        self._known = known
        self._numbers = {number for text in known.texts for number in _numbers(text)}
        self._rules = rules
        self._written = Words(" ".join([subject.text, subject.question.draft.question, *statements.texts()]))

    def coached(self, found: Coaching) -> tuple[Coached, int]:
        """Return the verified parts, and how many sentences of the improved answer were dropped."""
        better, dropped = self.improved(found.improved_answer)
        return Coached(self.points(found.points), self.contradictions(found.contradictions), better), dropped

    def points(self, found: Sequence[ModelPoint]) -> list[PointFound]:
        """Return the points, each with the model's state if a place supports it, otherwise with that of the rules."""
        told = {one.number: one for one in found}
        return [self._point(told.get(number), one) for number, one in enumerate(self._rules.points, 1)]

    def contradictions(self, found: Sequence[ModelClash]) -> list[Contradiction]:
        """Return those found by the rules, and those of the model whose two places share a content word."""
        kept = list(self._rules.contradictions)
        for clash in found:
            for span in self._numbered.spans(clash.answer, carrying=False)[:1]:
                said = self._subject.text[span.start : span.end]
                about = Words(said)
                same = [one for one in self._statements.cited(clash.resume) if _shares(about, one.quote)]
                if same and not any(_overlap(span, one.span) for one in kept):
                    detail = say(self._subject.language, "contradiction", written=same[0].quote)
                    kept.append(Contradiction(span=span, said=said, evidence=same[0], detail=detail))
        return kept[:MAX_CONTRADICTIONS]

    def improved(self, text: str | None) -> tuple[str | None, int]:
        """Return the improved answer without sentences that add facts, and how many were dropped.

        If too little is left, it is the version of the rules.
        """
        if not text or self._rules.improved_answer is None:
            return self._rules.improved_answer, 0
        parts = [text[start:end] for start, end in sentences(unnumbered(text))]
        kept = [one for one in parts if self._is_known(one)]
        dropped = len(parts) - len(kept)
        said = [one for one in kept if _own(one)]
        # With more invented than kept, the rest is no longer an answer.
        if not said or dropped > len(said) or not is_in(self._subject.language, " ".join(said)):
            return self._rules.improved_answer, dropped
        return " ".join(kept), dropped

    def _point(self, told: ModelPoint | None, rules: PointFound) -> PointFound:
        if told is None:
            return rules
        if told.state == "missing":
            return PointFound(point=rules.point, state="missing", spans=[])
        spans = self._numbered.spans(told.cites)
        return PointFound(point=rules.point, state=told.state, spans=spans) if spans else rules

    def _is_known(self, sentence: str) -> bool:
        """Return whether a sentence adds no fact to the answer and the résumé. Gaps add none."""
        # A digit counts, too: to claims it may be the number of a point in a list, here it is said of somebody.
        if not self._known.covers(sentence) or not _numbers(sentence) <= self._numbers:
            return False
        own = _own(sentence)
        named = [found for pattern in (NAME, COUNTED) for found in pattern.findall(own)]
        if any(not self._says(one) for one in named):
            return False
        words = [word for word in Words(own).all if not is_weak(word)]
        return sum(self._written.means(word) for word in words) >= KNOWN_SHARE * len(words)

    def _says(self, words: str) -> bool:
        squeezed = "".join(words.split()).casefold().rstrip(".")
        return any(squeezed in "".join(text.split()).casefold() for text in self._known.texts)


def _numbers(text: str) -> set[str]:
    return {found.replace(",", "") for found in NUMBER.findall(text)}


def _own(sentence: str) -> str:
    return GAP.sub(" ", sentence).strip(" .,!?")


def _shares(about: Words, quote: str) -> bool:
    return sum(about.has(word) for word in Words(quote).all if not is_weak(word)) >= SAME_WORDS


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
