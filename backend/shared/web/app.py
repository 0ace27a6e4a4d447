"""`build_app`: sets up health, errors, logs, limits, documentation and lifespan of a service in one call."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from typing import Any, Protocol

from fastapi import APIRouter, FastAPI
from fastapi.telemetry import TelemetryConfig

from shared.config.base import ServiceSettings
from shared.core.lazy import Lazy
from shared.telemetry.requests import RequestMetrics
from shared.telemetry.spans import Tracing
from shared.utils.logging import configure_logging
from shared.web import problems
from shared.web.context import QUIET_PATHS, RequestContext
from shared.web.documentation import docs, index, openapi
from shared.web.health import Check, health_router
from shared.web.identity import auth
from shared.web.requests.bodies import Bodies, BodyLimits
from shared.web.requests.origins import Guard

API_VERSION = "1.0.0"


class HasChecks(Protocol):
    """The resources that a service's lifespan opens, available as `request.state.resources`."""

    @property
    def checks(self) -> Mapping[str, Check]:
        """The dependency checks of `ready`, by name."""
        ...

    @property
    def slow(self) -> Sequence[Lazy[Any]]:
        """What takes long to build: a server builds it once it listens, the most wanted first."""
        ...


def build_app(
    *,
    service: str,
    title: str,
    description: str,
    prefix: str,
    settings: ServiceSettings,
    open_resources: Callable[[], AbstractAsyncContextManager[HasChecks]],
    routers: Sequence[APIRouter],
    tracing: Tracing | None = None,
    body_limits: Mapping[str, int] | None = None,
) -> FastAPI:
    """Build a service's application; nothing is opened before its lifespan starts.

    `prefix` is the service's path (`/api/v1/resumes`), both through the gateway and on its own port: documentation and
    health are below it, and so are `routers`, which include it themselves. `tracing` creates a span for each request.
    `body_limits` maps paths to the largest body in bytes where that is not `MAX_BODY_BYTES`.
    """
    configure_logging(service, settings.log_level, settings.log_format)

    app = FastAPI(
        title=title,
        description=description,
        version=API_VERSION,
        openapi_url=f"{prefix}/openapi.json",
        docs_url=None,
        redoc_url=None,
        swagger_ui_oauth2_redirect_url=None,
        redirect_slashes=False,
        lifespan=_lifespan(settings, open_resources, tracing),
        telemetry=_telemetry(tracing),
        # Browsers and tools send requests to the origin of the page: the gateway or the service's own port.
        servers=[{"url": "/", "description": "This host"}],
        openapi_tags=[*({"name": str(tag)} for router in routers for tag in router.tags), {"name": "health"}],
    )
    app.state.draining = False
    app.state.slow = ()
    app.state.requests = RequestMetrics()
    problems.install(app, prefix)
    docs.install(app, prefix)
    index.install(app, API_VERSION)
    for router in (health_router(service, prefix), *routers):
        # Not include_router(): it keeps the routers nested, and matching nested routers costs 0.1 ms per request.
        app.router.routes.extend(router.routes)
    app.add_middleware(
        RequestContext,
        guard=Guard(settings.allowed_hosts, settings.cors_allowed_origins),
        bodies=Bodies(BodyLimits.of(settings, body_limits or {})),
        metrics=app.state.requests,
    )
    openapi.install(app, tokens=settings.auth_mode != "local")
    return app


def _lifespan(
    settings: ServiceSettings,
    open_resources: Callable[[], AbstractAsyncContextManager[HasChecks]],
    tracing: Tracing | None,
) -> Callable[[FastAPI], AbstractAsyncContextManager[dict[str, Any]]]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncGenerator[dict[str, Any]]:
        async with (
            nullcontext() if tracing is None else tracing.exporting(),
            auth.open_authenticator(settings) as authenticator,
            open_resources() as resources,
        ):
            app.state.slow = resources.slow
            yield {"resources": resources, "authenticator": authenticator}

    return lifespan


def _telemetry(tracing: Tracing | None) -> TelemetryConfig:
    return {
        "tracing": tracing is not None,
        "tracer_provider": tracing.provider if tracing is not None else None,
        "metrics": False,
        "logs": False,
        # A span for each validation and serialisation within a request would cost more than it is worth.
        "operation_spans": False,
        "exclude": lambda scope: scope["path"].endswith(QUIET_PATHS),
    }
