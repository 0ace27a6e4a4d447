"""When a call is sent again, and after how long."""

import random
from dataclasses import dataclass

from interview_prep.errors import (
    Conflict,
    InterviewPrepError,
    NoAnswer,
    ProblemError,
    StreamCut,
    TooManyRequests,
    Unavailable,
)

IN_PROGRESS = "IDEMPOTENCY_IN_PROGRESS"
NOT_CARRIED_OUT = ("UPLOADS_BUSY",)
"""Codes of a 503 that say that nothing has happened yet. `SERVICE_UNREACHABLE` is none: a process that is killed while
it carries out a request looks the same to the gateway."""


class NotSent(NoAnswer):
    """There was no connection, so the request was not carried out."""


@dataclass(frozen=True)
class Retries:
    """How patient a client is."""

    attempts: int = 4
    """How often a call is sent at most; 1 for never again."""
    max_wait: float = 30.0
    """If the API asks for a longer wait, in seconds, its answer is raised at once: a quota that resets at midnight."""
    first_pause: float = 0.5
    """Seconds, when the API does not say how long. It doubles with each attempt."""

    def pause(self, attempt: int, failure: InterviewPrepError, *, repeatable: bool) -> float | None:
        """Return the seconds to wait after that many attempts, or `None` to give up.

        A random part of it keeps clients that failed together from coming back together.
        """
        if attempt >= self.attempts or not _worth_repeating(failure, repeatable=repeatable):
            return None
        asked = failure.retry_after if isinstance(failure, ProblemError) else None
        if asked is None:
            return random.uniform(0.5, 1) * min(self.first_pause * 2 ** (attempt - 1), self.max_wait)  # noqa: S311  no secret
        return None if asked > self.max_wait else asked + random.uniform(0, self.first_pause)  # noqa: S311  no secret


def _worth_repeating(failure: InterviewPrepError, *, repeatable: bool) -> bool:
    """Whether a failure may be over the next time, and sending the call again does no harm."""
    if isinstance(failure, NotSent | TooManyRequests):
        return True
    if isinstance(failure, Unavailable):
        return repeatable or failure.code in NOT_CARRIED_OUT
    if isinstance(failure, Conflict):
        return failure.code == IN_PROGRESS
    return repeatable and isinstance(failure, NoAnswer | StreamCut)
