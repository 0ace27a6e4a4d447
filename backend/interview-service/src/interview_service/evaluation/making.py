"""What an evaluator gives while an evaluation is being made."""

from collections.abc import AsyncGenerator, Sequence
from typing import Protocol

from interview_service.evaluation.models import Evaluation, Judgement, Subject
from shared.runs.account import Account
from shared.runs.generation import Generation
from shared.runs.models import Material


class Evaluating(Protocol):
    """One evaluation while it is being made."""

    def judgements(self) -> AsyncGenerator[Judgement]:
        """One for each dimension, as they are made. Raises `AppError` when there is none for now."""
        ...

    def whole(self, judgements: Sequence[Judgement], generation: Generation) -> Evaluation:
        """The evaluation that they make; its places are checked."""
        ...


class Evaluator(Protocol):
    """Evaluates answers. `version` is that of its prompts, or of its data."""

    @property
    def version(self) -> str:
        """The version of the prompts, or of the data the rules work with."""
        ...

    def begin(self, subject: Subject, material: Material, account: Account) -> Evaluating:
        """An evaluation that nothing has been asked for yet."""
        ...
