"""HTTP endpoints for interview questions. Endpoints translate HTTP and contain no business logic."""

from fastapi import APIRouter, Request, Response, status

from interview_service.dependencies import Everything, Jobs, QuestionJobs, Questions, SetId
from interview_service.questions.errors import (
    AllQuestionsAsked,
    NoGroundedQuestions,
    NothingToAskAbout,
    QuestionSetNotFound,
)
from interview_service.questions.jobs import QUESTION_JOBS
from interview_service.questions.models import Question, QuestionSet
from interview_service.questions.schemas import QuestionOut, QuestionSetList, QuestionSetOut, QuestionsRequest
from shared.core.errors import BadRequest, ContentTooLarge, Unprocessable, UnsupportedMediaType
from shared.core.etag import etag
from shared.core.paging import InvalidCursor
from shared.database.quotas import QuotaExceeded
from shared.llm.errors import LlmBudgetExceeded, LlmDeadlineExceeded, LlmUnavailable
from shared.resumes.errors import ResumeNotErased, ResumeNotFound, ResumeServiceUnavailable
from shared.runs.crud import TooLargeToKeep
from shared.web.callbacks import callbacks
from shared.web.documentation.openapi import link
from shared.web.identity.auth import Generator, Reader, Writer
from shared.web.jobs import ACCEPTED_FAILURES, accepted, wants_async
from shared.web.problems import responses
from shared.web.requests.conditional import answer, unchanged
from shared.web.requests.pagination import PageQuery
from shared.web.runs import NewThing, ResumeId
from shared.web.streaming import EventStream, StreamRoute, described, wants_events

PREFIX = "/api/v1/interview"

NOT_MODIFIED = {"description": "Not modified."}
ONLY_VERSION = 1

EVENTS: EventStream[Question, QuestionSet] = EventStream(
    lambda question: ("question", QuestionOut.of(question)), QuestionSetOut.of
)
EVENT_FORMS = {"question": "QuestionOut", "completed": "QuestionSetOut"}

router = APIRouter(prefix=PREFIX, route_class=StreamRoute, tags=["interview questions"])


@router.post(
    "/{resume_id}/questions",
    status_code=status.HTTP_201_CREATED,
    response_model=QuestionSetOut,
    callbacks=callbacks(PREFIX),
    responses={
        201: {"links": {name: link(name, set_id="/id") for name in ("get_question_set", "delete_question_set")}},
        **accepted(),
        **described("each question as soon as it is written.", EVENT_FORMS),
        **responses(
            BadRequest,
            ResumeNotFound,
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
            *ACCEPTED_FAILURES,
        ),
    },
)
async def create_questions(
    resume_id: ResumeId,
    caller: Generator,
    questions: Questions,
    jobs: Jobs,
    kind: QuestionJobs,
    making: NewThing,
    request: Request,
    response: Response,
    body: QuestionsRequest | None = None,
) -> QuestionSetOut | Response:
    """Generate and store a question set for a résumé. Return the set, or stream each question as it is written.

    With `Prefer: respond-async`, return a job at once that does it in the background. Its end is sent to
    `callback_url`.
    """
    asked = body or QuestionsRequest()
    if wants_async(request, asked.callback_url):
        job = await jobs.create(kind, caller, resume_id, asked, making, asked.callback_url)
        return QUESTION_JOBS.accepted(job)
    if wants_events(request):
        return await EVENTS.answer(request, questions.events(caller, resume_id, asked, making))
    made = await questions.create(caller, resume_id, asked, making)
    response.headers["Location"] = f"{PREFIX}/question-sets/{made.id}"
    response.headers["ETag"] = etag(ONLY_VERSION)
    return QuestionSetOut.of(made)


@router.get(
    "/{resume_id}/questions",
    responses=responses(InvalidCursor, ResumeNotFound, Unprocessable, ResumeServiceUnavailable),
)
async def list_question_sets(
    resume_id: ResumeId, caller: Reader, questions: Questions, page: PageQuery
) -> QuestionSetList:
    """List the question sets of a résumé, newest first."""
    part = await questions.list(caller, resume_id, page)
    return QuestionSetList(items=[QuestionSetOut.of(made) for made in part.items], next_cursor=part.next_cursor)


@router.get(
    "/question-sets/{set_id}",
    response_model=QuestionSetOut,
    responses={304: NOT_MODIFIED, **responses(QuestionSetNotFound, ResumeServiceUnavailable)},
)
async def get_question_set(set_id: SetId, caller: Reader, questions: Questions, request: Request) -> Response:
    """Return a question set. Sets never change."""
    made = await questions.get(caller, set_id)
    return unchanged(request, ONLY_VERSION) or answer(QuestionSetOut.of(made), ONLY_VERSION)


@router.delete(
    "/question-sets/{set_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(QuestionSetNotFound),
)
async def delete_question_set(set_id: SetId, caller: Writer, questions: Questions) -> None:
    """Delete a question set."""
    await questions.delete(caller.id, set_id)


@router.delete(
    "/{resume_id}/questions",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(ResumeNotErased, ResumeServiceUnavailable),
)
async def erase_questions(resume_id: ResumeId, everything: Everything) -> None:
    """Delete everything made from a résumé, including sessions and answers, after its owner deleted the résumé.

    resume-service calls this without a token, because the owner's token may have expired. For any caller, nothing is
    deleted unless resume-service confirms that the résumé is being erased.
    """
    await everything.erase(resume_id)
