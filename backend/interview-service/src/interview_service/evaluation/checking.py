"""Checks for every evaluation: its spans exist, and praise cites at least one span."""

import re
from collections.abc import Iterable, Mapping, Sequence

from interview_service.evaluation.models import STRENGTH, Evaluation, Judgement, Span
from shared.relevance.assertions import Assertions
from shared.skills.index import skill_index
from shared.skills.technologies import technology_index

SHARE = re.compile(r"(\d[\d,]*(?:\.\d+)?)\s?(?:%|percent|퍼센트|프로(?![가-힣]))", re.IGNORECASE)
MIN_SHARE = 0.5
"""Minimum share of the weights that must be judged for a total."""


class Known:
    """Checks that a text has no figure or technology that is not in `sources`."""

    def __init__(self, sources: Iterable[str]) -> None:
        self.texts = list(sources)
        self._assertions = Assertions(self.texts, skill_index(), technology_index())
        self._shares = {share for text in self.texts for share in _shares(text)}

    def covers(self, text: str) -> bool:
        """Return whether `text` adds nothing; 300 of something does not support 300%."""
        return _shares(text) <= self._shares and self._assertions.unsupported([text]) is None


def _shares(text: str) -> set[str]:
    return {found[1].replace(",", "") for found in SHARE.finditer(text)}


def totalled(dimensions: Sequence[Judgement], weights: Mapping[str, float]) -> tuple[float | None, float]:
    """Return the weighted mean of the levels, if enough are known, and the share of the weights that is known."""
    weighed = [(one.level, weights.get(one.name, 1.0)) for one in dimensions]
    known = sum(weight for level, weight in weighed if level is not None)
    share = known / sum(weight for _, weight in weighed)
    total = sum(level * weight for level, weight in weighed if level is not None) / known if known else None
    return (round(total, 2) if total is not None and share >= MIN_SHARE else None), round(share, 2)


def checked(evaluation: Evaluation, text: str) -> Evaluation:
    """Return the evaluation without invalid spans and without praise that cites none."""
    return evaluation.model_copy(
        update={
            "dimensions": [_proved(one, text) for one in evaluation.dimensions],
            "points": [
                one.model_copy(
                    update={
                        "spans": (spans := _standing(one.spans, text)),
                        "state": None if one.state in ("covered", "partly") and not spans else one.state,
                    }
                )
                for one in evaluation.points
            ],
            "contradictions": [
                one for one in evaluation.contradictions if text[one.span.start : one.span.end] == one.said
            ],
        }
    )


def _proved(judgement: Judgement, text: str) -> Judgement:
    spans = _standing(judgement.spans, text)
    praised = judgement.level is not None and judgement.level >= STRENGTH and not spans
    return judgement.model_copy(update={"spans": spans, "level": None if praised else judgement.level})


def _standing(spans: Sequence[Span], text: str) -> list[Span]:
    found = [one for one in spans if 0 <= one.start < one.end <= len(text) and text[one.start : one.end].strip()]
    return sorted({(one.start, one.end): one for one in found}.values(), key=lambda one: (one.start, one.end))
