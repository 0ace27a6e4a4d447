"""Numbers the sentences of an answer for a model, which cites numbers; code turns them into spans."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, cast

from pydantic import BeforeValidator, Field, JsonValue

from interview_service.evaluation.models import Span
from interview_service.evaluation.sentences.addressing import without_addresses
from interview_service.evaluation.sentences.reading import Reading, Sentence
from shared.claims.clauses import sentences
from shared.llm.output.bounds import Cited
from shared.resumes.masking.redaction import Redaction

MARK = "A"
MAX_CITES = 8
MIN_WORDS = 2
LABEL = re.compile(rf"{MARK}?0*(\d{{1,4}})", re.IGNORECASE)
MENTIONED = re.compile(rf"\s*[\[(]{MARK}\d{{1,4}}(?:\s*[,;]\s*{MARK}\d{{1,4}})*[\])]")
"""Sentence numbers in a text, which mean nothing to a reader."""


def _listed(value: Any) -> list[str]:
    """Accept what models write instead of `["A3"]`: a single number, or numbers without the letter."""
    values = cast("list[Any]", value) if isinstance(value, list) else [] if value is None else [value]
    return [str(one) for one in values if isinstance(one, str | int)]


Cites = Annotated[
    list[str],
    BeforeValidator(_listed),
    Cited(),
    Field(description="Numbers of sentences of the answer, such as A3.", json_schema_extra={"maxItems": MAX_CITES}),
]


@dataclass(frozen=True, slots=True)
class _Numbered:
    hidden: str
    span: Span
    carries: bool
    """Whether praise can be based on it: it says something, or the rules cannot tell."""

    tells: bool
    """Whether it tells a deed, a reason or a figure, and is not just a remark."""


class Numbered:
    """The sentences of an answer. Sentences addressed to a grader have no number and are not shown to models."""

    def __init__(self, text: str, reading: Reading, redaction: Redaction) -> None:
        self._redaction = redaction
        self._by_number: dict[str, _Numbered] = {}
        carrying = [one.span for one in reading.sentences if _carries(one)]
        telling = [one.span for one in reading.sentences if _carries(one) or _tells(one)]
        position = 0
        # Redacted before splitting, so that no identifier is cut in two.
        hidden = redaction.hide(without_addresses(text))
        for number, (start, end) in enumerate(sentences(hidden), 1):
            said = redaction.show(hidden[start:end])
            at = text.find(said, position)
            if at < 0:
                continue
            span = Span(start=at, end=at + len(said))
            carries, tells = (
                reading.other_language or any(_overlap(span, other) for other in places)
                for places in (carrying, telling)
            )
            self._by_number[f"{MARK}{number}"] = _Numbered(hidden[start:end], span, carries, tells)
            position = span.end

    @property
    def empty(self) -> bool:
        """Whether nothing is left to send to a model."""
        return not any(one.tells for one in self._by_number.values())

    def texts(self) -> Sequence[str]:
        """Return the numbered sentences as written in the answer."""
        return [self._redaction.show(one.hidden) for one in self._by_number.values()]

    def shown(self, *, telling: bool = False) -> str:
        """Return the answer for a prompt: numbered, redacted, between markers. `telling` leaves out mere remarks."""
        kept = {number: one for number, one in self._by_number.items() if one.tells or not telling}
        value: dict[str, JsonValue] = {number: one.hidden for number, one in kept.items()}
        return self._redaction.fence.json("ANSWER", value)

    def spans(self, cites: Sequence[str], *, carrying: bool = True) -> list[Span]:
        """Return the cited places, each once; none if `carrying` and no cited sentence can carry praise."""
        found: dict[str, _Numbered] = {}
        for cite in cites[:MAX_CITES]:
            label = LABEL.match(cite.strip())
            number = f"{MARK}{label[1]}" if label is not None else ""
            if number in self._by_number:
                found[number] = self._by_number[number]
        if carrying and not any(one.carries for one in found.values()):
            return []
        return sorted((one.span for one in found.values()), key=lambda span: span.start)


def unnumbered(text: str) -> str:
    """Return a model's sentence without sentence numbers."""
    return MENTIONED.sub("", text).strip()


def _carries(sentence: Sentence) -> bool:
    """Return whether a sentence may say something; looser than `specific`, but no filler and no bare name."""
    if sentence.specific or sentence.doubtful:
        return True
    if sentence.hollow or sentence.listing or len(sentence.words.all) < MIN_WORDS:
        return False
    return bool(sentence.linked or sentence.figures or sentence.skills)


def _tells(sentence: Sentence) -> bool:
    return sentence.told and not (sentence.hollow or sentence.listing)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
