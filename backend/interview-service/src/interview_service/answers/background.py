"""Evaluations in the background: a job names the answer, and a worker evaluates it as a request would."""

from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from uuid import UUID

from interview_service.answers.errors import AnswerNotFound
from interview_service.answers.models import Answered
from interview_service.answers.orders import Evaluations
from interview_service.answers.schemas import AnswerIn
from interview_service.answers.service import AnswerService
from interview_service.evaluation.models import Judgement
from shared.core.errors import AppError
from shared.core.identity import Identity
from shared.core.ids import NewResource
from shared.database.quotas import QuotaExceeded
from shared.jobs.models import Job, Target
from shared.jobs.service import JobService
from shared.jobs.work import Kind
from shared.runs.models import Completed, Event, Failed, Order, Part, ResumeSource


@dataclass(frozen=True, slots=True)
class Evaluate:
    """The order of a job: the answer to evaluate. Its text stays with the answer."""

    session_id: UUID
    answer_id: UUID


class EvaluationRuns:
    """The runs of such jobs. Judgements in an unfinished mock interview are made and not delivered."""

    def __init__(self, answers: AnswerService, evaluations: Evaluations) -> None:
        self._answers = answers
        self._evaluations = evaluations

    async def events(
        self, order: Order[Evaluate], resumes: ResumeSource, kept: Sequence[Judgement] = ()
    ) -> AsyncGenerator[Event[Judgement, Answered]]:
        """Yield the events of an evaluation; the last one is `Completed` or `Failed`."""
        try:
            given = await self._answers.order(order.owner_id, order.body.session_id, order.body.answer_id)
        except AppError as error:
            yield Failed(error)
            return
        # Decided once: parts are numbered, and an interview that ends meanwhile would begin with a later one.
        shows = given.body.session.shows_evaluations
        async with aclosing(self._evaluations.events(given, resumes, kept)) as events:
            async for event in events:
                if isinstance(event, Completed):
                    answered = await self._answers.find(order.owner_id, event.value.id)
                    yield Completed(answered) if answered is not None else Failed(AnswerNotFound())
                elif isinstance(event, Part):
                    if shows:
                        yield Part(event.number, event.value)
                else:
                    yield event


EvaluationKind = Kind[Evaluate, Judgement, Answered]


class EvaluationJobs:
    """Accepts evaluations as jobs. What needs no evaluation is answered at once."""

    def __init__(self, answers: AnswerService, jobs: JobService, kind: EvaluationKind) -> None:
        self._answers = answers
        self._jobs = jobs
        self._kind = kind

    async def answer(
        self, caller: Identity, session_id: UUID, body: AnswerIn, new: NewResource, callback_url: str | None
    ) -> Job | Answered:
        """Store an answer and return the job that evaluates it, or the answer: of a skip, or without quota.

        Raises what `AnswerService.create` and `JobService.create` raise: before the answer is stored, or with its
        `answer_id`.
        """
        if body.skip:
            return await self._answers.create(caller, session_id, body, new)
        try:
            await self._jobs.check(self._kind, caller, callback_url)
        except QuotaExceeded:
            return await self._answers.create(caller, session_id, body, new)
        kept = await self._answers.keep(caller, session_id, body, new)
        try:
            job = await self._create(caller, kept.answer.resume_id, session_id, kept.answer.id, new, callback_url)
        except AppError as error:
            raise await self._answers.failure(caller, kept.answer, error) from error
        await self._answers.word(caller, kept)
        return job

    async def evaluate(
        self, caller: Identity, session_id: UUID, answer_id: UUID, new: NewResource, callback_url: str | None
    ) -> Job | Answered:
        """Return the job that evaluates an answer, or the answer if it is evaluated.

        Raises what `AnswerService.evaluate` and `JobService.create` raise.
        """
        answer, _ = await self._answers.evaluable(caller, session_id, answer_id)
        if answer.evaluation is not None:
            return await self._answers.evaluate(caller, session_id, answer_id)
        return await self._create(caller, answer.resume_id, session_id, answer_id, new, callback_url)

    async def _create(
        self,
        caller: Identity,
        resume_id: UUID,
        session_id: UUID,
        answer_id: UUID,
        new: NewResource,
        callback_url: str | None,
    ) -> Job:
        order = Evaluate(session_id, answer_id)
        target = Target(answer_id, f"sessions/{session_id}/answers/{answer_id}")
        return await self._jobs.create(self._kind, caller, f"{resume_id}", order, new, callback_url, target)
