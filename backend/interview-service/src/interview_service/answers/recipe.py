"""The recipe of evaluations: made from a résumé and an answer, stored with the answer."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import replace

from interview_service.answers.models import Answer
from interview_service.answers.orders import Given
from interview_service.evaluation.making import Evaluator
from interview_service.evaluation.models import Judgement
from interview_service.evaluation.rubric import rubric_of
from shared.core.errors import AppError
from shared.runs.account import Account
from shared.runs.generation import Generation
from shared.runs.models import Material, Run


class EvaluationDraft:
    """One evaluation in progress."""

    def __init__(self, given: Given, material: Material, evaluator: Evaluator) -> None:
        subject = given.subject(material)
        self.wanted = len(rubric_of(subject).dimensions)
        self.account = Account(evaluator.version)
        self._answer = given.answer
        self._making = evaluator.begin(subject, material, self.account)

    async def parts(self, kept: Sequence[Judgement]) -> AsyncGenerator[Judgement]:
        """Yield the judgement of each dimension that is missing beside those `kept`."""
        known = {judgement.name for judgement in kept}
        async with aclosing(self._making.judgements()) as judgements:
            async for judgement in judgements:
                if judgement.name not in known:
                    yield judgement

    def whole(self, parts: Sequence[Judgement], generation: Generation) -> Answer:
        """Return the answer with its evaluation."""
        return replace(self._answer, evaluation=self._making.whole(parts, generation))


class EvaluationRecipe:
    """The recipe of evaluations."""

    work_done: tuple[type[AppError], ...] = ()

    def __init__(self, evaluator: Evaluator) -> None:
        self._evaluator = evaluator

    def check(self, body: Given) -> None:
        """Accept every answer; the service checks them."""

    def job_posting(self, body: Given) -> str | None:  # noqa: ARG002
        """Return `None`: there is no posting."""
        return None

    async def begin(self, run: Run, material: Material, body: Given) -> EvaluationDraft:  # noqa: ARG002
        """Return a draft of the evaluation."""
        return EvaluationDraft(body, material, self._evaluator)
