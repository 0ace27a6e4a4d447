"""The fakes' streams as the real SDKs read them: whole, and broken off in every way."""

import asyncio
from collections.abc import Callable, Coroutine
from contextlib import nullcontext
from dataclasses import dataclass, field

import httpx2
import pytest
from anthropic import APIStatusError, AsyncAnthropic, ServiceUnavailableError
from anthropic.types import MessageParam
from google import genai
from google.genai.errors import ServerError
from google.genai.types import GenerateContentConfig, HttpOptions
from openai import APIConnectionError, APIError, AsyncOpenAI, InternalServerError
from openai.types.chat import ChatCompletionMessageParam

from shared.testing.wire import INPUT_TOKENS, OUTPUT_TOKENS, Fails, Fault, WireProvider, WireServer
from shared.testing.wire.faults import DRIP_SECONDS, TEXTS

pytestmark = pytest.mark.unmeasured

TEXT = "Seoul is the capital of Korea: 서울은 한국의 수도이다. 😀 It has been that since 1394, all in all."
QUESTION = "What is the capital of Korea?"
ASKED: list[ChatCompletionMessageParam] = [{"role": "user", "content": QUESTION}]
ASKED_OF_CLAUDE: list[MessageParam] = [{"role": "user", "content": QUESTION}]


@dataclass
class Heard:
    """What an SDK made of a stream."""

    deltas: list[str] = field(default_factory=list[str])
    refusal: str = ""
    thoughts: str = ""
    finish: str | None = None
    billed: int | None = None
    events: list[str] = field(default_factory=list[str])

    @property
    def text(self) -> str:
        return "".join(self.deltas)


async def by_responses(base_url: str, heard: Heard) -> None:
    async with (
        AsyncOpenAI(api_key="k", base_url=base_url, max_retries=0) as client,
        await client.responses.create(model="m", input=QUESTION, stream=True) as stream,
    ):
        async for event in stream:
            heard.events.append(event.type)
            match event.type:
                case "response.output_text.delta":
                    heard.deltas.append(event.delta)
                case "response.reasoning_summary_text.delta":
                    heard.thoughts += event.delta
                case "response.refusal.delta":
                    heard.refusal += event.delta
                case "response.completed" | "response.incomplete":
                    details = event.response.incomplete_details
                    heard.finish = details.reason if details and details.reason else event.response.status
                    heard.billed = event.response.usage.total_tokens if event.response.usage else None
                case "error":
                    # The SDK does not raise this one.
                    raise ConnectionError(event.code)
                case _:
                    pass


async def by_chat(base_url: str, heard: Heard) -> None:
    async with (
        AsyncOpenAI(api_key="k", base_url=base_url, max_retries=0) as client,
        await client.chat.completions.create(
            model="m", messages=ASKED, stream=True, stream_options={"include_usage": True}
        ) as stream,
    ):
        async for chunk in stream:
            for choice in chunk.choices:
                if choice.delta.content:
                    heard.deltas.append(choice.delta.content)
                heard.refusal += choice.delta.refusal or ""
                # Not OpenAI's own field, so the SDK does not know it.
                heard.thoughts += getattr(choice.delta, "reasoning_content", "")
                heard.finish = choice.finish_reason or heard.finish
            if chunk.usage:
                assert chunk.choices == []
                heard.billed = chunk.usage.total_tokens


async def by_messages(base_url: str, heard: Heard) -> None:
    async with (
        AsyncAnthropic(api_key="k", base_url=base_url, max_retries=0) as client,
        await client.messages.create(model="m", max_tokens=100, messages=ASKED_OF_CLAUDE, stream=True) as stream,
    ):
        asked = 0
        async for event in stream:
            heard.events.append(event.type)
            match event.type:
                case "message_start":
                    usage = event.message.usage
                    asked = usage.input_tokens + (usage.cache_read_input_tokens or 0)
                case "content_block_delta" if event.delta.type == "thinking_delta":
                    heard.thoughts += event.delta.thinking
                case "content_block_delta" if event.delta.type == "text_delta":
                    heard.deltas.append(event.delta.text)
                case "message_delta":
                    heard.finish = event.delta.stop_reason
                    heard.billed = asked + event.usage.output_tokens
                case _:
                    pass


async def by_generate_content(base_url: str, heard: Heard) -> None:
    async with httpx2.AsyncClient(timeout=600) as http:
        options = HttpOptions(base_url=base_url, api_version="v1beta", httpx_async_client=http)
        client = genai.Client(api_key="k", http_options=options)
        try:
            stream = await client.aio.models.generate_content_stream(
                model="m", contents=QUESTION, config=GenerateContentConfig()
            )
            async for chunk in stream:
                if chunk.text:
                    heard.deltas.append(chunk.text)
                heard.thoughts += "".join(part.text or "" for part in chunk.parts or () if part.thought)
                if chunk.prompt_feedback and chunk.prompt_feedback.block_reason:
                    heard.finish = chunk.prompt_feedback.block_reason.name
                for candidate in chunk.candidates or ():
                    if candidate.finish_reason:
                        heard.finish = candidate.finish_reason.name
                if heard.finish and chunk.usage_metadata:
                    heard.billed = chunk.usage_metadata.total_token_count
        finally:
            client.close()


@dataclass(frozen=True)
class Api:
    """One way to ask for a stream, and how its SDK says what went wrong."""

    provider: str
    ask: Callable[[str, Heard], Coroutine[None, None, None]]
    whole: str
    too_long: str
    declined: str
    blocked: str
    unavailable: type[Exception]
    reset: type[Exception]
    told: type[Exception]


APIS = {
    "responses": Api(
        *("openai", by_responses, "completed", "max_output_tokens", "completed", "content_filter"),
        *(InternalServerError, APIConnectionError, ConnectionError),
    ),
    "chat": Api(
        *("openai", by_chat, "stop", "length", "stop", "content_filter"),
        *(InternalServerError, APIConnectionError, APIError),
    ),
    "local": Api(
        *("local", by_chat, "stop", "length", "stop", "content_filter"),
        *(InternalServerError, APIConnectionError, APIError),
    ),
    "claude": Api(
        *("claude", by_messages, "end_turn", "max_tokens", "refusal", "refusal"),
        *(ServiceUnavailableError, httpx2.ReadError, APIStatusError),
    ),
    "gemini": Api(
        *("gemini", by_generate_content, "STOP", "MAX_TOKENS", "SAFETY", "PROHIBITED_CONTENT"),
        *(ServerError, httpx2.ReadError, ServerError),
    ),
}


@pytest.fixture(params=APIS)
def api(request: pytest.FixtureRequest) -> Api:
    return APIS[request.param]


@pytest.fixture
def provider(wire: WireServer, api: Api) -> WireProvider:
    return wire.providers[api.provider]


async def test_an_answer_comes_in_pieces_and_ends_with_its_finish_and_usage(api: Api, provider: WireProvider) -> None:
    provider.answers(TEXT)
    provider.piece = 10
    heard = Heard()

    await api.ask(provider.base_url, heard)

    assert heard.deltas == [TEXT[start : start + 10] for start in range(0, len(TEXT), 10)]
    assert (heard.finish, heard.billed) == (api.whole, INPUT_TOKENS + OUTPUT_TOKENS)


async def test_thoughts_are_told_before_the_text(api: Api, provider: WireProvider) -> None:
    provider.answers(TEXT)
    provider.thinking = "The user wants to know a capital, and of which country."
    heard = Heard()

    await api.ask(provider.base_url, heard)

    assert (heard.thoughts, heard.text, heard.finish) == (provider.thinking, TEXT, api.whole)


async def silence(api: Api, provider: WireProvider) -> Heard:
    """What was heard half a second after the request, with the stream still open; then the client leaves."""
    heard = Heard()
    asking = asyncio.create_task(api.ask(provider.base_url, heard))
    await provider.asked()
    done, _ = await asyncio.wait([asking], timeout=0.5)
    assert not done
    asking.cancel()
    await asyncio.wait([asking])
    async with asyncio.timeout(5):
        await provider.disconnected()
    return heard


async def test_the_pace_stands_between_the_pieces(api: Api, provider: WireProvider) -> None:
    provider.answers(TEXT)
    provider.pace = 60

    heard = await silence(api, provider)

    assert heard.deltas == [TEXT[: provider.piece]]


async def test_the_pace_stands_between_the_thoughts_too(api: Api, provider: WireProvider) -> None:
    provider.answers(TEXT)
    provider.thinking = TEXT
    provider.pace = 60

    heard = await silence(api, provider)

    assert (heard.thoughts, heard.deltas) == (TEXT[: provider.piece], [])


@pytest.mark.parametrize("fault", ["hang", "drip"])
async def test_nothing_is_heard_of_a_silent_provider(api: Api, provider: WireProvider, fault: Fault) -> None:
    provider.fails(fault)

    assert await silence(api, provider) == Heard()


async def test_a_drip_sends_the_head_and_blanks_and_a_hang_not_even_the_head(wire: WireServer) -> None:
    wire.claude.script([Fails("drip"), Fails("hang")])

    async with httpx2.AsyncClient(base_url=wire.claude.base_url, timeout=3 * DRIP_SECONDS) as client:
        async with client.stream("POST", "/v1/messages", json={"stream": True}) as dripping:
            drops = dripping.aiter_raw()
            assert [await anext(drops) for _ in range(3)] == [b"\n"] * 3
        with pytest.raises(httpx2.ReadTimeout):
            await client.post("/v1/messages", json={"stream": True})

    assert (dripping.status_code, dripping.headers["content-type"]) == (200, "text/event-stream; charset=utf-8")


async def test_a_stall_leaves_the_stream_open_after_its_share(api: Api, provider: WireProvider) -> None:
    provider.fails("stalls", text=TEXT, share=0.7)

    heard = await silence(api, provider)

    assert heard.text == TEXT[: int(len(TEXT) * 0.7)]
    assert heard.finish is None


@pytest.mark.parametrize("fault", ["ends_early", "cut_off", "error_event"])
async def test_a_stream_breaks_off_after_its_share(api: Api, provider: WireProvider, fault: Fault) -> None:
    text = TEXT * 300
    provider.fails(fault, text=text, share=0.7)
    heard = Heard()
    raised = {"cut_off": api.reset, "error_event": api.told}
    # A clean end is no error to any of the SDKs.
    expected = pytest.raises(raised[fault]) if fault in raised else nullcontext()

    with expected:
        await api.ask(provider.base_url, heard)

    assert heard.text == text[: int(len(text) * 0.7)]
    assert len(heard.deltas) > 1
    assert (heard.finish, heard.refusal) == (None, "")


async def test_half_an_answer_ends_with_the_token_limit(api: Api, provider: WireProvider) -> None:
    provider.fails("truncated", text=TEXT)
    heard = Heard()

    await api.ask(provider.base_url, heard)

    assert (heard.text, heard.finish) == (TEXT[: len(TEXT) // 2], api.too_long)


async def test_a_refusal_is_told_in_the_providers_way(api: Api, provider: WireProvider) -> None:
    provider.fails("refusal")
    heard = Heard()

    await api.ask(provider.base_url, heard)

    assert heard.finish == api.declined
    assert bool(heard.refusal) == (api.whole == api.declined)
    assert not (heard.refusal and heard.text)


async def test_a_blocked_answer_says_nothing(api: Api, provider: WireProvider) -> None:
    provider.fails("blocked")
    heard = Heard()

    await api.ask(provider.base_url, heard)

    assert (heard.text, heard.finish) == ("", api.blocked)


@pytest.mark.parametrize(("fault", "text"), TEXTS.items())
async def test_a_useless_text_is_streamed_like_any_other(
    api: Api, provider: WireProvider, fault: Fault, text: str
) -> None:
    provider.fails(fault)
    heard = Heard()

    await api.ask(provider.base_url, heard)

    assert (heard.text, heard.finish) == (text, api.whole)


async def test_an_error_status_is_no_stream(api: Api, provider: WireProvider) -> None:
    provider.fails("unavailable")

    with pytest.raises(api.unavailable):
        await api.ask(provider.base_url, Heard())


async def test_the_events_come_in_their_order(wire: WireServer) -> None:
    wire.openai.answers("Seoul")
    wire.claude.answers("Seoul")
    of_openai, of_claude = Heard(), Heard()

    await by_responses(wire.openai.base_url, of_openai)
    await by_messages(wire.claude.base_url, of_claude)

    item = ["response.output_item.added", "response.output_item.done"]
    assert of_openai.events == [
        *("response.created", "response.in_progress", *item, item[0], "response.content_part.added"),
        *("response.output_text.delta", "response.output_text.done", "response.content_part.done", item[1]),
        "response.completed",
    ]
    # The SDK keeps the ping to itself.
    assert of_claude.events == [
        *("message_start", "content_block_start", "content_block_delta", "content_block_stop"),
        *("message_delta", "message_stop"),
    ]
