"""The fakes are held to what they promise: values that keep any schema, and a process for benchmarks."""

import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import Annotated, Literal

import httpx2
import pytest
from pydantic import BaseModel, EmailStr, Field, SecretStr

from shared.config.llm import KNOWN, LlmSettings
from shared.llm import LlmRequest, open_registry
from shared.llm.output.structured import schema_of
from shared.llm.providers import claude, gemini, openai
from shared.testing.wire import Fails, WireServer
from shared.testing.wire.instances import instance_of


class Node(BaseModel):
    children: Annotated[list["Node"], Field(min_length=1)] | None


class Everything(BaseModel):
    text: Annotated[str, Field(min_length=120)]
    short: Annotated[str, Field(max_length=5)]
    mail: EmailStr
    level: Literal["easy", "hard"]
    one: Literal["one"]
    number: Annotated[float, Field(gt=3)]
    many: Annotated[int, Field(ge=100)]
    some: Annotated[list[int], Field(min_length=3)]
    few: Annotated[list[bool], Field(max_length=1)]
    either: int | str
    nested: Node
    nothing: None


def test_an_improvised_answer_keeps_its_schema() -> None:
    made = Everything.model_validate(instance_of(Everything.model_json_schema()))

    assert len(made.some) == 3


def test_an_improvised_answer_keeps_a_translated_schema() -> None:
    class Simple(BaseModel):
        items: Annotated[list[Literal["a", "b"]], Field(min_length=4)]

    for dialect in (openai.DIALECT, claude.DIALECT, gemini.DIALECT):
        instance_of(schema_of(Simple, dialect))
    assert Simple.model_validate(instance_of(schema_of(Simple, openai.DIALECT))).items == ["a"] * 4


class City(BaseModel):
    city: str


async def test_the_process_serves_all_three_providers_and_stops_when_told(tmp_path: Path) -> None:
    answer = tmp_path / "answer.json"
    answer.write_text(json.dumps({"city": "서울"}), encoding="utf-8")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "shared.testing.wire", "--answer", str(answer)), stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        lines = [(await process.stdout.readline()).decode().split() for _ in KNOWN]
        urls = {name.rstrip(":"): url for name, url in lines}
        for name in KNOWN:
            settings = LlmSettings.model_validate(
                {
                    "llm_providers": (name,),
                    "openai_api_key": SecretStr("k"),
                    "anthropic_api_key": SecretStr("k"),
                    "gemini_api_key": SecretStr("k"),
                    "openai_base_url": urls["openai"],
                    "anthropic_base_url": urls["claude"],
                    "gemini_base_url": urls["gemini"],
                }
            )
            async with open_registry(settings) as llm:
                generated = await llm.generate(LlmRequest(City, "Answer in JSON.", "Which city?", "city"))
            assert (generated.provider, generated.value.city) == (name, "서울")
    finally:
        process.send_signal(signal.SIGTERM)
        assert await process.wait() == 0


URL = {"openai": "/v1/chat/completions", "claude": "/v1/messages", "gemini": "/v1/models/m:generateContent"}


async def outcomes(wire: WireServer, name: str, times: int) -> list[int | str]:
    """What a plain client makes of these many answers: a status, or that there was none."""
    heard: list[int | str] = []
    base_url = wire.providers[name].base_url.removesuffix("/v1")
    async with httpx2.AsyncClient(base_url=base_url) as client:
        for _ in range(times):
            try:
                response = await client.post(URL[name], json={})
                response.json()
            except httpx2.TransportError as error:
                heard.append(type(error).__name__)
            except ValueError:
                heard.append("no JSON")
            else:
                heard.append(response.status_code)
    return heard


@pytest.mark.parametrize("name", KNOWN)
async def test_random_faults_are_of_every_kind_and_as_many_as_asked_for(wire: WireServer, name: str) -> None:
    wire.providers[name].fails_randomly(0.5, seed=1)

    heard = await outcomes(wire, name, 400)

    assert set(heard) == {200, 429, 500, 503, "no JSON", "ReadError", "RemoteProtocolError"}
    assert 160 < heard.count(200) < 240
    assert all(heard.count(each) > 15 for each in set(heard))


async def test_the_same_seed_fails_the_same_requests_and_no_rate_fails_none(wire: WireServer) -> None:
    runs: list[list[int | str]] = []
    for rate, seed in ((0.5, 7), (0.5, 7), (0.5, 8), (0, 7), (1, 7)):
        wire.claude.fails_randomly(rate, seed, kinds=[Fails("server_error")], text="Seoul")
        runs.append(await outcomes(wire, "claude", 40))

    first, again, other, none, all_ = runs
    assert first == again != other
    assert (set(none), set(all_)) == ({200}, {500})


async def test_a_request_for_no_stream_gets_the_status_of_an_error_within_one(wire: WireServer) -> None:
    wire.claude.script(
        [Fails("rate_limited", within="stream"), Fails("rate_limited", within="body"), Fails(status=451)]
    )

    assert await outcomes(wire, "claude", 3) == [429, 200, 451]
