"""OpenTelemetry spans, sent over OTLP/HTTP if OTEL_EXPORTER_OTLP_ENDPOINT is set.

Otherwise only the API package is loaded, which FastAPI imports itself.

FastAPI creates the span of a request to a service; each request to a provider is a client span within it that follows
the semantic conventions for generative AI (github.com/open-telemetry/semantic-conventions-genai), without messages.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from threading import Thread
from typing import TYPE_CHECKING

from shared.config.base import ServiceSettings

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.trace import Tracer

    # Only the type is needed, and resume-service, which has spans but no models, must not load the registry.
    from shared.llm.race.observing import Observation

EXPORT_SECONDS = 2.0
GOOD_BYE_SECONDS = 1.0
PROVIDERS: Mapping[str, str] = {"openai": "openai", "claude": "anthropic", "gemini": "gcp.gemini"}
"""Provider names in the conventions; a compatible server keeps its own name."""


class Tracing:
    """The spans of one service."""

    def __init__(self, service: str, endpoint: str) -> None:
        from opentelemetry.sdk.resources import Resource  # noqa: PLC0415  only if spans are exported
        from opentelemetry.sdk.trace import TracerProvider  # noqa: PLC0415

        self._endpoint = endpoint.rstrip("/")
        resource = Resource({"service.name": service})
        self.provider: TracerProvider = TracerProvider(resource=resource, shutdown_on_exit=False)

    @asynccontextmanager
    async def exporting(self) -> AsyncGenerator[None]:
        """Send spans while this is open. A collector that is down only costs a second at the end."""
        from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # noqa: PLC0415
        from opentelemetry.sdk.trace.export import BatchSpanProcessor  # noqa: PLC0415

        exporter = OTLPSpanExporter(endpoint=f"{self._endpoint}/v1/traces", timeout=EXPORT_SECONDS)
        self.provider.add_span_processor(BatchSpanProcessor(exporter))
        try:
            yield
        finally:
            # A daemon thread, because the exporter may take long to give up and must not delay the process's end.
            ending = Thread(target=self.provider.shutdown, daemon=True)
            ending.start()
            await asyncio.to_thread(ending.join, GOOD_BYE_SECONDS)


class LlmSpans:
    """A registry observer that creates a span for every request to a provider."""

    def __init__(self, provider: "TracerProvider") -> None:
        from opentelemetry.trace import SpanKind, Status, StatusCode  # noqa: PLC0415  only if spans are exported

        self._tracer: Tracer = provider.get_tracer("shared.llm")
        self._client = SpanKind.CLIENT
        self._error = Status(StatusCode.ERROR)

    def observe(self, seen: "Observation") -> None:
        """Create the span of a finished request."""
        made = seen.attempt
        attributes: dict[str, str | int | float | bool] = {
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": PROVIDERS.get(made.provider, made.provider),
            "gen_ai.request.model": seen.asked_model,
            "gen_ai.request.max_tokens": seen.max_tokens,
            "gen_ai.request.stream": True,
            "gen_ai.output.type": "json" if seen.structured else "text",
            "llm.generation": seen.name,
        }
        billed = not made.estimated and (made.usage.input_tokens or made.usage.output_tokens)
        if billed or made.outcome == "ok":
            # Not set for a request that failed before any model answered, rather than set to zero.
            attributes |= {
                "gen_ai.response.model": made.model,
                "gen_ai.usage.input_tokens": made.usage.input_tokens,
                "gen_ai.usage.output_tokens": made.usage.output_tokens,
                "gen_ai.usage.cache_read.input_tokens": made.usage.cached_tokens,
                "gen_ai.usage.reasoning.output_tokens": made.usage.reasoning_tokens,
            }
        if made.cost_usd is not None:
            attributes["llm.cost_usd"] = made.cost_usd
        if seen.first_token_seconds is not None:
            attributes["gen_ai.response.time_to_first_chunk"] = seen.first_token_seconds
        if made.outcome != "ok":
            attributes["error.type"] = made.outcome
        span = self._tracer.start_span(
            f"chat {seen.asked_model}", kind=self._client, attributes=attributes, start_time=seen.started_ns
        )
        if made.outcome != "ok":
            span.set_status(self._error)
        span.end(seen.started_ns + round(seen.seconds * 1e9))


def tracing_of(service: str, settings: ServiceSettings) -> Tracing | None:
    """Return the tracing for the settings, or `None` if no endpoint is set."""
    endpoint = settings.otel_exporter_otlp_endpoint
    return Tracing(service, endpoint) if endpoint is not None else None
