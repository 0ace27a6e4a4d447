"""What the endpoints of interview-service are given."""

from typing import Annotated
from uuid import UUID

from fastapi import Depends, Path, Request

from interview_service.questions.errors import QuestionSetNotFound
from interview_service.questions.models import Question, QuestionSet
from interview_service.questions.schemas import QuestionsIn
from shared.runs.opening import MakerResources
from shared.runs.service import MadeService
from shared.web.runs import resources_of, thing_id

QuestionService = MadeService[QuestionsIn, Question, QuestionSet]


async def question_service(request: Request) -> QuestionService:
    """The service object of this process."""
    resources: MakerResources[QuestionsIn, Question, QuestionSet] = resources_of(request)
    return resources.service


async def set_id(set_id: Annotated[str, Path(description="Id of a question set.")]) -> UUID:
    """The id in the path; what cannot be an id names no set."""
    return thing_id(set_id, QuestionSetNotFound)


Questions = Annotated[QuestionService, Depends(question_service)]
SetId = Annotated[UUID, Depends(set_id)]
