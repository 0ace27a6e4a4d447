"""Jobs as the API shows them."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, Field

from shared.jobs.models import Callback, CallbackState, JobState


class CallbackOut(BaseModel):
    """How the end of a job is told to its `callback_url`."""

    url: str
    state: CallbackState = Field(description="`given_up`: no further attempt is made.")
    attempts: int
    retry_at: datetime | None = Field(description="When the next attempt is due after one that failed.")
    problem: str | None = Field(description="Why the last attempt failed.")

    @classmethod
    def of(cls, callback: Callback) -> "CallbackOut":
        """Build the response for a callback."""
        retry_at = callback.due_at if callback.state == "waiting" else None
        return cls(
            url=callback.url,
            state=callback.state,
            attempts=callback.attempts,
            retry_at=retry_at,
            problem=callback.problem,
        )


class JobProgress(BaseModel):
    """The progress of a job."""

    stage: str = Field(description="`queued`, `reading`, `writing`, `storing`, or the state in which it ended.")
    done: int = Field(description="Parts that are finished.")
    wanted: int = Field(description="Parts that are wanted in total; 0 before that is known.")


class JobOut(BaseModel):
    """A request that is carried out in the background."""

    id: UUID
    kind: str = Field(description="What it makes, such as `interview.questions`.")
    state: JobState
    resume_id: UUID
    progress: JobProgress
    parts: list[dict[str, Any]] | None = Field(
        default=None, description="The parts so far, as in the events; `null` in a list."
    )
    result_id: UUID | None = Field(default=None, description="The id of what it made, once it succeeded.")
    result_url: str | None = Field(default=None, description="The path of what it made, once it succeeded.")
    attempts: int = Field(description="Attempts so far, the running one included.")
    retry_at: datetime | None = Field(default=None, description="When it is tried again after a failed attempt.")
    error: dict[str, Any] | None = Field(default=None, description="The problem document of a failed job.")
    callback: CallbackOut | None = Field(default=None, description="If the request had a `callback_url`.")
    created_at: datetime
    started_at: datetime | None = None
    finished_at: datetime | None = None


class JobList(BaseModel):
    """Some of the caller's jobs, newest first."""

    items: list[JobOut]
    next_cursor: str | None
