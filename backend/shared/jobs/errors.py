"""Failures of jobs."""

from shared.core.errors import (
    Conflict,
    Degraded,
    DependencyUnavailable,
    FieldError,
    NotFound,
    TooManyRequests,
    Unprocessable,
)


class JobNotFound(NotFound):
    """The caller has no job with this id."""

    code = "JOB_NOT_FOUND"
    default_detail = "There is no such job."


class JobFinished(Conflict):
    """The job has ended and cannot be cancelled."""

    code = "JOB_FINISHED"
    default_detail = "The job has already ended, so it cannot be cancelled."


class JobsUnavailable(Degraded):
    """The queue does not respond, or none is configured."""

    code = "JOBS_UNAVAILABLE"
    default_detail = "The job queue is unavailable. Send the request without `Prefer: respond-async`, or try again."


class TooManyJobs(TooManyRequests):
    """The owner has as many jobs that wait or run as one may have."""

    code = "TOO_MANY_JOBS"
    default_detail = "Too many of your jobs wait or run. Try again when some have ended."


class QueueFull(DependencyUnavailable):
    """The queue has no room for another job."""

    code = "JOB_QUEUE_FULL"
    default_detail = "The job queue is full. Try again later."


class CallbackRefused(Unprocessable):
    """No webhook may be sent to this address, or none with this request."""

    code = "CALLBACK_REFUSED"
    default_detail = "No webhook is sent to this callback_url, or none without `Prefer: respond-async`."

    def __init__(self, detail: str) -> None:
        super().__init__(detail, errors=[FieldError("/callback_url", detail)])


class Fenced(Exception):
    """Another worker has taken over the job, or it was cancelled; this one must not write to it any more."""
