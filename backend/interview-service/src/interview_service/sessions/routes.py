"""HTTP endpoints for sessions. Endpoints translate HTTP and contain no business logic."""

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
NOT_MODIFIED = {"description": "Not modified."}
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
    """Create a session from a question set, or from a set generated now. It is `ready`; start it with PATCH."""
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
    """Return a session with its current question and elapsed time.

    Changes increment the version and thus the `ETag`. The elapsed time of a running session does not.
    """
    session = await sessions.get(caller, session_id)
    # The response of a running session changes every second.
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
    """Start, pause, resume or finish a session, or retry an answered question; return the session.

    Send `If-Match` with the session's ETag to avoid overwriting a concurrent change.
    """
    session = await sessions.change(caller, session_id, body.change(), expected)
    return answer(SessionOut.of(session, utc_now()), session.version)


@router.delete(
    "/sessions/{session_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(BadRequest, SessionNotFound, PreconditionFailed),
)
async def delete_session(session_id: SessionId, caller: Writer, sessions: Sessions, expected: ExpectedVersion) -> None:
    """Delete a session and all its answers."""
    await sessions.remove(caller.id, session_id, expected)
