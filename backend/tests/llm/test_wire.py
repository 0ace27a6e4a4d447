"""The fakes are held to what they promise: values that keep any schema, and a process for benchmarks."""

import asyncio
import json
import signal
import sys
from pathlib import Path
from typing import Annotated, Literal

import httpx2
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


async def test_a_request_for_no_stream_gets_the_status_of_an_error_within_one(wire: WireServer) -> None:
    wire.claude.script(
        [Fails("rate_limited", within="stream"), Fails("rate_limited", within="body"), Fails(status=451)]
    )

    async with httpx2.AsyncClient(base_url=wire.claude.base_url) as client:
        statuses = [(await client.post("/v1/messages", json={})).status_code for _ in range(3)]

    assert statuses == [429, 200, 451]
