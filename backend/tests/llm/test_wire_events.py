"""What a stream of the fakes has beside its text, and what is asked without one."""

import pytest
from anthropic import APIStatusError, AsyncAnthropic
from anthropic.types import MessageParam
from openai import AsyncOpenAI, InternalServerError, NotFoundError
from openai.types.chat import ChatCompletionMessageParam

from shared.testing.wire import Fault, WireServer

TEXT = "Seoul is the capital of Korea: 서울은 한국의 수도이다. 😀 It has been that since 1394, all in all."
QUESTION = "What is the capital of Korea?"
ASKED: list[ChatCompletionMessageParam] = [{"role": "user", "content": QUESTION}]
ASKED_OF_CLAUDE: list[MessageParam] = [{"role": "user", "content": QUESTION}]


async def test_a_connection_is_used_again_after_a_stream(wire: WireServer) -> None:
    async with AsyncAnthropic(api_key="k", base_url=wire.claude.base_url, max_retries=0) as client:
        for _ in range(3):
            async with await client.messages.create(
                model="m", max_tokens=100, messages=ASKED_OF_CLAUDE, stream=True
            ) as stream:
                assert [event.type async for event in stream][-1] == "message_stop"
        assert wire.claude.open_connections == 1


async def test_events_are_numbered_through_and_an_error_is_followed_by_the_failed_response(wire: WireServer) -> None:
    wire.openai.fails("error_event", text=TEXT)

    async with (
        AsyncOpenAI(api_key="k", base_url=wire.openai.base_url, max_retries=0) as client,
        await client.responses.create(model="m", input=QUESTION, stream=True) as stream,
    ):
        events = [event async for event in stream]

    assert [event.sequence_number for event in events] == list(range(len(events)))
    assert [event.type for event in events[-2:]] == ["error", "response.failed"]


async def test_usage_is_told_only_to_who_asks_chat_for_it(wire: WireServer) -> None:
    async with (
        AsyncOpenAI(api_key="k", base_url=wire.openai.base_url, max_retries=0) as client,
        await client.chat.completions.create(model="m", messages=ASKED, stream=True) as stream,
    ):
        chunks = [chunk async for chunk in stream]

    assert all(chunk.choices and chunk.usage is None for chunk in chunks)


@pytest.mark.parametrize("fault", ["ends_early", "error_event", "stalls"])
async def test_a_fault_of_streams_is_a_server_error_to_others(wire: WireServer, fault: Fault) -> None:
    wire.openai.fails(fault)
    wire.claude.fails(fault)

    async with AsyncOpenAI(api_key="k", base_url=wire.openai.base_url, max_retries=0) as openai_client:
        with pytest.raises(InternalServerError, match="500"):
            await openai_client.responses.create(model="m", input=QUESTION)
    async with AsyncAnthropic(api_key="k", base_url=wire.claude.base_url, max_retries=0) as claude_client:
        with pytest.raises(APIStatusError, match="500"):
            await claude_client.messages.create(model="m", max_tokens=100, messages=ASKED_OF_CLAUDE)


async def test_the_local_server_answers_chat_and_has_no_responses(wire: WireServer) -> None:
    wire.local.answers("Seoul")

    async with AsyncOpenAI(api_key="k", base_url=wire.local.base_url, max_retries=0) as client:
        with pytest.raises(NotFoundError) as caught:
            await client.responses.create(model="m", input=QUESTION)
        completion = await client.chat.completions.create(model="m", messages=ASKED)

    assert caught.value.body == {"code": 404, "message": "File Not Found", "type": "not_found_error"}
    assert completion.choices[0].message.content == "Seoul"
    assert [request.path for request in wire.local.requests] == ["/v1/responses", "/v1/chat/completions"]
