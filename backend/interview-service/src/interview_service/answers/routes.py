"""HTTP endpoints for answers. Endpoints translate HTTP and contain no business logic."""

from fastapi import APIRouter, Response, status

from interview_service.answers.errors import AnswerNotFound, QuestionNotCurrent, SessionOver
from interview_service.answers.schemas import AnsweredOut, AnswerIn, AnswerList, AnswerOut
from interview_service.dependencies import AnswerId, Answers, SessionId
from interview_service.sessions.errors import SessionNotFound, WrongSessionState
from shared.core.clock import utc_now
from shared.core.errors import BadRequest, ContentTooLarge, Unprocessable, UnsupportedMediaType
from shared.resumes.errors import ResumeServiceUnavailable
from shared.web.documentation.openapi import link
from shared.web.identity.auth import Generator, Reader
from shared.web.problems import responses
from shared.web.routing import JsonRoute
from shared.web.runs import NewThing

PREFIX = "/api/v1/interview"
LINKS = {
    "get_answer": link("get_answer", session_id="/session_id", answer_id="/id"),
    "get_session": link("get_session", session_id="/session_id"),
}

router = APIRouter(prefix=PREFIX, route_class=JsonRoute, tags=["practice"])


@router.post(
    "/sessions/{session_id}/answers",
    status_code=status.HTTP_201_CREATED,
    responses={
        201: {"links": LINKS},
        **responses(
            BadRequest,
            SessionNotFound,
            SessionOver,
            WrongSessionState,
            QuestionNotCurrent,
            ContentTooLarge,
            UnsupportedMediaType,
            Unprocessable,
        ),
    },
)
async def create_answer(
    session_id: SessionId, body: AnswerIn, caller: Generator, answers: Answers, making: NewThing, response: Response
) -> AnsweredOut:
    """Answer or skip the current question; the session moves on to the next one.

    In practice mode the response includes the evaluation. Of several concurrent answers, one is accepted and the others
    get a 409. Every attempt is kept.
    """
    shown, session = await answers.create(caller, session_id, body, making)
    response.headers["Location"] = f"{PREFIX}/sessions/{session_id}/answers/{shown.answer.id}"
    return AnsweredOut.after(shown, session, utc_now())


@router.get("/sessions/{session_id}/answers", responses=responses(SessionNotFound, ResumeServiceUnavailable))
async def list_answers(session_id: SessionId, caller: Reader, answers: Answers) -> AnswerList:
    """List the answers of a session, including every attempt, in order."""
    return AnswerList(items=[AnswerOut.of(one) for one in await answers.of_session(caller, session_id)])


@router.get(
    "/sessions/{session_id}/answers/{answer_id}",
    responses=responses(SessionNotFound, AnswerNotFound, ResumeServiceUnavailable),
)
async def get_answer(session_id: SessionId, answer_id: AnswerId, caller: Reader, answers: Answers) -> AnswerOut:
    """Return one answer."""
    return AnswerOut.of(await answers.one(caller, session_id, answer_id))
