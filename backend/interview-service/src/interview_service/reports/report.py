"""Builds the report of a session."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from interview_service.answers.models import Answer, Scored
from interview_service.evaluation.models import MAX_LEVEL, STRENGTH, Dimension, Evaluation, Span
from interview_service.evaluation.rubric import DimensionData, rubrics
from interview_service.reports.means import DIMENSIONS, count, levels_of, mean, moved
from interview_service.reports.models import (
    Answered,
    AnswerPart,
    Before,
    DimensionMean,
    Followed,
    Report,
    Step,
    TopicMean,
)
from interview_service.sessions.models import FollowUp, Planned, Session
from shared.claims.clauses import sentences
from shared.resumes.document import Language

MAX_STEPS, MAX_QUOTES = 3, 3


class ReportOf:
    """Builds the report of a session from its newest answers and those of the previous session."""

    def __init__(self, session: Session, answers: Sequence[Answer], before: Sequence[Scored]) -> None:
        self._session = session
        self._said = {one.question_id for one in answers if not one.skipped}
        # Later attempts overwrite earlier ones.
        self._newest = {one.question_id: one for one in answers if one.evaluation is not None}
        self._before = before
        self._judged = [
            (planned, answer, answer.evaluation)
            for planned in session.questions
            if (answer := self._newest.get(planned.id)) is not None and answer.evaluation is not None
        ]

    def made(self, now: datetime) -> Report:
        """Return the report at the time `now`."""
        session = self._session
        ranked = sorted(
            (one for one in self._judged if one[2].total is not None), key=lambda one: one[2].total or 0, reverse=True
        )
        return Report(
            session_id=str(session.id),
            resume_id=str(session.resume_id),
            state=session.state,
            mode=session.mode,
            persona=session.persona,
            language=session.language,
            minutes=session.minutes,
            ran_seconds=round(session.timer.ran(now).total_seconds(), 3),
            answered=len(self._judged),
            skipped=sum(one.attempts > 0 and one.id not in self._said for one in session.questions),
            open=sum(not one.attempts for one in session.questions),
            not_evaluated=len(self._said - self._newest.keys()),
            total=self._total(),
            before=self._since(),
            dimensions=[self._dimension(name) for name in DIMENSIONS if self._levels(name)],
            competences=self._competences(),
            best=_part(*ranked[0], best=True) if ranked else None,
            weakest=_part(*ranked[-1], best=False) if len(ranked) > 1 else None,
            first_steps=self._steps(),
            contradictions=[one for _, _, found in self._judged for one in found.contradictions],
            answers=[self._answered(one) for one in session.questions if one.attempts],
            created_at=session.created_at,
        )

    def _total(self) -> float | None:
        return mean(found.total for _, _, found in self._judged)

    def _since(self) -> Before | None:
        if not self._before:
            return None
        total = mean(one.total for one in self._before)
        return Before(
            session_id=str(self._before[0].session_id),
            at=min(one.created_at for one in self._before),
            total=total,
            change=moved(self._total(), total),
        )

    def _levels(self, name: Dimension) -> list[int | None]:
        return [one.level for _, _, found in self._judged for one in found.dimensions if one.name == name]

    def _dimension(self, name: Dimension) -> DimensionMean:
        levels = self._levels(name)
        before = mean(levels_of(self._before, name))
        return DimensionMean(
            name=name,
            label=label_of(name, self._session.language),
            mean=mean(levels),
            answers=count(levels),
            before=before,
            change=moved(mean(levels), before),
        )

    def _competences(self) -> list[TopicMean]:
        topics = dict.fromkeys(topic for planned, _, _ in self._judged for topic in planned.question.draft.topics)
        return [
            TopicMean(topic=topic, mean=mean(totals), answers=count(totals))
            for topic in topics
            if (totals := [one[2].total for one in self._judged if topic in one[0].question.draft.topics])
        ]

    def _steps(self) -> list[Step]:
        weak: list[tuple[float, Dimension]] = []
        for name in DIMENSIONS:
            level = mean(self._levels(name))
            if level is not None and level < MAX_LEVEL:
                weak.append((level, name))
        weak.sort(key=lambda one: one[0])
        shown: set[UUID] = set()
        return [self._step(name, level, shown) for level, name in weak[:MAX_STEPS]]

    def _step(self, name: Dimension, level: float, shown: set[UUID]) -> Step:
        """Return a step, and add its question to those `shown`: of equally weak answers, each step is about another."""
        judged = [
            (one.level, planned, found)
            for planned, _, found in self._judged
            for one in found.dimensions
            if one.name == name and one.level is not None
        ]
        lowest, planned, found = min(judged, key=lambda one: (one[0], one[1].id in shown))
        shown.add(planned.id)
        # To tell a story "only as the team's work" is one level up from not telling it, and no advice.
        anchor = _data(planned, name).anchor(max(lowest + 1, STRENGTH), self._session.language)
        return Step(
            dimension=name,
            label=label_of(name, self._session.language),
            mean=level,
            to_next_level=anchor,
            question=planned.question.draft.question,
            missing=[one for one in found.points if one.state == "missing"] if name == "content" else [],
        )

    def _answered(self, planned: Planned) -> Answered:
        answer = self._newest.get(planned.id)
        return Answered(
            question_id=str(planned.id),
            question=planned.question.draft.question,
            type=planned.question.draft.type,
            attempts=planned.attempts,
            skipped=planned.id not in self._said,
            total=answer.evaluation.total if answer is not None and answer.evaluation is not None else None,
            follow_up=_followed(planned.follow_up) if planned.follow_up is not None else None,
        )


def label_of(name: Dimension, language: Language) -> str:
    """Return the label of a dimension."""
    found = (one for rubric in rubrics().values() for one in rubric.dimensions if one.name == name)
    return next(found).label[language]


def _data(planned: Planned, name: Dimension) -> DimensionData:
    return next(one for one in rubrics()[planned.question.draft.type].dimensions if one.name == name)


def _followed(follow_up: FollowUp) -> Followed:
    return Followed(question_id=str(follow_up.to), kind=follow_up.kind, depth=follow_up.depth, quote=follow_up.quote)


def _part(planned: Planned, answer: Answer, found: Evaluation, *, best: bool) -> AnswerPart:
    judged = sorted((one for one in found.dimensions if one.level is not None), key=lambda one: one.level or 0)
    return AnswerPart(
        answer_id=str(answer.id),
        question_id=str(planned.id),
        question=planned.question.draft.question,
        total=found.total,
        why=judged[-1 if best else 0].why if judged else None,
        quotes=_sentences(answer.text or "", [one.spans[0] for one in reversed(judged) if one.spans]),
    )


def _sentences(text: str, spans: Sequence[Span]) -> list[str]:
    """Return the sentences that begin where the spans are: a judgement may rest on a word, which says nothing alone."""
    found = list(sentences(text))
    around = {
        one.start: next((at for at in found if at[0] <= one.start < at[1]), (one.start, one.end)) for one in spans
    }
    return list(dict.fromkeys(text[start:end] for start, end in around.values()))[:MAX_QUOTES]
