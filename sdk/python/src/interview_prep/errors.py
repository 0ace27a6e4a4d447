"""Everything that a call can raise.

InterviewPrepError
├── NoAnswer                 nothing came back: no connection, or a time-out
├── StreamCut                a stream broke, and could not be continued
├── NotModified              it is still what `if_none_match` says
└── ProblemError             the API answered with a problem document (RFC 9457)
    ├── Unauthorized 401  Forbidden 403  NotFound 404  Conflict 409  PreconditionFailed 412
    └── Invalid 422  TooManyRequests 429  Unavailable 503  DeadlineExceeded 504
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar, cast


class InterviewPrepError(Exception):
    """A call did not succeed."""


class NoAnswer(InterviewPrepError):
    """No answer came. Whether the request was carried out is unknown."""


class StreamCut(InterviewPrepError):
    """A stream ended before its last event, and could not be continued."""


class NotModified(InterviewPrepError):
    """The document is still the one that `if_none_match` names."""


@dataclass(frozen=True)
class InvalidPart:
    """An invalid part of a request: where (a JSON pointer), and what is wrong with it."""

    pointer: str
    detail: str


class ProblemError(InterviewPrepError):
    """The API answered with a problem document. `code` is stable: test for it, not for the text."""

    status: int
    code: str
    detail: str
    request_id: str | None
    """The services' logs have it, too."""
    errors: tuple[InvalidPart, ...]
    """With 422: each invalid part of the request."""
    retry_after: float | None
    """After how many seconds the request may succeed, if the API says."""
    problem: Mapping[str, Any]
    """The whole document, which may say more."""

    _statuses: ClassVar[dict[int, type["ProblemError"]]] = {}

    def __init_subclass__(cls, *, status: int) -> None:
        """Stand for all problems with this status."""
        ProblemError._statuses[status] = cls

    def __init__(self, status: int, problem: Mapping[str, Any], headers: Mapping[str, str]) -> None:
        self.status = status
        self.problem = problem
        self.code = str(problem.get("code") or f"HTTP_{status}")
        self.detail = str(problem.get("detail") or "")
        self.request_id = problem.get("request_id") or headers.get("X-Request-ID")
        self.errors = tuple(InvalidPart(one["pointer"], one["detail"]) for one in problem.get("errors") or ())
        self.retry_after = _seconds(headers.get("Retry-After"))
        super().__init__(f"{self.code}: {self.detail} (status {status}, request {self.request_id})")

    @staticmethod
    def of(status: int, body: bytes | str, headers: Mapping[str, str]) -> "ProblemError":
        """Return the error of an answer. A body that is no problem document, such as a proxy's, is left out."""
        try:
            problem = json.loads(body)
        except ValueError:
            problem = None
        known: Mapping[str, Any] = cast("dict[str, Any]", problem) if isinstance(problem, dict) else {}
        return ProblemError._statuses.get(status, ProblemError)(status, known, headers)


def _seconds(header: str | None) -> float | None:
    """Return the seconds of a `Retry-After`; the API never sends a date."""
    return float(header) if header is not None and header.isascii() and header.isdigit() else None


class Unauthorized(ProblemError, status=401):
    """There is no token, or an invalid one."""


class Forbidden(ProblemError, status=403):
    """The token does not allow this."""


class NotFound(ProblemError, status=404):
    """The caller has no such thing."""


class Conflict(ProblemError, status=409):
    """The state of things does not allow this."""


class PreconditionFailed(ProblemError, status=412):
    """It has changed since the version that `if_match` names."""


class Invalid(ProblemError, status=422):
    """The request is invalid; `errors` says where."""


class TooManyRequests(ProblemError, status=429):
    """Too many requests now, or the day's quota is used up."""


class Unavailable(ProblemError, status=503):
    """Something that the API needs does not respond."""


class DeadlineExceeded(ProblemError, status=504):
    """The answer was not ready in time."""
