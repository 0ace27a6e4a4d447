"""Dependencies of the endpoints of interview-service."""

from typing import Annotated, cast
from uuid import UUID

from fastapi import Depends, Path, Request

from interview_service.answers import background
from interview_service.answers.errors import AnswerNotFound
from interview_service.answers.service import AnswerService
from interview_service.questions.errors import QuestionSetNotFound
from interview_service.reports.service import ReportService
from interview_service.resources import InterviewResources, QuestionKind, QuestionService
from interview_service.sessions.errors import SessionNotFound
from interview_service.sessions.service import SessionService
from interview_service.weaknesses.service import WeaknessService
from shared.jobs.service import JobService
from shared.web.runs import thing_id


async def everything(request: Request) -> InterviewResources:
    """Return the resources that the lifespan opened."""
    return cast("InterviewResources", request.state.resources)


async def question_service(request: Request) -> QuestionService:
    """Return the question service."""
    return (await everything(request)).questions


async def job_service(request: Request) -> JobService:
    """Return the jobs."""
    return (await everything(request)).jobs


async def question_jobs(request: Request) -> QuestionKind:
    """Return the kind of job that makes question sets."""
    return (await everything(request)).question_jobs


async def evaluation_jobs(request: Request) -> background.EvaluationJobs:
    """Return the acceptance of evaluations as jobs."""
    return (await everything(request)).evaluation_jobs


async def session_service(request: Request) -> SessionService:
    """Return the session service."""
    return (await everything(request)).sessions


async def answer_service(request: Request) -> AnswerService:
    """Return the answer service."""
    return (await everything(request)).answers


async def report_service(request: Request) -> ReportService:
    """Return the report service."""
    return (await everything(request)).reports


async def weakness_service(request: Request) -> WeaknessService:
    """The weak questions of this process."""
    return (await everything(request)).weaknesses


async def set_id(set_id: Annotated[str, Path(description="Id of a question set.")]) -> UUID:
    """Return the id in the path; raises `QuestionSetNotFound` if it is malformed."""
    return thing_id(set_id, QuestionSetNotFound)


async def session_id(session_id: Annotated[str, Path(description="Id of a session.")]) -> UUID:
    """Return the id in the path; raises `SessionNotFound` if it is malformed."""
    return thing_id(session_id, SessionNotFound)


async def answer_id(answer_id: Annotated[str, Path(description="Id of an answer.")]) -> UUID:
    """Return the id in the path; raises `AnswerNotFound` if it is malformed."""
    return thing_id(answer_id, AnswerNotFound)


Everything = Annotated[InterviewResources, Depends(everything)]
Questions = Annotated[QuestionService, Depends(question_service)]
Jobs = Annotated[JobService, Depends(job_service)]
QuestionJobs = Annotated[QuestionKind, Depends(question_jobs)]
EvaluationJobs = Annotated[background.EvaluationJobs, Depends(evaluation_jobs)]
Sessions = Annotated[SessionService, Depends(session_service)]
SetId = Annotated[UUID, Depends(set_id)]
SessionId = Annotated[UUID, Depends(session_id)]
Answers = Annotated[AnswerService, Depends(answer_service)]
AnswerId = Annotated[UUID, Depends(answer_id)]
Reports = Annotated[ReportService, Depends(report_service)]
Weaknesses = Annotated[WeaknessService, Depends(weakness_service)]
