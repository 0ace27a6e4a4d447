"""OpenAI-compatible servers: some lack the Responses API, some leave fields out."""

import asyncio
import json

import pytest
from pydantic import BaseModel

from shared.config.llm import LlmSettings
from shared.llm import LlmRequest, Usage, open_registry
from shared.llm.errors import LlmUnavailable
from shared.llm.race.observing import Observation
from shared.testing.wire import (
    CACHED_TOKENS,
    INPUT_TOKENS,
    OUTPUT_TOKENS,
    Answers,
    Fails,
    Sends,
    WireServer,
    settings_for,
)

RESPONSES, CHAT = "/v1/responses", "/v1/chat/completions"


class Capital(BaseModel):
    city: str


REQUEST = LlmRequest(Capital, "Answer in JSON.", "What is the capital of Korea?", "capital")
SEOUL = Answers('{"city": "Seoul"}')


async def test_a_server_without_responses_is_asked_by_chat_from_then_on(wire: WireServer) -> None:
    wire.openai.script([Fails("no_such_path"), SEOUL])

    async with open_registry(settings_for(wire, "openai")) as llm:
        first = await llm.generate(REQUEST)
        second = await llm.generate(REQUEST)

    assert [request.path for request in wire.openai.requests] == [RESPONSES, CHAT, CHAT]
    assert first.value == second.value == Capital(city="Seoul")
    assert first.usage == Usage(INPUT_TOKENS, OUTPUT_TOKENS, CACHED_TOKENS, 2)
    assert (len(first.attempts), first.model) == (1, second.model)


async def test_chat_is_asked_for_the_same_schema_and_limit(wire: WireServer) -> None:
    wire.openai.script([Fails("no_such_path"), SEOUL])

    async with open_registry(settings_for(wire, "openai")) as llm:
        await llm.generate(REQUEST)

    responses, chat = (request.body for request in wire.openai.requests)
    asked = responses["text"]["format"]
    assert chat["response_format"]["json_schema"] == {key: asked[key] for key in ("name", "strict", "schema")}
    assert chat["max_completion_tokens"] == responses["max_output_tokens"]
    assert [message["content"] for message in chat["messages"]] == ["Answer in JSON.", "What is the capital of Korea?"]


async def test_a_missing_model_is_no_missing_path(wire: WireServer) -> None:
    wire.openai.script([Fails("unknown_model"), SEOUL])

    async with open_registry(settings_for(wire, "openai")) as llm:
        with pytest.raises(LlmUnavailable):
            await llm.generate(REQUEST)
        await llm.generate(REQUEST)

    assert [request.path for request in wire.openai.requests] == [RESPONSES, RESPONSES]


async def test_a_server_that_has_neither_path_for_a_while_is_asked_by_responses_again(wire: WireServer) -> None:
    wire.openai.script([Fails("no_such_path"), Fails("no_such_path"), SEOUL])

    async with open_registry(settings_for(wire, "openai")) as llm:
        with pytest.raises(LlmUnavailable) as caught:
            await llm.generate(REQUEST)
        await llm.generate(REQUEST)

    assert [attempt.outcome for attempt in caught.value.attempts] == ["unknown_model"]
    assert [request.path for request in wire.openai.requests] == [RESPONSES, CHAT, RESPONSES]


async def test_a_server_that_leaves_details_of_the_usage_out_is_understood(wire: WireServer) -> None:
    text = {"type": "output_text", "text": SEOUL.text}
    message = {"type": "message", "role": "assistant", "content": [text]}
    usage = {"input_tokens": 5, "output_tokens": 2, "total_tokens": 7}
    wire.openai.script([Sends({"status": "completed", "model": "local", "output": [message], "usage": usage})])

    async with open_registry(settings_for(wire, "openai")) as llm:
        answer = await llm.generate(REQUEST)

    assert (answer.value.city, answer.usage) == ("Seoul", Usage(5, 2, 0))


async def test_nothing_is_stored_at_the_provider(wire: WireServer) -> None:
    async with open_registry(settings_for(wire, "openai")) as llm:
        await llm.generate(REQUEST)

    body = wire.openai.requests[0].body
    assert body["store"] is False
    assert json.dumps(body).count("What is the capital of Korea?") == 1


@pytest.fixture
def local(wire: WireServer, monkeypatch: pytest.MonkeyPatch) -> LlmSettings:
    monkeypatch.setenv("LOCAL_BASE_URL", wire.local.base_url)
    monkeypatch.setenv("LOCAL_MODEL", "gemma")
    return LlmSettings(llm_providers=("local",))


async def test_a_server_of_another_name_is_asked_by_chat_in_words_that_all_know(
    wire: WireServer, local: LlmSettings
) -> None:
    wire.local.script([SEOUL])

    async with open_registry(local) as llm:
        answer = await llm.generate(REQUEST)
        async with llm.stream_text(LlmRequest(str, "Answer.", "The capital?", "text")) as stream:
            assert [piece async for piece in stream]

    assert (answer.value, answer.provider) == (Capital(city="Seoul"), "local")
    assert [request.path for request in wire.local.requests] == [CHAT, CHAT]
    assert wire.local.requests[0].body["max_tokens"] == 4096
    assert "max_completion_tokens" not in wire.local.requests[0].body


async def test_no_connection_to_such_a_server_is_used_twice(wire: WireServer, local: LlmSettings) -> None:
    async with open_registry(local) as llm:
        for _ in range(3):
            await llm.generate(REQUEST)
            async with asyncio.timeout(5):
                await wire.local.disconnected()
        assert llm.totals.models["local", "gemma"].outcomes == {"ok": 3}


@pytest.mark.parametrize("tokens", [None, -1])
async def test_tokens_that_a_server_does_not_know_cost_no_answer(
    wire: WireServer, local: LlmSettings, tokens: int | None
) -> None:
    choice = {"index": 0, "message": {"role": "assistant", "content": '{"city": "Seoul"}'}, "finish_reason": "stop"}
    usage = {"prompt_tokens": 7, "completion_tokens": tokens, "total_tokens": 7}
    wire.local.script([Sends({"id": "1", "model": "gemma", "choices": [choice], "usage": usage})])

    async with open_registry(local) as llm:
        answer = await llm.generate(REQUEST)

    # What nobody told is estimated, so that it is not free.
    (attempt,) = answer.attempts
    assert attempt.estimated
    assert attempt.usage.output_tokens > 0


async def test_an_observer_that_fails_costs_no_answer(wire: WireServer, local: LlmSettings) -> None:
    class Broken:
        def observe(self, seen: Observation) -> None:
            raise RuntimeError(seen.name)

    wire.local.script([SEOUL])
    async with open_registry(local, observers=[Broken()]) as llm:
        assert (await llm.generate(REQUEST)).value == Capital(city="Seoul")
