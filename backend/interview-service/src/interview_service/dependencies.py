"""What the endpoints of interview-service are given."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, cast
from uuid import UUID

from fastapi import Depends, Path, Request

from interview_service.questions.errors import QuestionSetNotFound
from interview_service.questions.service import QuestionService
from shared.core.identity import Identity
from shared.core.ids import NewResource, parse_id
from shared.database.idempotency import IdempotencyStore
from shared.telemetry.models import Models
from shared.web.health import Check
from shared.web.idempotency import made_by


@dataclass(frozen=True, slots=True)
class InterviewResources:
    """What the lifespan opens."""

    questions: QuestionService
    idempotency: IdempotencyStore
    models: Models
    checks: Mapping[str, Check]

    async def holds(self, caller: Identity, thing_id: UUID) -> bool:
        """Whether the caller's set with this id may be shown."""
        return await self.questions.holds(caller, thing_id)


async def question_service(request: Request) -> QuestionService:
    """The service object of this process."""
    return cast("InterviewResources", request.state.resources).questions


async def set_id(set_id: Annotated[str, Path(description="Id of a question set.")]) -> UUID:
    """The id in the path; what cannot be an id names no set."""
    identifier = parse_id(set_id)
    if identifier is None:
        raise QuestionSetNotFound
    return identifier


Questions = Annotated[QuestionService, Depends(question_service)]
SetId = Annotated[UUID, Depends(set_id)]
NewThing = Annotated[NewResource, Depends(made_by)]
ResumeId = Annotated[str, Path(description="Id of a résumé.")]
