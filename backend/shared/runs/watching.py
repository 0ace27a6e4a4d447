"""How a run ended, for whoever counts runs."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from http import HTTPStatus
from time import perf_counter
from typing import Literal

from shared.core.errors import AppError

Outcome = Literal["completed", "refused", "failed", "cancelled"]
Report = Callable[[Outcome, float], None]
"""Called once per run with its outcome and its seconds."""


def unreported(outcome: Outcome, seconds: float) -> None:
    """Report nothing."""


class Watched:
    """A run that is going on."""

    def __init__(self) -> None:
        # Whoever reads the events stops reading after the result, which looks like a cancellation from inside.
        self.outcome: Outcome = "cancelled"

    def completed(self) -> None:
        """Note that the result is stored."""
        self.outcome = "completed"


@contextmanager
def watching(report: Report) -> Generator[Watched]:
    """Report how the block ended: a refusal is an `AppError` below 500, a failure any other exception."""
    watched, started = Watched(), perf_counter()
    try:
        yield watched
    except AppError as error:
        refused = error.status < HTTPStatus.INTERNAL_SERVER_ERROR
        watched.outcome = "refused" if refused else "failed"
        raise
    except Exception:
        watched.outcome = "failed"
        raise
    finally:
        report(watched.outcome, perf_counter() - started)
