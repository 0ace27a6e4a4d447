"""HTTP endpoints for answers. Endpoints translate HTTP and contain no business logic."""

from fastapi import APIRouter, Request, Response, status

from interview_service.answers.errors import AnswerNotFound, NothingToEvaluate, QuestionNotCurrent, SessionOver
from interview_service.answers.jobs import EVALUATION_JOBS
from interview_service.answers.models import Answered
from interview_service.answers.schemas import AnsweredOut, AnswerIn, AnswerList, AnswerOut, EvaluationRequest
from interview_service.answers.service import AnswerPart
from interview_service.dependencies import AnswerId, Answers, EvaluationJobs, SessionId
from interview_service.sessions.errors import SessionNotFound, WrongSessionState
from shared.core.clock import utc_now
from shared.core.errors import BadRequest, ContentTooLarge, Unprocessable, UnsupportedMediaType
from shared.database.quotas import QuotaExceeded
from shared.jobs.models import Job
from shared.llm.errors import LlmBudgetExceeded, LlmDeadlineExceeded, LlmUnavailable
from shared.resumes.errors import ResumeServiceUnavailable
from shared.web.callbacks import callbacks
from shared.web.documentation.openapi import link
from shared.web.identity.auth import Generator, Reader
from shared.web.jobs import ACCEPTED_FAILURES, accepted, wants_async
from shared.web.problems import responses
from shared.web.requests.idempotency import unstored
from shared.web.routing import JsonRoute
from shared.web.runs import NewThing
from shared.web.streaming import EventStream, StreamRoute, described, wants_events

PREFIX = "/api/v1/interview"
LINKS = {
    "get_answer": link("get_answer", session_id="/session_id", answer_id="/id"),
    "get_session": link("get_session", session_id="/session_id"),
}

EVENTS: EventStream[AnswerPart, Answered] = EventStream(
    lambda part: ("answer", AnsweredOut.after(part, utc_now())) if isinstance(part, Answered) else ("dimension", part),
    lambda answered: AnsweredOut.after(answered, utc_now()),
)
JUDGED = {"dimension": "Judgement", "completed": "AnsweredOut"}
EVALUATING = (
    BadRequest,
    SessionNotFound,
    WrongSessionState,
    QuotaExceeded,
    LlmUnavailable,
    LlmBudgetExceeded,
    LlmDeadlineExceeded,
    *ACCEPTED_FAILURES,
)

router = APIRouter(prefix=PREFIX, route_class=JsonRoute, tags=["practice"])
streams = APIRouter(prefix=PREFIX, route_class=StreamRoute, tags=["practice"])


@streams.post(
    "/sessions/{session_id}/answers",
    status_code=status.HTTP_201_CREATED,
    response_model=AnsweredOut,
    callbacks=callbacks(PREFIX, "receive_evaluation_of_answer_end"),
    responses={
        201: {"links": LINKS},
        **accepted(),
        **described(
            "the answer as soon as it is stored, then each dimension once it is judged, except in a mock interview. "
            "If no model answers, the last event is `failed`; the answer is kept.",
            {"answer": "AnsweredOut", **JUDGED},
        ),
        **responses(*EVALUATING, SessionOver, QuestionNotCurrent, ContentTooLarge, UnsupportedMediaType, Unprocessable),
    },
)
async def create_answer(
    session_id: SessionId,
    body: AnswerIn,
    caller: Generator,
    answers: Answers,
    jobs: EvaluationJobs,
    making: NewThing,
    request: Request,
    response: Response,
) -> AnsweredOut | Response:
    """Answer or skip the current question; the session moves on to the next one.

    In practice mode the response includes the evaluation. Of several concurrent answers, one is accepted and the others
    get a 409. Every attempt is kept. If all models fail, the response is a 503 with the `answer_id` of the stored
    answer: repeat the request with the same `Idempotency-Key`, or request the evaluation later. If the quota is used
    up, `evaluation` is `null`.

    With `Prefer: respond-async`, the answer is stored, and the response is a job that evaluates it. If there is nothing
    to evaluate, the response is the answer as usual.
    """
    if wants_async(request, body.callback_url):
        answered = await jobs.answer(caller, session_id, body, making, body.callback_url)
        if isinstance(answered, Job):
            return EVALUATION_JOBS.accepted(answered)
    elif wants_events(request):
        return await EVENTS.answer(request, answers.events(caller, session_id, body, making))
    else:
        answered = await answers.create(caller, session_id, body, making)
    response.headers["Location"] = f"{PREFIX}/sessions/{session_id}/answers/{answered.id}"
    return AnsweredOut.after(answered, utc_now())


@streams.post(
    "/sessions/{session_id}/answers/{answer_id}/evaluation",
    response_model=AnsweredOut,
    callbacks=callbacks(PREFIX, "receive_evaluation_end"),
    responses={
        **accepted(),
        **described("each dimension as soon as it is judged.", JUDGED),
        **responses(
            *EVALUATING,
            *(AnswerNotFound, NothingToEvaluate, ResumeServiceUnavailable),
            *(ContentTooLarge, UnsupportedMediaType, Unprocessable),
        ),
    },
)
async def evaluate_answer(
    session_id: SessionId,
    answer_id: AnswerId,
    caller: Generator,
    answers: Answers,
    jobs: EvaluationJobs,
    making: NewThing,
    request: Request,
    body: EvaluationRequest | None = None,
) -> AnsweredOut | Response:
    """Evaluate an answer that has no evaluation yet, and return it.

    An answer is evaluated once. If it has an evaluation, that one is returned and does not count in the quota. With
    `Prefer: respond-async`, the response is a job that evaluates it, unless it has an evaluation.
    """
    callback_url = None if body is None else body.callback_url
    if wants_async(request, callback_url):
        found = await jobs.evaluate(caller, session_id, answer_id, making, callback_url)
        if isinstance(found, Job):
            return EVALUATION_JOBS.accepted(found)
        unstored(request)
        return AnsweredOut.after(found, utc_now())
    unstored(request)
    if wants_events(request):
        return await EVENTS.answer(request, answers.evaluation_events(caller, session_id, answer_id))
    return AnsweredOut.after(await answers.evaluate(caller, session_id, answer_id), utc_now())


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
