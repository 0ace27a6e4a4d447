"""The HTTP face of interview questions: each endpoint translates and decides nothing."""

from fastapi import APIRouter, Response, status

from interview_service.dependencies import Questions, SetId
from interview_service.questions.errors import AllQuestionsAsked, NoGroundedQuestions, QuestionSetNotFound
from interview_service.questions.schemas import QuestionSetList, QuestionSetOut, QuestionsIn
from shared.core.errors import BadRequest, ContentTooLarge, Unprocessable, UnsupportedMediaType
from shared.core.paging import InvalidCursor
from shared.database.quotas import QuotaExceeded
from shared.llm.errors import LlmBudgetExceeded, LlmDeadlineExceeded, LlmUnavailable
from shared.resumes.errors import ResumeNotErased, ResumeNotFound, ResumeServiceUnavailable
from shared.web.auth import Asker, Reader, Writer
from shared.web.openapi import link
from shared.web.pagination import PageQuery
from shared.web.problems import responses
from shared.web.routing import JsonRoute
from shared.web.runs import NewThing, ResumeId

PREFIX = "/api/v1/interview"

router = APIRouter(prefix=PREFIX, route_class=JsonRoute, tags=["interview questions"])


@router.post(
    "/{resume_id}/questions",
    status_code=status.HTTP_201_CREATED,
    responses={
        201: {"links": {name: link(name, set_id="/id") for name in ("get_question_set", "delete_question_set")}},
        **responses(
            BadRequest,
            ResumeNotFound,
            ContentTooLarge,
            UnsupportedMediaType,
            Unprocessable,
            ResumeServiceUnavailable,
            LlmUnavailable,
            LlmBudgetExceeded,
            QuotaExceeded,
            NoGroundedQuestions,
            AllQuestionsAsked,
            LlmDeadlineExceeded,
        ),
    },
)
async def create_questions(
    resume_id: ResumeId,
    caller: Asker,
    questions: Questions,
    making: NewThing,
    response: Response,
    body: QuestionsIn | None = None,
) -> QuestionSetOut:
    """Make a set of questions about a résumé, store it, and return it."""
    made = await questions.create(caller, resume_id, body or QuestionsIn(), making)
    response.headers["Location"] = f"{PREFIX}/question-sets/{made.id}"
    return QuestionSetOut.of(made)


@router.get(
    "/{resume_id}/questions",
    responses=responses(InvalidCursor, ResumeNotFound, Unprocessable, ResumeServiceUnavailable),
)
async def list_question_sets(
    resume_id: ResumeId, caller: Reader, questions: Questions, page: PageQuery
) -> QuestionSetList:
    """List the sets made for a résumé, newest first."""
    part = await questions.list(caller, resume_id, page)
    return QuestionSetList(items=[QuestionSetOut.of(made) for made in part.items], next_cursor=part.next_cursor)


@router.get("/question-sets/{set_id}", responses=responses(QuestionSetNotFound, ResumeServiceUnavailable))
async def get_question_set(set_id: SetId, caller: Reader, questions: Questions) -> QuestionSetOut:
    """Return one set."""
    return QuestionSetOut.of(await questions.get(caller, set_id))


@router.delete(
    "/question-sets/{set_id}",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(QuestionSetNotFound),
)
async def delete_question_set(set_id: SetId, caller: Writer, questions: Questions) -> None:
    """Remove a set."""
    await questions.delete(caller.id, set_id)


@router.delete(
    "/{resume_id}/questions",
    status_code=status.HTTP_204_NO_CONTENT,
    responses=responses(ResumeNotErased, ResumeServiceUnavailable),
)
async def erase_questions(resume_id: ResumeId, questions: Questions) -> None:
    """Remove everything that was made from a résumé, after its owner deleted the résumé.

    resume-service calls this, without a token: the owner's may have ended. So it does nothing before resume-service
    itself has confirmed that the résumé is being erased, whoever calls.
    """
    await questions.erase(resume_id)
