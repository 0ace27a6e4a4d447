"""Orders of evaluations, and where their results are stored: with the answers."""

from collections.abc import AsyncGenerator, Sequence
from dataclasses import dataclass
from typing import Protocol
from uuid import UUID

from interview_service.answers.crud import AnswerCrud
from interview_service.answers.models import Answer
from interview_service.evaluation.models import Judgement, Subject
from interview_service.sessions.models import Session
from interview_service.sessions.planning import personas
from shared.resumes.document import Language
from shared.runs.models import Event, Material, Order, ResumeSource


@dataclass(frozen=True, slots=True)
class Given:
    """The order of an evaluation: an answer of a session."""

    answer: Answer
    session: Session
    before: Sequence[str] = ()
    """The answers that the question follows."""

    def subject(self, material: Material) -> Subject:
        """Return the answer with everything the evaluation needs."""
        planned = self.session.planned(self.answer.question_id)
        assert planned is not None
        assert self.answer.text is not None
        weights = tuple(personas()[self.session.persona].weights.items())
        language: Language = self.session.language
        return Subject(
            planned.question,
            self.answer.text,
            language,
            material.resume,
            weights,
            planned.follow_up is not None,
            (*self.session.began_with(planned.id), *self.before),
        )


class Evaluations(Protocol):
    """Evaluates answers, as the engine does."""

    async def make(self, order: Order[Given], resumes: ResumeSource) -> Answer:
        """Return the evaluated answer; raises `AppError`."""
        ...

    def events(self, order: Order[Given], resumes: ResumeSource) -> AsyncGenerator[Event[Judgement, Answer]]:
        """Yield the events of the evaluation; the last one is `Completed` or `Failed`."""
        ...


class EvaluatedAnswers:
    """Stores evaluations with their answers. An answer without one does not count as stored."""

    def __init__(self, crud: AnswerCrud) -> None:
        self._crud = crud

    async def find(self, owner_id: str, thing_id: UUID) -> Answer | None:
        """Return the owner's answer if it has an evaluation."""
        found = await self._crud.find(owner_id, thing_id)
        return found if found is not None and found.evaluation is not None else None

    async def insert(self, made: Answer) -> bool:
        """Store the evaluation of an answer. Return false if it already has one or is gone."""
        assert made.evaluation is not None
        return await self._crud.evaluate(made.owner_id, made.id, made.evaluation)
