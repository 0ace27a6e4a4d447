"""Endpoints for operators: the state of a service's language models as JSON, and metrics for Prometheus."""

from collections.abc import Awaitable, Callable
from typing import Any, Literal, Protocol, cast

from fastapi import APIRouter, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST
from pydantic import BaseModel, Field

from shared.jobs.service import JobService
from shared.llm.registry import Registry
from shared.runs.generation import UsageOut
from shared.telemetry.jobs import text as jobs_text
from shared.telemetry.llm import Models
from shared.telemetry.requests import RequestMetrics
from shared.web.documentation.openapi import operation_id
from shared.web.identity.auth import Caller
from shared.web.routing import JsonRoute

METRICS_PATH = "/metrics"


class ProviderOut(BaseModel):
    """A provider as this process sees it."""

    provider: str
    model: str = Field(description="The requested model.")
    breaker: Literal["closed", "open", "half_open"] = Field(
        description="`open`: it failed and gets no calls; `half_open`: one request tests whether it has recovered."
    )
    opens_in_seconds: float = Field(description="Seconds until it gets calls again; 0 when it does.")
    last_error: str | None = Field(description="Kind of its latest failure since the process started.")
    in_flight: int
    waiting: int = Field(description="Requests waiting for one in flight to finish.")
    requests: dict[str, int] = Field(description="Requests by outcome since the process started.")
    usage: UsageOut
    cost_usd: float = Field(description="Cost of the requests to models with a known price.")


class ProviderList(BaseModel):
    """The providers in the order they are tried; empty when the built-in rules generate."""

    items: list[ProviderOut]


class _HasModels(Protocol):
    @property
    def models(self) -> Models: ...


class _HasJobs(Protocol):
    @property
    def jobs(self) -> JobService[Any, Any, Any]: ...


def providers_router(prefix: str) -> APIRouter:
    """Return the router. The models come from the lifespan's resources (`request.state.resources.models`)."""
    router = APIRouter(prefix=prefix, route_class=JsonRoute, tags=["language models"])

    @router.get("/providers", operation_id=operation_id(prefix, "providers"))
    async def list_providers(request: Request, _: Caller) -> ProviderList:  # pyright: ignore[reportUnusedFunction]  the router keeps it
        """List the language models in the order they are tried, with their state as this process sees it."""
        return providers(_models(request).registry)

    return router


More = Callable[[Request], Awaitable[bytes]]


def metrics_router(more: More | None = None) -> APIRouter:
    """Return the router of `GET /metrics`, which is on the service's own port and not forwarded by the gateway.

    `more` adds to the metrics of requests and language models.
    """
    router = APIRouter()

    @router.get(METRICS_PATH, include_in_schema=False)
    async def metrics(request: Request) -> Response:  # pyright: ignore[reportUnusedFunction]  the router keeps it
        """Return all metrics in the Prometheus text format."""
        counted: RequestMetrics = request.app.state.requests
        own = counted.text() + _models(request).metrics.text()
        return Response(own if more is None else own + await more(request), media_type=CONTENT_TYPE_LATEST)

    return router


async def job_metrics(request: Request) -> bytes:
    """Return the metrics of the service's jobs."""
    return jobs_text([await cast("_HasJobs", request.state.resources).jobs.figures()])


def providers(registry: Registry) -> ProviderList:
    """Return the states of a registry's providers with their request counts, usage and cost."""
    items: list[ProviderOut] = []
    for state in registry.states:
        totals = registry.totals.models.get((state.provider, state.model))
        usage = totals.usage if totals is not None else None
        items.append(
            ProviderOut(
                provider=state.provider,
                model=state.model,
                breaker=state.breaker,
                opens_in_seconds=round(state.opens_in, 1),
                last_error=state.last_error,
                in_flight=state.in_flight,
                waiting=state.waiting,
                requests=dict(totals.outcomes) if totals is not None else {},
                usage=UsageOut.of(usage) if usage is not None else UsageOut(),
                cost_usd=round(totals.cost_usd, 6) if totals is not None else 0.0,
            )
        )
    return ProviderList(items=items)


def _models(request: Request) -> Models:
    return cast("_HasModels", request.state.resources).models
