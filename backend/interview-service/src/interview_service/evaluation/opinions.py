"""The judgements of two passes of a model, their verification, and the combined judgement."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median_low
from typing import Annotated

from pydantic import BaseModel, Field, WithJsonSchema

from interview_service.evaluation.checking import Known
from interview_service.evaluation.models import MAX_LEVEL, MIN_LEVEL, Dimension, Judgement, Span, Subject
from interview_service.evaluation.numbering import Cites, Numbered, unnumbered
from interview_service.evaluation.rubric import DimensionData
from shared.language.detecting import is_in
from shared.llm.output.bounds import TextBounds
from shared.protected.checking import protected_in
from shared.resumes.document import Language

ALONE = 0.5
"""Confidence of a judgement by one pass only, or by the rules."""

LEVELS = list(range(MIN_LEVEL, MAX_LEVEL + 1))
Sentence = Annotated[str, TextBounds(400, min_length=4)]


class SecondOpinion(BaseModel):
    """A judgement as requested from a model: first the places, then the reason, then the level."""

    name: Dimension
    cites: Cites
    why: Sentence
    level: Annotated[int, WithJsonSchema({"type": "integer", "enum": LEVELS})]


class FirstOpinion(SecondOpinion):
    """The same with advice. Only one pass writes it, because a judgement waits for the slower pass."""

    to_next_level: Annotated[Sentence | None, Field(description="`null` on level 5.")]


@dataclass(frozen=True, slots=True)
class Opinion:
    """A verified judgement of one pass."""

    level: int
    why: str
    spans: Sequence[Span]
    lift: str | None


class Proof:
    """Verifies the judgements of one answer."""

    def __init__(self, subject: Subject, numbered: Numbered, known: Known) -> None:
        self._subject = subject
        self._numbered = numbered
        self._known = known

    def proved(self, made: SecondOpinion) -> Opinion | str:
        """Return the opinion, or the reason for rejecting it, one of `shared.runs.generation.REASONS`."""
        lifts = (made.to_next_level if isinstance(made, FirstOpinion) else None) or ""
        why, lift = unnumbered(made.why), unnumbered(lifts)
        # Praise needs a place; what is missing has none.
        praises = made.level > MIN_LEVEL
        spans = self._numbered.spans(made.cites, carrying=praises)
        texts = [text for text in (why, lift) if text]
        checks: dict[str, Callable[[], bool]] = {
            "wrong_level": lambda: made.level not in LEVELS,
            "no_evidence": lambda: praises and not spans,
            "wrong_language": lambda: not all(is_in(self._subject.language, text) for text in texts),
            "protected_topic": lambda: any(protected_in(text, [self._subject.text]) is not None for text in texts),
            "unsupported": lambda: not self._known.covers(why),
        }
        failed = next((reason for reason, fails in checks.items() if fails()), None)
        return failed or Opinion(made.level, why, spans, lift or None)


def judgement_of(opinions: Sequence[Opinion], dimension: DimensionData, language: Language) -> Judgement:
    """Return the judgement of one or two opinions: the lower median of their levels, in the words of the first opinion
    with that level. So a sentence that only one pass sees cannot raise a level.
    """
    levels = sorted(one.level for one in opinions)
    level = median_low(levels)
    chosen = next(one for one in opinions if one.level == level)
    agree = 1 - (levels[-1] - levels[0]) / (MAX_LEVEL - MIN_LEVEL) if len(opinions) > 1 else ALONE
    return Judgement(
        name=dimension.name,
        level=level,
        why=chosen.why,
        spans=list(chosen.spans),
        to_next_level=(chosen.lift or dimension.next_anchor(level, language)) if level < MAX_LEVEL else None,
        confidence=round(agree, 2),
    )
