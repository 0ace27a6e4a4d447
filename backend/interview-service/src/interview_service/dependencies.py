"""What the endpoints of interview-service are given."""

from typing import Annotated, cast
from uuid import UUID

from fastapi import Depends, Path, Request

from interview_service.answers.errors import AnswerNotFound
from interview_service.answers.service import AnswerService
from interview_service.questions.errors import QuestionSetNotFound
from interview_service.reports.service import ReportService
from interview_service.resources import InterviewResources, QuestionService
from interview_service.sessions.errors import SessionNotFound
from interview_service.sessions.service import SessionService
from interview_service.weaknesses.service import WeaknessService
from shared.web.runs import thing_id


async def everything(request: Request) -> InterviewResources:
    """What the lifespan of this process opened."""
    return cast("InterviewResources", request.state.resources)


async def question_service(request: Request) -> QuestionService:
    """The questions of this process."""
    return (await everything(request)).questions


async def session_service(request: Request) -> SessionService:
    """The sessions of this process."""
    return (await everything(request)).sessions


async def answer_service(request: Request) -> AnswerService:
    """The answers of this process."""
    return (await everything(request)).answers


async def report_service(request: Request) -> ReportService:
    """The reports of this process."""
    return (await everything(request)).reports


async def weakness_service(request: Request) -> WeaknessService:
    """The weak questions of this process."""
    return (await everything(request)).weaknesses


async def set_id(set_id: Annotated[str, Path(description="Id of a question set.")]) -> UUID:
    """The id in the path; what cannot be an id names no set."""
    return thing_id(set_id, QuestionSetNotFound)


async def session_id(session_id: Annotated[str, Path(description="Id of a session.")]) -> UUID:
    """The id in the path; what cannot be an id names no session."""
    return thing_id(session_id, SessionNotFound)


async def answer_id(answer_id: Annotated[str, Path(description="Id of an answer.")]) -> UUID:
    """The id in the path; what cannot be an id names no answer."""
    return thing_id(answer_id, AnswerNotFound)


Everything = Annotated[InterviewResources, Depends(everything)]
Questions = Annotated[QuestionService, Depends(question_service)]
Sessions = Annotated[SessionService, Depends(session_service)]
SetId = Annotated[UUID, Depends(set_id)]
SessionId = Annotated[UUID, Depends(session_id)]
Answers = Annotated[AnswerService, Depends(answer_service)]
AnswerId = Annotated[UUID, Depends(answer_id)]
Reports = Annotated[ReportService, Depends(report_service)]
Weaknesses = Annotated[WeaknessService, Depends(weakness_service)]
