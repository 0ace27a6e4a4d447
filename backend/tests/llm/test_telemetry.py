"""Metrics and spans: what an operator's tools are told of every request, and that nothing secret is in it."""

import subprocess
import sys
from time import monotonic, time_ns

import pytest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from opentelemetry.trace import get_current_span
from prometheus_client.parser import text_string_to_metric_families
from pydantic import BaseModel

from shared.llm import LlmRequest, open_registry
from shared.llm.base import Attempt, ListRequest, Usage
from shared.llm.race.observing import Observation
from shared.telemetry.metrics import LlmMetrics
from shared.telemetry.spans import GOOD_BYE_SECONDS, LlmSpans, Tracing
from shared.testing.collector import Collector, attributes
from shared.testing.wire import (
    CACHED_TOKENS,
    INPUT_TOKENS,
    KEYS,
    OUTPUT_TOKENS,
    Fails,
    Improvises,
    WireServer,
    closed_port_url,
    settings_for,
)


class Capital(BaseModel):
    city: str


REQUEST = LlmRequest(Capital, "Secret instructions.", "A secret résumé.", "capital")
LIST = ListRequest(Capital, "Secret instructions.", "A secret résumé.", "capitals")
SECRETS = (*KEYS.values(), "Secret instructions", "secret résumé", "plausible answer")


def values(metrics: LlmMetrics) -> dict[tuple[str, ...], float]:
    """Every sample by its name, provider, model and what other label it has."""
    return {
        (sample.name, sample.labels.pop("provider"), sample.labels.pop("model"), *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(metrics.text().decode())
        for sample in family.samples
    }


async def test_every_request_is_counted_by_provider_model_and_outcome(wire: WireServer) -> None:
    wire.openai.script([Fails("server_error"), Improvises()])
    metrics = LlmMetrics()

    async with open_registry(settings_for(wire, "openai", "claude"), observers=[metrics]) as llm:
        metrics.watch(llm)
        await llm.generate(REQUEST)
        await llm.generate(REQUEST)
        async with llm.stream(LIST) as stream:
            assert [city async for city in stream]
        told = values(metrics)

    openai, claude = ("openai", "gpt-6-luna"), ("claude", "claude-haiku-5-5")
    assert told["llm_requests_total", *openai, "unavailable"] == 1
    assert told["llm_requests_total", *openai, "ok"] == 2
    assert told["llm_requests_total", *claude, "ok"] == 1
    assert told["llm_request_duration_seconds_count", *openai] == 3
    assert told["llm_first_token_seconds_count", *openai] == 2
    assert told["llm_tokens_total", *claude, "input"] == INPUT_TOKENS
    assert told["llm_tokens_total", *claude, "cached"] == CACHED_TOKENS
    assert told["llm_tokens_total", *openai, "output"] == 2 * OUTPUT_TOKENS
    assert told["llm_breaker_state", *openai, "closed"] == 1
    assert told["llm_breaker_state", *openai, "open"] == 0
    assert told["llm_in_flight", *openai] == 0
    assert not [secret for secret in SECRETS if secret in metrics.text().decode()]


async def test_a_breaker_is_told_as_it_is_at_the_moment_of_asking(wire: WireServer) -> None:
    wire.openai.fails("bad_key")
    metrics = LlmMetrics()

    async with open_registry(settings_for(wire, "openai", "claude"), observers=[metrics]) as llm:
        metrics.watch(llm)
        await llm.generate(REQUEST)

        assert values(metrics)["llm_breaker_state", "openai", "gpt-6-luna", "open"] == 1


async def test_each_request_to_a_provider_is_a_client_span_within_the_callers(wire: WireServer) -> None:
    wire.openai.fails("overloaded")
    async with Collector().running() as collector:
        tracing = Tracing("interview-service", collector.url)
        async with (
            tracing.exporting(),
            open_registry(settings_for(wire, "openai", "claude"), observers=[LlmSpans(tracing.provider)]) as llm,
        ):
            with tracing.provider.get_tracer("test").start_as_current_span("request") as request:
                answer = await llm.generate(REQUEST)
                assert get_current_span() is request

    failed, good = (span for span in collector.spans if span.name.startswith("chat "))
    parent = next(span for span in collector.spans if span.name == "request")
    assert {failed.parent_span_id, good.parent_span_id} == {parent.span_id}
    assert (failed.kind, failed.status.code) == (Span.SPAN_KIND_CLIENT, 2)
    assert attributes(failed)["error.type"] == "overloaded"
    # Nothing was answered or billed, which is not the same as zero tokens.
    assert not [key for key in attributes(failed) if key.startswith(("gen_ai.usage.", "gen_ai.response."))]
    told = attributes(good)
    assert good.name == "chat claude-haiku-5-5"
    assert told["gen_ai.operation.name"] == "chat"
    assert told["gen_ai.provider.name"] == "anthropic"
    assert told["gen_ai.request.model"] == "claude-haiku-5-5"
    assert told["gen_ai.response.model"] == answer.model
    assert told["gen_ai.output.type"] == "json"
    assert told["gen_ai.request.max_tokens"] == 8192
    assert told["gen_ai.usage.cache_read.input_tokens"] == CACHED_TOKENS
    assert (told["gen_ai.usage.input_tokens"], told["gen_ai.usage.output_tokens"]) == (INPUT_TOKENS, OUTPUT_TOKENS)
    assert "error.type" not in told
    milliseconds = (good.end_time_unix_nano - good.start_time_unix_nano) / 1e6
    assert abs(milliseconds - answer.attempts[1].ms) <= 1
    assert not [secret for secret in SECRETS if secret.encode() in collector.raw]


async def test_a_collector_that_is_down_costs_a_moment_at_the_end_and_nothing_else(wire: WireServer) -> None:
    tracing = Tracing("interview-service", closed_port_url())

    async with (
        tracing.exporting(),
        open_registry(settings_for(wire, "openai"), observers=[LlmSpans(tracing.provider)]) as llm,
    ):
        await llm.generate(REQUEST)
        ended = monotonic()

    assert monotonic() - ended < GOOD_BYE_SECONDS + 1


def test_a_server_that_bills_less_than_nothing_does_no_harm() -> None:
    metrics = LlmMetrics()

    metrics.observe(observation(Usage(-1, -2, -3, -4), cost_usd=-0.1))

    told = values(metrics)
    assert told["llm_requests_total", "local", "m", "ok"] == 1
    assert told["llm_tokens_total", "local", "m", "input"] == 0
    assert told["llm_cost_usd_total", "local", "m"] == 0


@pytest.mark.parametrize(
    ("provider", "told"), [("openai", "openai"), ("claude", "anthropic"), ("gemini", "gcp.gemini"), ("local", "local")]
)
async def test_a_span_names_the_provider_as_the_conventions_do(provider: str, told: str) -> None:
    async with Collector().running() as collector:
        tracing = Tracing("interview-service", collector.url)
        async with tracing.exporting():
            LlmSpans(tracing.provider).observe(observation(Usage(1, 1), provider=provider))

    (span,) = collector.spans
    assert attributes(span)["gen_ai.provider.name"] == told


@pytest.mark.parametrize("service", ["resume_service", "interview_service", "learning_service"])
def test_a_service_that_exports_nothing_loads_no_exporter(service: str) -> None:
    script = f"""
import sys
from {service}.main import create_app
create_app()
print(*sys.modules)
"""
    environment = {"PYTHONPATH": ":".join(filter(None, sys.path))}
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, env=environment, check=True, timeout=60
    )

    loaded = set(done.stdout.split())
    assert not [name for name in loaded if name.startswith(("opentelemetry.sdk", "opentelemetry.exporter"))]


def observation(usage: Usage, *, provider: str = "local", cost_usd: float | None = None) -> Observation:
    return Observation(
        name="capital",
        attempt=Attempt(provider, "m", "ok", 10, usage, cost_usd),
        asked_model="m",
        max_tokens=100,
        structured=True,
        started_ns=time_ns(),
        seconds=0.01,
        first_token_seconds=None,
    )
