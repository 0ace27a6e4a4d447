"""`health`: the process is up. `ready`: its dependencies respond; otherwise a 503 names those that do not."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Literal

import structlog
from fastapi import APIRouter, Request
from pydantic import BaseModel

from shared.core.errors import Degraded, DependencyUnavailable
from shared.web.documentation.openapi import operation_id
from shared.web.problems import responses

Check = Callable[[], Awaitable[None]]
"""Returns if a dependency responds, raises if it does not."""

CHECK_SECONDS = 1.0
UNAVAILABLE, DEGRADED = "unavailable", "degraded"

logger = structlog.stdlib.get_logger(__name__)

_left_behind: set[asyncio.Task[Exception | None]] = set()
"""Running checks: the event loop only keeps weak references to tasks."""


class Health(BaseModel):
    """The process is up."""

    status: str = "ok"
    service: str


class Readiness(BaseModel):
    """The process and its dependencies are up; `degraded` if one is down that only a part of the service needs."""

    status: Literal["ready", "degraded"]
    service: str
    checks: dict[str, str]


class Draining(DependencyUnavailable):
    """The process is shutting down: it still handles requests, but should not get new ones."""

    code = "DRAINING"
    default_detail = "This process is shutting down."


class NotReady(DependencyUnavailable):
    """A dependency does not respond."""

    code = "NOT_READY"
    default_detail = "This service is running, but one of its dependencies is not available."


def health_router(service: str, prefix: str) -> APIRouter:
    """Return the router. The checks come from the lifespan's resources (`request.state.resources.checks`)."""
    router = APIRouter(prefix=prefix, tags=["health"])

    @router.get("/health", operation_id=operation_id(prefix, "health"), responses=responses(Draining, database=False))
    async def health(request: Request) -> Health:  # pyright: ignore[reportUnusedFunction]  the router keeps it
        """Check that the process is up, without contacting MongoDB or other services."""
        if request.app.state.draining:
            raise Draining
        return Health(service=service)

    @router.get("/ready", operation_id=operation_id(prefix, "ready"), responses=responses(NotReady, database=False))
    async def ready(request: Request) -> Readiness:  # pyright: ignore[reportUnusedFunction]  the router keeps it
        """Check that each dependency responds within one second."""
        checks: Mapping[str, Check] = request.state.resources.checks
        outcomes = await asyncio.gather(*(_outcome(name, check) for name, check in checks.items()))
        results = dict(zip(checks, outcomes, strict=True))
        if UNAVAILABLE in outcomes:
            down = ", ".join(name for name, outcome in results.items() if outcome == UNAVAILABLE)
            raise NotReady(f"Not responding: {down}.", extensions={"checks": results})
        return Readiness(status="degraded" if DEGRADED in outcomes else "ready", service=service, checks=results)

    return router


async def _outcome(name: str, check: Check) -> str:
    # Abandoned, not cancelled: a cancellation at the moment of the driver's own time-out (`asyncio.wait_for` before
    # Python 3.12) releases a lock that another request holds, and that request fails with a RuntimeError.
    checking = asyncio.create_task(_failure(check))
    _left_behind.add(checking)
    checking.add_done_callback(_left_behind.discard)
    done, _ = await asyncio.wait({checking}, timeout=CHECK_SECONDS)
    error = checking.result() if done else TimeoutError()
    if error is None:
        return "ok"
    logger.warning("dependency not ready", dependency=name, error=type(error).__name__)
    return DEGRADED if isinstance(error, Degraded) else UNAVAILABLE


async def _failure(check: Check) -> Exception | None:
    try:
        await check()
    except Exception as error:  # noqa: BLE001  any exception means that the dependency does not work
        return error
    return None
