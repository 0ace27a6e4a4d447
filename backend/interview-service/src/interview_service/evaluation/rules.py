"""Rule-based evaluation. What the rules cannot judge is left open instead of guessed."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from time import perf_counter

from interview_service.evaluation.checking import checked, totalled
from interview_service.evaluation.contradictions import contradictions
from interview_service.evaluation.improving import improved
from interview_service.evaluation.judging import Heard, judged
from interview_service.evaluation.models import Evaluation, Judgement, Subject
from interview_service.evaluation.points import points_found
from interview_service.evaluation.rubric import rubric_of, rubric_version
from interview_service.evaluation.sentences.reading import Reader, Reading
from shared.runs.account import Account
from shared.runs.generation import Generation
from shared.runs.models import Material


class RuleBasedEvaluator:
    """Evaluates answers by the rubric. The same answer always gets the same levels."""

    @property
    def version(self) -> str:
        """Version of the rubric and the rules."""
        return rubric_version()

    def begin(self, subject: Subject, material: Material, account: Account) -> "RulesEvaluating":  # noqa: ARG002
        """Prepare an evaluation; it runs when its judgements are requested."""
        return RulesEvaluating(self, subject)

    def evaluate(self, subject: Subject, reading: Reading | None = None) -> Evaluation:
        """Return the evaluation of an answer; `reading` saves reading it again."""
        started = perf_counter()
        draft, language = subject.question.draft, subject.language
        rubric = rubric_of(subject)
        reading = reading or Reader(subject).read(subject.text)
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


class RulesEvaluating:
    """One evaluation by rules, in a thread, so that neither it nor loading the data blocks other requests."""

    def __init__(self, rules: RuleBasedEvaluator, subject: Subject) -> None:
        self._rules = rules
        self._subject = subject
        self._made: Evaluation | None = None

    async def judgements(self) -> AsyncGenerator[Judgement]:
        """Yield the judgement of each dimension."""
        made = self._made = await asyncio.to_thread(self._rules.evaluate, self._subject)
        for one in made.dimensions:
            yield one

    def whole(self, judgements: Sequence[Judgement], generation: Generation) -> Evaluation:
        """Return the evaluation."""
        assert self._made is not None
        return self._made.model_copy(update={"dimensions": list(judgements), "generation": generation})


def _summed(evaluation: Evaluation, weights: dict[str, float], elapsed: int) -> Evaluation:
    """Return the evaluation with its total, after removing what could not be verified."""
    total, share = totalled(evaluation.dimensions, weights)
    return evaluation.model_copy(
        update={
            "total": total,
            "confidence": share,
            "generation": Generation.by_rules(evaluation.rubric_version, elapsed),
        }
    )
