"""Metrics and spans: what an operator's tools are told of every request, and that nothing secret is in it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from time import monotonic

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span
from opentelemetry.trace import get_current_span
from prometheus_client.parser import text_string_to_metric_families
from pydantic import BaseModel

from shared.llm import LlmRequest, open_registry
from shared.llm.base import ListRequest
from shared.telemetry.metrics import LlmMetrics
from shared.telemetry.spans import GOOD_BYE_SECONDS, LlmSpans, Tracing
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
    assert told["llm_first_token_seconds_count", *openai] == 1
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


class Collector:
    """An OpenTelemetry collector that takes spans over OTLP/HTTP."""

    def __init__(self) -> None:
        self.spans: list[Span] = []
        self.raw = b""
        self.url = ""

    @asynccontextmanager
    async def running(self) -> AsyncGenerator["Collector"]:
        async with await asyncio.start_server(self._take, "127.0.0.1", 0) as server:
            self.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
            yield self

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        assert head.startswith("post /v1/traces ")
        length = next(int(line.split(":")[1]) for line in head.splitlines() if line.startswith("content-length:"))
        body = await reader.readexactly(length)
        self.raw += body
        for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
            self.spans += [span for scope in resource.scope_spans for span in scope.spans]
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()


def attributes(span: Span) -> dict[str, object]:
    return {each.key: getattr(each.value, str(each.value.WhichOneof("value"))) for each in span.attributes}


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
    told = attributes(good)
    assert good.name == "chat claude-haiku-5-5"
    assert told["gen_ai.operation.name"] == "chat"
    assert told["gen_ai.provider.name"] == "anthropic"
    assert told["gen_ai.response.model"] == answer.model
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
