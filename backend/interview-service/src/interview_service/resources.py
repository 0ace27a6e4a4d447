"""The resources that the lifespan of interview-service opens."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from interview_service.answers.service import AnswerService
from interview_service.questions.models import Question, QuestionSet
from interview_service.questions.schemas import QuestionsIn
from interview_service.reports.service import ReportService
from interview_service.sessions.service import SessionService
from interview_service.weaknesses.service import WeaknessService
from shared.core.identity import Identity
from shared.core.lazy import Lazy
from shared.database.idempotency import IdempotencyStore
from shared.jobs.service import JobService
from shared.runs.kept import KeptService
from shared.runs.service import MadeService
from shared.telemetry.llm import Models

QuestionService = MadeService[QuestionsIn, Question, QuestionSet]
QuestionJobs = JobService[QuestionsIn, Question, QuestionSet]


@dataclass(frozen=True, slots=True)
class InterviewResources:
    """The services, and what all endpoints share."""

    questions: QuestionService
    sessions: SessionService
    answers: AnswerService
    reports: ReportService
    weaknesses: WeaknessService
    jobs: QuestionJobs
    idempotency: IdempotencyStore
    models: Models
    checks: Mapping[str, Callable[[], Awaitable[None]]]
    slow: Sequence[Lazy[Any]]

    @property
    def kept(self) -> Sequence[KeptService[Any]]:
        """The services that store something made from a résumé."""
        return (self.questions, self.sessions, self.answers)

    async def holds(self, caller: Identity, thing_id: UUID) -> bool:
        """Return whether the caller owns a resource with this id."""
        for service in self.kept:
            if await service.holds(caller, thing_id):
                return True
        return False

    async def erase(self, resume_id: str) -> None:
        """Delete everything made from a résumé that its owner deleted.

        Raises `ResumeNotErased`, `ResumeServiceUnavailable`.
        """
        # The jobs first: otherwise one could end between, and leave what it made.
        await self.jobs.erase(resume_id)
        for service in self.kept:
            await service.erase(resume_id)
