"""The registry as interview-service runs it: its providers, metrics, budget, over the wire fakes."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx
import pytest
from interview_service.main import create_app
from interview_service.settings import InterviewSettings
from pydantic import SecretStr
from resume_service.main import create_app as create_resume_app
from resume_service.settings import ResumeSettings

from shared.testing.collector import Collector, attributes
from shared.testing.models.questions import answer, question
from shared.testing.mongod import Mongod
from shared.testing.problems import assert_problem
from shared.testing.services import WithResumes, example_resume
from shared.testing.serving import client_of, http_client, serving
from shared.testing.wire import KEYS, Answers, WireServer, values_for

PRICES = """
- {provider: openai, model: gpt-6-luna, aliases: [gpt-6-luna-wire], input: 1000, cached_input: 1000, output: 1000,
   as_of: 2026-11-23, source: "https://prices.example/list"}
"""
Make = Callable[..., AbstractAsyncContextManager[WithResumes]]


@pytest.fixture
async def wire() -> AsyncIterator[WireServer]:
    async with WireServer() as server:
        server.openai.script([Answers(answer([question(number) for number in range(5)]))])
        yield server


@pytest.fixture
def running(mongod: Mongod, database_name: str, wire: WireServer) -> Make:
    @asynccontextmanager
    async def make(collector: str | None = None, quota: int = 0, **changes: Any) -> AsyncGenerator[WithResumes]:
        url = SecretStr(mongod.url)
        async with AsyncExitStack() as stack:
            resumes = await stack.enter_async_context(
                serving(create_resume_app(ResumeSettings(mongodb_url=url, resume_database=database_name)))
            )
            llm = values_for(wire, "openai", **changes)
            settings = InterviewSettings(
                mongodb_url=url,
                interview_database=database_name,
                resume_service_url=resumes,
                otel_exporter_otlp_endpoint=collector,
                quota_generations_per_day=quota,
                **llm,
            )
            service = await stack.enter_async_context(client_of(create_app(settings), "/api/v1/interview"))
            client = http_client(f"{resumes}/api/v1/resumes")
            yield WithResumes(service, await stack.enter_async_context(client))

    return make


async def stored(services: WithResumes) -> str:
    made = await services.resumes.post("", json=example_resume())
    return made.json()["id"]


async def test_the_providers_are_shown_with_what_was_asked_of_them_and_no_secret(running: Make) -> None:
    async with running() as services:
        made = await services.service.post(f"/{await stored(services)}/questions", json={})
        shown = await services.service.get("/providers")

    assert made.status_code == HTTPStatus.CREATED, made.text
    (provider,) = shown.json()["items"]
    assert (provider["provider"], provider["model"], provider["breaker"]) == ("openai", "gpt-6-luna", "closed")
    assert provider["requests"]["ok"] >= 1
    assert provider["usage"]["output_tokens"] > 0
    assert provider["last_error"] is None
    assert not [key for key in KEYS.values() if key in shown.text]
    assert "127.0.0.1" not in shown.text


async def test_the_providers_stand_in_their_order_with_what_is_wrong_with_them(running: Make, wire: WireServer) -> None:
    wire.claude.fails("bad_key")
    # Claude is slow to load on a busy machine; its answer is waited for.
    async with running(llm_providers=("claude", "openai"), llm_hedge_seconds=10) as services:
        await services.service.post(f"/{await stored(services)}/questions", json={})
        claude, openai = (await services.service.get("/providers")).json()["items"]

    assert (claude["provider"], claude["breaker"], claude["last_error"]) == ("claude", "open", "bad_key")
    assert claude["opens_in_seconds"] > 0
    assert claude["requests"] == {"bad_key": 1}
    assert (openai["provider"], openai["breaker"], openai["opens_in_seconds"]) == ("openai", "closed", 0)
    assert (openai["in_flight"], openai["waiting"]) == (0, 0)


async def test_without_a_key_there_are_no_providers_and_no_metrics_of_any(services: WithResumes) -> None:
    shown = await services.service.get("/providers")
    metrics = await services.service.get(str(services.service.base_url.copy_with(path="/metrics")))

    assert (shown.status_code, shown.json()) == (HTTPStatus.OK, {"items": []})
    assert metrics.status_code == HTTPStatus.OK
    assert "provider=" not in metrics.text


async def test_metrics_are_no_part_of_the_api(services: WithResumes) -> None:
    document = (await services.service.get("/openapi.json")).json()

    assert "/api/v1/interview/providers" in document["paths"]
    assert not [path for path in document["paths"] if "metrics" in path]


async def test_requests_to_providers_are_spans_within_the_span_of_the_request_to_the_service(running: Make) -> None:
    async with Collector().running() as collector, running(collector=collector.url) as services:
        resume = await stored(services)
        made = await services.service.post(f"/{resume}/questions", json={})
        await services.service.get("/health")
    assert made.status_code == HTTPStatus.CREATED, made.text

    asked = [span for span in collector.spans if span.name.startswith("chat ")]
    (request,) = (span for span in collector.spans if span not in asked)
    assert attributes(request)["http.route"] == "/api/v1/interview/{resume_id}/questions"
    assert len(asked) == asked_by(made)
    assert {(span.trace_id, span.parent_span_id) for span in asked} == {(request.trace_id, request.span_id)}
    texts = [*KEYS.values(), example_resume()["name"], made.json()["questions"][0]["question"]]
    assert not [text for text in texts if text.encode() in collector.raw]


async def test_metrics_are_on_the_services_own_port(running: Make) -> None:
    async with running() as services:
        await services.service.post(f"/{await stored(services)}/questions", json={})
        metrics = await services.service.get(str(services.service.base_url.copy_with(path="/metrics")))

    assert metrics.status_code == HTTPStatus.OK
    assert metrics.headers["content-type"].startswith("text/plain")
    assert 'llm_requests_total{model="gpt-6-luna",outcome="ok",provider="openai"}' in metrics.text


async def test_what_a_model_was_paid_for_counts_though_the_rules_made_all_of_it(
    running: Make, wire: WireServer
) -> None:
    made_up = [{"pointer": "/summary", "quote": "매출을 300% 늘린 천재"}]
    wire.openai.script([Answers(answer([question(number, evidence=made_up) for number in range(5)]))])
    async with running(quota=1) as services:
        resume = await stored(services)
        first, second = [await services.service.post(f"/{resume}/questions", json={}) for _ in range(2)]

    assert first.status_code == HTTPStatus.CREATED
    made = first.json()
    assert (len(made["questions"]), made["generation"]["source"]) == (made["requested"], "rule_based")
    assert made["generation"]["rejected"] == {"no_evidence": 10}
    assert [one["provider"] for one in made["generation"]["contributors"]] == ["rule_based"]
    assert len(made["generation"]["attempts"]) == 2
    assert_problem(second, HTTPStatus.TOO_MANY_REQUESTS, "QUOTA_EXCEEDED")


@pytest.mark.unmeasured
async def test_the_cost_is_counted_and_the_budget_stops_before_the_next_call(
    running: Make, wire: WireServer, tmp_path: Path
) -> None:
    prices = tmp_path / "prices.yaml"
    prices.write_text(PRICES, encoding="utf-8")
    # A call may cost some 14 dollars here (8192 tokens at most, and a long prompt), and costs 2 cents.
    async with running(llm_prices_file=prices, llm_budget_usd_per_day=16) as services:
        resume = await stored(services)
        first = await services.service.post(f"/{resume}/questions", json={})
        made, asked = first, 0
        while made.status_code == HTTPStatus.CREATED:
            asked = wire.openai.asked_times
            assert asked < 1000
            made = await services.service.post(f"/{resume}/questions", json={"avoid_previous": False})

    assert first.json()["generation"]["cost_usd"] == pytest.approx(0.018 * asked_by(first))
    assert made.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    assert made.json()["code"] == "LLM_BUDGET_EXCEEDED"
    assert wire.openai.asked_times == asked


def asked_by(made: httpx.Response) -> int:
    return len(made.json()["generation"]["attempts"])
