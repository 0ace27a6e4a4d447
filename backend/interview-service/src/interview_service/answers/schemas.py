"""Request and response schemas for answers."""

from datetime import datetime
from typing import Annotated, Any, Self
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from interview_service.answers.models import Answer, Answered, Shown
from interview_service.evaluation.models import Dimension, Evaluation, Level
from interview_service.sessions.schemas import SessionOut
from shared.core.constraints import MultiLine, NoBoolean
from shared.jobs.webhooks.schemas import CallbackUrl

MAX_TEXT = 8_000
MAX_SECONDS = 7_200
EXAMPLE: dict[str, Any] = {
    "question_id": "01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b",
    "text": "캐시 만료를 5분으로 정했습니다. 가격이 그보다 자주 바뀌지 않았기 때문입니다.",
    "seconds": 95,
}


class AnswerIn(BaseModel):
    """An answer to the current question: either `text` or `skip`."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [EXAMPLE]})

    question_id: UUID = Field(description="The session's current question.")
    text: Annotated[str, MultiLine(MAX_TEXT, min_length=1)] | None = Field(
        default=None, description="The answer, in Korean or English."
    )
    seconds: Annotated[int, Field(ge=0, le=MAX_SECONDS), NoBoolean] | None = Field(
        default=None, description="How long the answer took, in seconds, as measured by the client."
    )
    skip: bool = Field(default=False, description="Skip the question. Cannot be combined with `text`.")
    callback_url: CallbackUrl = None

    @model_validator(mode="after")
    def _one_of_them(self) -> Self:
        if (self.text is None) != self.skip:
            raise ValueError("send either text or skip: true, not both")
        return self


class EvaluationRequest(BaseModel):
    """A request for an evaluation. All fields and the body are optional."""

    model_config = ConfigDict(extra="forbid")

    callback_url: CallbackUrl = None


class ChangeOut(BaseModel):
    """How the level of a dimension changed from the first attempt to this one."""

    name: Dimension
    first: Level | None
    now: Level | None


class AnswerOut(BaseModel):
    """An answer."""

    id: str
    session_id: str
    question_id: str
    attempt: int = Field(description="Number of the attempt at this question in the session, starting at 1.")
    text: str | None = Field(description="In NFC, without invisible characters; `null` if the question was skipped.")
    skipped: bool
    seconds: int | None
    created_at: datetime
    evaluation: Evaluation | None = Field(
        description="`null` if the question was skipped, while a mock interview is unfinished, or before evaluation."
    )
    since_first: list[ChangeOut] | None = Field(
        description="Changes since the first attempt; `null` for the first attempt."
    )

    @classmethod
    def of(cls, shown: Shown) -> Self:
        """Build the response for an answer."""
        return cls.model_validate(_members(shown))


class AnsweredOut(AnswerOut):
    """A new or newly evaluated answer, and the session after it."""

    session: SessionOut

    @classmethod
    def after(cls, answered: Answered, now: datetime) -> Self:
        """Build the response for an answer and its session."""
        return cls.model_validate({**_members(answered.shown), "session": SessionOut.of(answered.session, now)})


class AnswerList(BaseModel):
    """The answers of a session, including every attempt, in order."""

    items: list[AnswerOut]


def _members(shown: Shown) -> dict[str, Any]:
    answer = shown.answer
    return {
        "id": str(answer.id),
        "session_id": str(answer.session_id),
        "question_id": str(answer.question_id),
        "attempt": answer.attempt,
        "text": answer.text,
        "skipped": answer.skipped,
        "seconds": answer.seconds,
        "created_at": answer.created_at,
        "evaluation": answer.evaluation if shown.open else None,
        "since_first": _changes(shown.first, answer) if shown.first is not None and shown.open else None,
    }


def _changes(first: Answer, now: Answer) -> list[ChangeOut] | None:
    if first.evaluation is None or now.evaluation is None:
        return None
    before = {one.name: one.level for one in first.evaluation.dimensions}
    return [ChangeOut(name=one.name, first=before[one.name], now=one.level) for one in now.evaluation.dimensions]
