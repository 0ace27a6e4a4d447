"""The interface of evaluators, by rules or by a model."""

from collections.abc import AsyncGenerator, Sequence
from typing import Protocol

from interview_service.evaluation.models import Evaluation, Judgement, Subject
from shared.runs.account import Account
from shared.runs.generation import Generation
from shared.runs.models import Material


class Evaluating(Protocol):
    """One evaluation in progress."""

    def judgements(self) -> AsyncGenerator[Judgement]:
        """Yield the judgement of each dimension. Raises `AppError` if evaluation is unavailable for now."""
        ...

    def whole(self, judgements: Sequence[Judgement], generation: Generation) -> Evaluation:
        """Return the evaluation, with verified places."""
        ...


class Evaluator(Protocol):
    """Evaluates answers."""

    @property
    def version(self) -> str:
        """Version of the prompts, or of the rules and their data."""
        ...

    def begin(self, subject: Subject, material: Material, account: Account) -> Evaluating:
        """Prepare an evaluation; it runs when its judgements are requested."""
        ...
