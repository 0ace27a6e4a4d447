"""Client of the interview preparation API."""

from interview_prep.clients import AsyncInterviewPrep, InterviewPrep
from interview_prep.errors import (
    Conflict,
    DeadlineExceeded,
    Forbidden,
    InterviewPrepError,
    Invalid,
    InvalidPart,
    NoAnswer,
    NotFound,
    NotModified,
    PreconditionFailed,
    ProblemError,
    StreamCut,
    TooManyRequests,
    Unauthorized,
    Unavailable,
)
from interview_prep.generated import events, models
from interview_prep.model import Model, etag_of, request_id_of
from interview_prep.retrying import Retries
from interview_prep.streams import Event

__all__ = [
    "AsyncInterviewPrep",
    "Conflict",
    "DeadlineExceeded",
    "Event",
    "Forbidden",
    "InterviewPrep",
    "InterviewPrepError",
    "Invalid",
    "InvalidPart",
    "Model",
    "NoAnswer",
    "NotFound",
    "NotModified",
    "PreconditionFailed",
    "ProblemError",
    "Retries",
    "StreamCut",
    "TooManyRequests",
    "Unauthorized",
    "Unavailable",
    "etag_of",
    "events",
    "models",
    "request_id_of",
]
