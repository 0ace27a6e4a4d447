"""The resources that the lifespan of interview-service opens."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from interview_service.answers.background import EvaluationJobs
from interview_service.answers.service import AnswerService
from interview_service.questions.models import Question, QuestionSet
from interview_service.questions.schemas import QuestionsIn
from interview_service.reports.service import ReportService
from interview_service.sessions.service import SessionService
from interview_service.weaknesses.service import WeaknessService
from shared.core.lazy import Lazy
from shared.database.idempotency import IdempotencyStore
from shared.jobs.belongings import Belongings
from shared.jobs.service import JobService
from shared.jobs.work import Kind
from shared.runs.kept import KeptService
from shared.runs.service import MadeService
from shared.telemetry.llm import Models

QuestionService = MadeService[QuestionsIn, Question, QuestionSet]
QuestionKind = Kind[QuestionsIn, Question, QuestionSet]


@dataclass(frozen=True)
class InterviewResources(Belongings):
    """The services, and what all endpoints share."""

    questions: QuestionService
    sessions: SessionService
    answers: AnswerService
    reports: ReportService
    weaknesses: WeaknessService
    question_jobs: QuestionKind
    evaluation_jobs: EvaluationJobs
    jobs: JobService
    idempotency: IdempotencyStore
    models: Models
    checks: Mapping[str, Callable[[], Awaitable[None]]]
    slow: Sequence[Lazy[Any]]

    @property
    def kept(self) -> Sequence[KeptService[Any]]:
        """The services that store something made from a résumé."""
        return (self.questions, self.sessions, self.answers)
