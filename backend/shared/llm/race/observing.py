"""Notification of metrics and spans about each request to a provider."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

import structlog

from shared.llm.base import Attempt

logger = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Observation:
    """One finished request to a provider. Times are in nanoseconds since 1970, `first_token_seconds` from the start."""

    name: str
    attempt: Attempt
    asked_model: str
    max_tokens: int
    structured: bool
    started_ns: int
    seconds: float
    first_token_seconds: float | None


class Observer(Protocol):
    """Is notified of every request, for metrics or spans. Called on the event loop, so it must be fast."""

    def observe(self, seen: Observation) -> None:
        """Record one request."""
        ...


def tell(observers: Iterable[Observer], seen: Observation) -> None:
    """Notify all observers, even if one of them raises."""
    for observer in observers:
        try:
            observer.observe(seen)
        except Exception:  # an answer must not be lost because counting it failed
            logger.exception("observer failed", observer=type(observer).__name__)
