"""The registry as learning-service runs it: its providers, metrics and budget."""

from collections.abc import AsyncIterator
from http import HTTPStatus
from pathlib import Path

import httpx
import pytest
from learning_service.main import create_app
from learning_service.settings import LearningSettings
from pydantic import SecretStr
from resume_service.main import create_app as create_resume_app
from resume_service.settings import ResumeSettings

from shared.testing.mongod import Mongod
from shared.testing.problems import assert_problem
from shared.testing.services import WithResumes, example_resume
from shared.testing.serving import client_of, serving
from shared.testing.wire import KEYS, WireServer, values_for

PRICES = """
- {provider: openai, model: gpt-6-luna, aliases: [gpt-6-luna-wire], input: 1000, cached_input: 1000, output: 1000,
   as_of: 2026-11-23, source: "https://prices.example/list"}
"""


@pytest.fixture
async def wire() -> AsyncIterator[WireServer]:
    async with WireServer() as server:
        yield server


async def test_without_a_key_there_are_no_providers(services: WithResumes) -> None:
    shown = await services.service.get("/providers")

    assert (shown.status_code, shown.json()) == (HTTPStatus.OK, {"items": []})


async def test_a_budget_that_is_too_small_for_one_path_stops_before_the_first_request(
    mongod: Mongod, database_name: str, wire: WireServer, tmp_path: Path
) -> None:
    prices = tmp_path / "prices.yaml"
    prices.write_text(PRICES, encoding="utf-8")
    url = SecretStr(mongod.url)
    llm = values_for(wire, "openai", llm_prices_file=prices, llm_budget_usd_per_day=0.01)
    resume_app = create_resume_app(ResumeSettings(mongodb_url=url, resume_database=database_name))
    async with serving(resume_app) as resumes:
        app = create_app(
            LearningSettings(mongodb_url=url, learning_database=database_name, resume_service_url=resumes, **llm)
        )
        async with client_of(app, "/api/v1/learning") as service, httpx.AsyncClient(trust_env=False) as client:
            resume = (await client.post(f"{resumes}/api/v1/resumes", json=example_resume())).json()
            refused = await service.post(f"/{resume['id']}/learning-path", json={})
            shown = await service.get("/providers")
            metrics = await service.get(str(service.base_url.copy_with(path="/metrics")))

    assert_problem(refused, HTTPStatus.SERVICE_UNAVAILABLE, "LLM_BUDGET_EXCEEDED")
    assert wire.openai.asked_times == 0
    (provider,) = shown.json()["items"]
    assert (provider["provider"], provider["requests"], provider["cost_usd"]) == ("openai", {}, 0)
    assert 'llm_breaker_state{model="gpt-6-luna",provider="openai",state="closed"} 1.0' in metrics.text
    assert not [key for key in KEYS.values() if key in shown.text + metrics.text]
