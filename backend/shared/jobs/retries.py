"""Whether, and when, a job that failed is tried again."""

from random import uniform

from shared.core.errors import AppError, DependencyUnavailable
from shared.jobs.models import MAX_ATTEMPTS, Failure
from shared.llm.errors import LlmBudgetExceeded, LlmDeadlineExceeded

FIRST_PAUSE_SECONDS = 2.0
MAX_PAUSE_SECONDS = 60.0
MAX_RETRY_AFTER_SECONDS = 600.0


def pause_after(error: AppError, attempt: float) -> float | None:
    """Return the seconds until the next attempt, or `None` if another attempt would fail as well.

    A dependency that says when to come back is believed; otherwise the pause doubles, with jitter. `attempt` counts
    from 1.
    """
    if not _passes(error) or attempt >= MAX_ATTEMPTS:
        return None
    pause = min(FIRST_PAUSE_SECONDS * 2 ** (attempt - 1), MAX_PAUSE_SECONDS)
    asked = float(error.headers.get("Retry-After", 0))
    return min(max(asked, uniform(pause / 2, pause)), MAX_RETRY_AFTER_SECONDS)  # noqa: S311  jitter


def failure_of(error: AppError) -> Failure:
    """Return the failure as the job keeps it."""
    return Failure(error.status.value, error.code, error.detail, error.extensions)


def _passes(error: AppError) -> bool:
    if isinstance(error, LlmBudgetExceeded):
        return False
    return isinstance(error, DependencyUnavailable | LlmDeadlineExceeded)
