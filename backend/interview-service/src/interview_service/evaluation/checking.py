"""Checks for every evaluation: its spans exist, and praise cites at least one span."""

from collections.abc import Sequence

from interview_service.evaluation.models import STRENGTH, Evaluation, Judgement, Span


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
