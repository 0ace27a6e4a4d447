"""The sentences of an answer, numbered for a model: it cites numbers, and code gives the places."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any, cast

from pydantic import BeforeValidator, Field, JsonValue

from interview_service.evaluation.addressing import without_addresses
from interview_service.evaluation.models import Span
from interview_service.evaluation.reading import Reading, Sentence
from shared.claims.clauses import sentences
from shared.llm.output.bounds import Cited
from shared.resumes.masking.redaction import Redaction

MARK = "A"
MAX_CITES = 8
LEAST_WORDS = 2
LABEL = re.compile(rf"{MARK}?0*(\d{{1,4}})", re.IGNORECASE)
MENTIONED = re.compile(rf"\s*[\[(]{MARK}\d{{1,4}}(?:\s*[,;]\s*{MARK}\d{{1,4}})*[\])]")
"""Numbers within a sentence, which mean nothing to somebody who has not read the prompt."""


def _listed(value: Any) -> list[str]:
    """What a model may write instead of `["A3"]`: one number, or bare ones."""
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
    """Whether praise can rest on it: it says something, or rules cannot tell."""

    tells: bool
    """Whether it tells anything at all, and is no mere remark."""


class Numbered:
    """The sentences of an answer. Those that are addressed to a grader have no number and are shown to no model."""

    def __init__(self, text: str, reading: Reading, redaction: Redaction) -> None:
        self._redaction = redaction
        self._by_number: dict[str, _Numbered] = {}
        carrying = [one.span for one in reading.sentences if _carries(one)]
        telling = [one.span for one in reading.sentences if _carries(one) or _tells(one)]
        position = 0
        # Hidden as a whole, so that no identifier is cut in two.
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
        """Whether there is nothing to ask a model about."""
        return not any(one.tells for one in self._by_number.values())

    def texts(self) -> Sequence[str]:
        """The numbered sentences as they are in the answer."""
        return [self._redaction.show(one.hidden) for one in self._by_number.values()]

    def shown(self, *, telling: bool = False) -> str:
        """The answer for a prompt: hidden identifiers, numbered sentences, between markers; or only those that tell."""
        kept = {number: one for number, one in self._by_number.items() if one.tells or not telling}
        value: dict[str, JsonValue] = {number: one.hidden for number, one in kept.items()}
        return self._redaction.fence.json("ANSWER", value)

    def spans(self, cites: Sequence[str], *, carrying: bool = True) -> list[Span]:
        """The places that are cited, each once; none when nothing can rest on any of them and something has to."""
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
    """A model's sentence without the numbers that it mentions."""
    return MENTIONED.sub("", text).strip()


def _carries(sentence: Sentence) -> bool:
    """Whether a sentence may say something: more than the rules count, and no filler, and not a name alone."""
    if sentence.specific or sentence.doubtful:
        return True
    if sentence.hollow or sentence.listing or len(sentence.words.all) < LEAST_WORDS:
        return False
    return bool(sentence.linked or sentence.figures or sentence.skills)


def _tells(sentence: Sentence) -> bool:
    return sentence.told and not (sentence.hollow or sentence.listing)


def _overlap(one: Span, other: Span) -> bool:
    return one.start < other.end and other.start < one.end
