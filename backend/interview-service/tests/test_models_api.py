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

from shared.testing.mongod import Mongod
from shared.testing.questions import answer, question
from shared.testing.services import WithResumes, example_resume
from shared.testing.serving import client_of, serving
from shared.testing.wire import KEYS, Answers, WireServer, settings_for

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
    async def make(**changes: Any) -> AsyncGenerator[WithResumes]:
        url = SecretStr(mongod.url)
        async with AsyncExitStack() as stack:
            resumes = await stack.enter_async_context(
                serving(create_resume_app(ResumeSettings(mongodb_url=url, resume_database=database_name)))
            )
            llm = settings_for(wire, "openai", **changes).model_dump()
            settings = InterviewSettings(
                mongodb_url=url, interview_database=database_name, resume_service_url=resumes, **llm
            )
            service = await stack.enter_async_context(client_of(create_app(settings), "/api/v1/interview"))
            client = httpx.AsyncClient(base_url=f"{resumes}/api/v1/resumes", timeout=30, trust_env=False)
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


async def test_metrics_are_on_the_services_own_port(running: Make) -> None:
    async with running() as services:
        await services.service.post(f"/{await stored(services)}/questions", json={})
        metrics = await services.service.get(str(services.service.base_url.copy_with(path="/metrics")))

    assert metrics.status_code == HTTPStatus.OK
    assert metrics.headers["content-type"].startswith("text/plain")
    assert 'llm_requests_total{model="gpt-6-luna",outcome="ok",provider="openai"}' in metrics.text


async def test_the_cost_is_counted_and_the_budget_stops_before_the_next_call(
    running: Make, wire: WireServer, tmp_path: Path
) -> None:
    prices = tmp_path / "prices.yaml"
    prices.write_text(PRICES, encoding="utf-8")
    # A call may cost some 12 dollars here (8192 tokens at most), and costs 2 cents.
    async with running(llm_prices_file=prices, llm_budget_usd_per_day=12) as services:
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
