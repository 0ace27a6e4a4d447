"""Importing with a language model: the real SDK, the provider's real protocol, and what is believed of the answer."""

import json
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from resume_service.main import create_app
from resume_service.settings import ResumeSettings

from shared.testing.mongod import Mongod
from shared.testing.problems import assert_problem
from shared.testing.serving import client_of
from shared.testing.wire import Answers, WireServer, values_for

Json = dict[str, Any]

DOCUMENT = """김민수
minsu.kim@example.com

경력
누리커머스 | 백엔드 개발자 | 2022.01 ~ 현재
- 배포 실패율을 12%에서 2%로 낮춤
"""
ANSWER: Json = {
    "name": "김민수",
    "contact": {"email": "[EMAIL_1]"},
    "summary": "결과로 말하는 열정적인 개발자",
    "work_experiences": [
        {
            "company": "누리커머스",
            "position": "백엔드 개발자",
            "start": "2022-01",
            "end": "present",
            "achievements": ["배포 실패율을 12%에서 2%로 낮춤", "매출을 300% 늘림"],
            "team_size": 7,
        }
    ],
}


@pytest.fixture
async def wire() -> AsyncIterator[WireServer]:
    async with WireServer() as server:
        yield server


@pytest.fixture
async def client(mongod: Mongod, database_name: str, wire: WireServer) -> AsyncIterator[httpx.AsyncClient]:
    llm = values_for(wire, "openai", llm_retries=0)
    settings = ResumeSettings(mongodb_url=SecretStr(mongod.url), resume_database=database_name, **llm)
    async with client_of(create_app(settings), "/api/v1/resumes") as client:
        yield client


async def test_a_model_finds_the_fields_and_what_it_made_up_is_dropped(
    client: httpx.AsyncClient, wire: WireServer
) -> None:
    wire.openai.script([Answers(json.dumps(ANSWER, ensure_ascii=False))])

    answer = await client.post("/import", content=DOCUMENT.encode())

    result = answer.json()
    assert answer.status_code == 201, answer.text
    assert result["source"] == "llm"
    assert (result["generation"]["provider"], result["generation"]["attempts"][0]["outcome"]) == ("openai", "ok")
    assert result["generation"]["usage"]["output_tokens"] > 0
    resume = result["resume"]
    assert (resume["name"], resume["contact"]) == ("김민수", {"email": "minsu.kim@example.com"})
    assert resume["work_experiences"][0]["achievements"] == ["배포 실패율을 12%에서 2%로 낮춤"]
    assert "summary" not in resume
    assert {(dropped["pointer"], dropped["value"]) for dropped in result["dropped"]} == {
        ("/summary", "결과로 말하는 열정적인 개발자"),
        ("/work_experiences/0/achievements/1", "매출을 300% 늘림"),
        ("/work_experiences/0/team_size", "7"),
    }


async def test_a_name_that_a_model_breaks_into_lines_is_stored_on_one(
    client: httpx.AsyncClient, wire: WireServer
) -> None:
    broken = {**ANSWER["work_experiences"][0], "company": "누리\u202e커머스", "position": "백엔드\n개발자"}
    wire.openai.script([Answers(json.dumps({**ANSWER, "work_experiences": [broken]}, ensure_ascii=False))])

    answer = await client.post("/import", content=DOCUMENT.replace("누리커머스", "누리 커머스").encode())

    assert answer.status_code == 201, answer.text
    (job,) = answer.json()["resume"]["work_experiences"]
    assert job["position"] == "백엔드 개발자"
    assert "\u202e" not in answer.text


async def test_when_every_provider_fails_rules_do_not_pass_for_a_model(
    client: httpx.AsyncClient, wire: WireServer
) -> None:
    wire.openai.fails("overloaded")

    answer = await client.post("/import", content=DOCUMENT.encode())

    assert_problem(answer, 503, "LLM_UNAVAILABLE")
    assert answer.json()["attempts"][0]["outcome"] == "overloaded"
    assert (await client.get("")).json()["items"] == []


async def test_a_json_resume_costs_nothing(client: httpx.AsyncClient, wire: WireServer) -> None:
    wire.openai.fails("overloaded")

    answer = await client.post("/import", json={"basics": {"name": "Ada", "summary": "Writes engines"}})

    assert (answer.status_code, answer.json()["source"]) == (201, "json_resume")


async def test_the_providers_are_shown_here_too(client: httpx.AsyncClient) -> None:
    (provider,) = (await client.get("/providers")).json()["items"]

    assert (provider["provider"], provider["requests"]) == ("openai", {})
