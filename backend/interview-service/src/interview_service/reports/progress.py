"""Computes practice progress over all sessions of a résumé."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from interview_service.answers.models import Answer, Scored
from interview_service.evaluation.models import MAX_LEVEL, Dimension
from interview_service.reports.means import DIMENSIONS, count, grouped, levels_of, mean, moved
from interview_service.reports.models import (
    DimensionProgress,
    Progress,
    SessionPoint,
    Shows,
    TopicMean,
    TypeMean,
    Weakness,
)

MAX_WEAKEST, MAX_EVIDENCE, MAX_QUOTES = 2, 2, 3
MAX_SAID = 300
"""Characters of an answer that are shown."""

MAX_POINTS = 50
"""Maximum number of sessions on the timeline."""

MAX_TOPICS = 20


Weakest = Sequence[tuple[Dimension, float, Sequence[Scored]]]
"""Weak dimensions with their means and weakest answers."""


def progress_of(resume_id: UUID, counted: Sequence[Scored], weakest: Weakest, shown: Mapping[UUID, Answer]) -> Progress:
    """Return the progress that the newest attempts `counted` show, newest first.

    `weakest` is what `weakest_of` found in them; `shown` has the answers that it names.
    """
    sessions = grouped(counted, lambda one: (one.session,))
    topics = [
        TopicMean(topic=topic, mean=mean(one.total for one in group), answers=count(one.total for one in group))
        for topic, group in grouped(counted, lambda one: one.topics).items()
    ]
    return Progress(
        resume_id=str(resume_id),
        sessions=len(sessions),
        answers=len(counted),
        total=mean(one.total for one in counted),
        dimensions=[
            _dimension(name, counted, list(sessions.values())) for name in DIMENSIONS if levels_of(counted, name)
        ],
        types=[
            TypeMean(type=kind, mean=mean(one.total for one in group), answers=count(one.total for one in group))
            for kind, group in grouped(counted, lambda one: (one.type,)).items()
        ],
        competences=sorted(topics, key=lambda one: one.mean if one.mean is not None else MAX_LEVEL)[:MAX_TOPICS],
        over_time=[
            SessionPoint(
                session_id=str(group[0].session_id),
                at=group[-1].created_at,
                total=mean(one.total for one in group),
                answers=len(group),
            )
            for group in list(sessions.values())[:MAX_POINTS]
        ][::-1],
        weakest=[_weakness(name, level, group, shown) for name, level, group in weakest],
    )


def weakest_of(counted: Sequence[Scored]) -> list[tuple[Dimension, float, list[Scored]]]:
    """Return the weakest dimensions with their means and weakest answers, lowest level first, then newest."""
    means: list[tuple[float, Dimension]] = []
    for name in DIMENSIONS:
        level = mean(levels_of(counted, name))
        if level is not None:
            means.append((level, name))
    found: list[tuple[Dimension, float, list[Scored]]] = []
    for level, name in sorted(means, key=lambda one: one[0])[:MAX_WEAKEST]:
        judged = [(known, one) for one in counted if (known := one.levels.get(name)) is not None]
        # The sort is stable, so among equal levels the newest comes first.
        judged.sort(key=lambda one: one[0])
        found.append((name, level, [one for _, one in judged[:MAX_EVIDENCE]]))
    return found


def quotes_of(answer: Answer, dimension: Dimension) -> list[str]:
    """Return the parts of the answer that a judgement cites."""
    if answer.evaluation is None or answer.text is None:
        return []
    spans = [span for one in answer.evaluation.dimensions if one.name == dimension for span in one.spans]
    return [answer.text[span.start : span.end] for span in spans[:MAX_QUOTES]]


def _dimension(name: Dimension, counted: Sequence[Scored], sessions: Sequence[Sequence[Scored]]) -> DimensionProgress:
    known = (level for group in sessions if (level := mean(levels_of(group, name))) is not None)
    latest, before = next(known, None), next(known, None)
    levels = levels_of(counted, name)
    return DimensionProgress(
        name=name,
        mean=mean(levels),
        answers=count(levels),
        latest=latest,
        change=moved(latest, before),
    )


def _weakness(name: Dimension, level: float, group: Sequence[Scored], shown: Mapping[UUID, Answer]) -> Weakness:
    return Weakness(name=name, mean=level, evidence=[_shows(name, one, shown) for one in group if one.id in shown])


def _shows(name: Dimension, scored: Scored, shown: Mapping[UUID, Answer]) -> Shows:
    answer = shown[scored.id]
    judged = answer.evaluation.dimensions if answer.evaluation is not None else []
    return Shows(
        session_id=str(scored.session_id),
        answer_id=str(scored.id),
        question_id=str(scored.question_id),
        level=scored.levels[name] or 1,
        why=next((one.why for one in judged if one.name == name), ""),
        quotes=quotes_of(answer, name),
        said=(answer.text or "")[:MAX_SAID],
    )
