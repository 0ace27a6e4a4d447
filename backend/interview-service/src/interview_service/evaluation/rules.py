"""Rule-based evaluation. What the rules cannot judge is left open instead of guessed."""

import asyncio
from time import perf_counter

from interview_service.evaluation.checking import checked
from interview_service.evaluation.contradictions import contradictions
from interview_service.evaluation.improving import improved
from interview_service.evaluation.judging import Heard, judged
from interview_service.evaluation.models import Evaluation, Judgement, Subject
from interview_service.evaluation.points import points_found
from interview_service.evaluation.reading import Reader
from interview_service.evaluation.rubric import rubric_of, rubric_version
from shared.runs.generation import Generation

MIN_SHARE = 0.5
"""Minimum share of the weights that must be judged for a total."""


class RuleBasedEvaluator:
    """Evaluates answers by the rubric. The same answer always gets the same levels."""

    @property
    def version(self) -> str:
        """Version of the rubric and the rules."""
        return rubric_version()

    def evaluate(self, subject: Subject) -> Evaluation:
        """Return the evaluation of an answer."""
        started = perf_counter()
        draft, language = subject.question.draft, subject.language
        rubric = rubric_of(subject)
        reading = Reader(subject).read(subject.text)
        points = points_found(draft.what_good_answers_cover, reading)
        dimensions: list[Judgement] = []
        for dimension in rubric.dimensions:
            found = judged(Heard(reading, points, language, dimension))
            dimensions.append(
                Judgement(
                    name=dimension.name,
                    level=found.level,
                    why=found.why,
                    spans=list(found.spans),
                    to_next_level=dimension.next_anchor(found.level, language),
                )
            )
        evaluation = checked(
            Evaluation(
                dimensions=dimensions,
                total=None,
                points=points,
                contradictions=contradictions(subject, reading),
                improved_answer=improved(reading, rubric, points, language),
                follow_up=None,
                confidence=0,
                rubric_version=self.version,
                generation=Generation.by_rules(self.version, 0),
            ),
            subject.text,
        )
        return _summed(evaluation, dict(subject.weights), round((perf_counter() - started) * 1000))


class RulesInThread:
    """Runs the evaluator in a thread, so that neither it nor loading the data blocks other requests."""

    def __init__(self) -> None:
        self._rules = RuleBasedEvaluator()

    async def evaluate(self, subject: Subject) -> Evaluation:
        """Return the evaluation of an answer."""
        return await asyncio.to_thread(self._rules.evaluate, subject)


def _summed(evaluation: Evaluation, weights: dict[str, float], elapsed: int) -> Evaluation:
    """Return the evaluation with its total, after removing what could not be verified."""
    weighed = [(one.level, weights.get(one.name, 1.0)) for one in evaluation.dimensions]
    known = sum(weight for level, weight in weighed if level is not None)
    share = known / sum(weight for _, weight in weighed)
    total = sum(level * weight for level, weight in weighed if level is not None) / known if known else None
    return evaluation.model_copy(
        update={
            "total": round(total, 2) if total is not None and share >= MIN_SHARE else None,
            "confidence": round(share, 2),
            "generation": Generation.by_rules(evaluation.rubric_version, elapsed),
        }
    )
