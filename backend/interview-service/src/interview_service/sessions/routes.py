"""The HTTP face of sessions: each endpoint translates and decides nothing."""

from fastapi import APIRouter, Request, Response, status

from interview_service.dependencies import SessionId, Sessions
from interview_service.questions.errors import (
    AllQuestionsAsked,
    NoGroundedQuestions,
    NothingToAskAbout,
    QuestionSetNotFound,
)
from interview_service.sessions.errors import QuestionNotAnswered, SessionNotFound, WrongSessionState
from interview_service.sessions.schemas import PATCH_EXAMPLE, SessionIn, SessionList, SessionOut, SessionPatch
from shared.core.clock import utc_now
from shared.core.errors import BadRequest, ContentTooLarge, PreconditionFailed, Unprocessable, UnsupportedMediaType
from shared.core.etag import etag
from shared.core.paging import InvalidCursor
from shared.database.quotas import QuotaExceeded
from shared.llm.errors import LlmBudgetExceeded, LlmDeadlineExceeded, LlmUnavailable
from shared.resumes.errors import ResumeNotFound, ResumeServiceUnavailable
from shared.runs.crud import TooLargeToKeep
from shared.web.documentation.openapi import link
from shared.web.identity.auth import Editor, Generator, Reader, Writer
from shared.web.problems import responses
from shared.web.requests.conditional import ExpectedVersion, answer, unchanged
from shared.web.requests.pagination import PageQuery
from shared.web.routing import JsonRoute
from shared.web.runs import NewThing, ResumeId

PREFIX = "/api/v1/interview"
NOT_MODIFIED = {"description": "You have it."}
LINKS = {name: link(name, session_id="/id") for name in ("get_session", "change_session", "delete_session")}
PATCH_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            kind: {"schema": {"$ref": "#/components/schemas/SessionPatch"}, "example": PATCH_EXAMPLE}
            for kind in ("application/json", "application/merge-patch+json")
        },
    }
}

router = APIRouter(prefix=PREFIX, route_class=JsonRoute, tags=["practice"])


@router.post(
    "/{resume_id}/sessions",
    status_code=status.HTTP_201_CREATED,
    responses={
        201: {"links": LINKS},
        **responses(
            BadRequest,
            ResumeNotFound,
            QuestionSetNotFound,
            ContentTooLarge,
            UnsupportedMediaType,
            Unprocessable,
            TooLargeToKeep,
            ResumeServiceUnavailable,
            LlmUnavailable,
            LlmBudgetExceeded,
            QuotaExceeded,
            NoGroundedQuestions,
            AllQuestionsAsked,
            NothingToAskAbout,
            LlmDeadlineExceeded,
        ),
    },
)
async def create_session(
    resume_id: ResumeId,
    caller: Generator,
    sessions: Sessions,
    making: NewThing,
    response: Response,
    body: SessionIn | None = None,
) -> SessionOut:
    """Plan a session with the questions of a set, or of one that is made now. It is `ready`; PATCH starts it."""
    session = await sessions.create(caller, resume_id, body or SessionIn(), making)
    response.headers["Location"] = f"{PREFIX}/sessions/{session.id}"
    response.headers["ETag"] = etag(session.version)
    return SessionOut.of(session, utc_now())


@router.get(
    "/{resume_id}/sessions",
    responses=responses(InvalidCursor, ResumeNotFound, Unprocessable, ResumeServiceUnavailable),
)
async def list_sessions(resume_id: ResumeId, caller: Reader, sessions: Sessions, page: PageQuery) -> SessionList:
    """List the sessions of a résumé, newest first."""
    part = await sessions.list(caller, resume_id, page)
    now = utc_now()
    return SessionList(items=[SessionOut.of(one, now) for one in part.items], next_cursor=part.next_cursor)


@router.get(
    "/sessions/{session_id}",
    response_model=SessionOut,
    responses={304: NOT_MODIFIED, **responses(SessionNotFound, ResumeServiceUnavailable)},
)
async def get_session(session_id: SessionId, caller: Reader, sessions: Sessions, request: Request) -> Response:
    """Return a session, its current question and how long it ran.

    The version, and with it the `ETag`, tells changes; the time of a session that is running goes on without one.
    """
    session = await sessions.get(caller, session_id)
    # What is shown of a running session is another with each second.
    known = unchanged(request, session.version) if session.timer.since is None else None
    return known or answer(SessionOut.of(session, utc_now()), session.version)


@router.patch(
    "/sessions/{session_id}",
    response_model=SessionOut,
    responses=responses(
        BadRequest,
        SessionNotFound,
        WrongSessionState,
        QuestionNotAnswered,
        PreconditionFailed,
        ContentTooLarge,
        UnsupportedMediaType,
        Unprocessable,
        ResumeServiceUnavailable,
    ),
    openapi_extra=PATCH_BODY,
)
async def change_session(
    session_id: SessionId, body: SessionPatch, caller: Editor, sessions: Sessions, expected: ExpectedVersion
) -> Response:
    """Start, pause, go on with or finish a session, or ask an answered question again; return the session.

    `If-Match` with the session's ETag protects a change that was made elsewhere since.
    """
    session = await sessions.change(caller, session_id, body.change(), expected)
    return answer(SessionOut.of(session, utc_now()), session.version)


@router.delete(
    "/sessions/{session_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(BadRequest, SessionNotFound, PreconditionFailed),
)
async def delete_session(session_id: SessionId, caller: Writer, sessions: Sessions, expected: ExpectedVersion) -> None:
    """Remove a session and everything that was answered in it."""
    await sessions.remove(caller.id, session_id, expected)
