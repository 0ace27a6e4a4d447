"""Webhooks on the wire: how they are asked for, and what is sent."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, Field, StringConstraints

MAX_URL_CHARACTERS = 2000

CallbackUrl = Annotated[
    Annotated[str, StringConstraints(pattern=r"^https?://", max_length=MAX_URL_CHARACTERS)] | None,
    Field(
        description="With `Prefer: respond-async`: where the end of the job is sent, as a POST that is signed by "
        "Standard Webhooks. A public https address.",
        examples=["https://example.com/interview-jobs"],
    ),
]


class EndedJob(BaseModel):
    """A job that has ended."""

    id: UUID
    kind: str
    state: Literal["succeeded", "failed", "cancelled"]
    resume_id: UUID
    url: str = Field(description="The path of the job.")
    result_id: UUID | None = Field(description="The id of what it made, if it succeeded.")
    result_url: str | None = Field(description="The path of what it made, if it succeeded.")


class JobWebhook(BaseModel):
    """What is sent: ids, kind, state and paths, and nothing of the person."""

    type: Literal["job.succeeded", "job.failed", "job.cancelled"]
    timestamp: datetime = Field(description="When the job ended.")
    data: EndedJob
