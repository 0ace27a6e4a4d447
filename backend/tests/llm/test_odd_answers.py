"""What no provider says, but proxies, captive portals and broken servers do: nothing of it gets out untranslated."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import pytest
from pydantic import BaseModel

from shared.config.llm import KNOWN, LlmSettings
from shared.llm import ListRequest, LlmRequest
from shared.llm.base import Call, ConfiguredProvider, Piece
from shared.llm.errors import LlmUnavailable
from shared.llm.factory import configured_providers
from shared.llm.race.upstream import MAX_RETRY_AFTER_SECONDS
from shared.llm.registry import Registry, RegistryLimits
from shared.testing.models.silent import FakeProvider
from shared.testing.wire import KEYS


class Capital(BaseModel):
    city: str


ONE = LlmRequest(Capital, "Answer in JSON.", "What is the capital of Korea?", "capital")
LIST = ListRequest(Capital, "Answer in JSON.", "Name two capitals.", "capitals")
TEXT = LlmRequest(str, "Answer.", "What is the capital of Korea?", "text")


def whole(status: int, body: bytes, *headers: str) -> bytes:
    lines = [f"HTTP/1.1 {status} Whatever", *headers, f"Content-Length: {len(body)}", "", ""]
    return "\r\n".join(lines).encode() + body


JSON, SSE = "Content-Type: application/json", "Content-Type: text/event-stream"
REPLIES = {
    "an error page": (whole(500, b"<html>", "Content-Type: text/html"), "unavailable"),
    "an error without a body": (whole(503, b""), "unavailable"),
    "a redirect": (whole(302, b"", "Location: /elsewhere"), None),
    "no content": (b"HTTP/1.1 204 No Content\r\n\r\n", "malformed"),
    "an error that is a list": (whole(429, b"[{}]", JSON), "rate_limited"),
    "an error that is a string": (whole(401, b'"no"', JSON), "bad_key"),
    "no HTTP": (b"\x16\x03\x01garbage\r\n\r\n", "connection_failed"),
    "an error": (whole(200, b'{"error": {"code": 429, "message": "Slow down."}}', JSON), "rate_limited"),
    "an error that is null": (whole(200, b'{"error": null}', JSON), "malformed"),
    "null": (whole(200, b"null", JSON), "malformed"),
    "a list": (whole(200, b"[]", JSON), "malformed"),
    "an event that is no JSON": (whole(200, b"data: {broken\r\n\r\n", SSE), "malformed"),
    "an event that is null": (whole(200, b"data: null\n\n", SSE), "malformed"),
    "an event that is a number": (whole(200, b"data: 12\n\n", SSE), "malformed"),
    "an event that is a list": (whole(200, b"event: message\ndata: [1]\n\n", SSE), "malformed"),
    "a compression that is none": (whole(200, b"abcd", JSON, "Content-Encoding: gzip"), None),
    "an encoding that is none": (whole(200, b"\xff\xfe\xfd{", JSON), "malformed"),
}


@asynccontextmanager
async def saying(reply: bytes) -> AsyncGenerator[str]:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).lower()
        length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n") if line.startswith(b"content-length"))
        await reader.readexactly(length)
        writer.write(reply)
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


def configured_at(provider: str, url: str) -> ConfiguredProvider:
    keys = {"openai_api_key": KEYS["openai"], "anthropic_api_key": KEYS["claude"], "gemini_api_key": KEYS["gemini"]}
    urls = {"openai_base_url": f"{url}/v1", "anthropic_base_url": url, "gemini_base_url": url}
    return configured_providers(LlmSettings.model_validate({"llm_providers": provider, **keys, **urls}))[0]


async def failures(asked: ConfiguredProvider) -> list[LlmUnavailable]:
    """The failures of a value, a list and a text, each of a registry that has learned nothing yet."""

    def llm() -> Registry:
        return Registry([asked], RegistryLimits(5, max_retries=0))

    async def read_list() -> None:
        async with llm().stream(LIST) as stream:
            assert [value async for value in stream]

    async def read_text() -> None:
        async with llm().stream_text(TEXT) as stream:
            assert [piece async for piece in stream]

    found: list[LlmUnavailable] = []
    for attempt in (llm().generate(ONE), read_list(), read_text()):
        with pytest.raises(LlmUnavailable) as caught:
            await attempt
        found.append(caught.value)
    return found


@pytest.mark.parametrize("what", REPLIES)
@pytest.mark.parametrize("provider", KNOWN)
async def test_it_is_a_failure_of_the_taxonomy(provider: str, what: str) -> None:
    reply, expected = REPLIES[what]
    async with saying(reply) as url:
        asked = configured_at(provider, url)
        found = await failures(asked)
        await asked.provider.aclose()

    kinds = {attempt.outcome for failure in found for attempt in failure.attempts}
    assert kinds == {expected} if expected else kinds <= {"connection_failed", "malformed"}
    told = "".join(repr(failure) + repr(failure.__cause__) + repr(failure.__context__) for failure in found)
    assert not [key for key in KEYS.values() if key in told]


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        ("Wed, 21 Oct 2099 07:28:00 GMT", MAX_RETRY_AFTER_SECONDS),
        ("1e9", MAX_RETRY_AFTER_SECONDS),
        ("-5", 2),
        ("soon", 2),
        ("nan", 2),
    ],
)
@pytest.mark.parametrize("provider", KNOWN)
async def test_a_retry_after_that_makes_no_sense_keeps_nobody_away_for_ever(
    provider: str, said: str, seconds: float
) -> None:
    async with saying(whole(429, b"{}", f"Retry-After: {said}")) as url:
        asked = configured_at(provider, url)
        llm = Registry([asked], RegistryLimits(5, max_retries=0))
        with pytest.raises(LlmUnavailable):
            await llm.generate(ONE)
        await asked.provider.aclose()

    assert llm.states[0].opens_in == pytest.approx(seconds, abs=1)


class Surprising(FakeProvider):
    """An adapter with a mistake in it."""

    async def stream(self, call: Call) -> AsyncGenerator[Piece]:
        if call.name == "capitals":
            yield '{"items": [{"city": "Seoul"}, '
        raise KeyError(KEYS["openai"])


async def test_a_mistake_in_an_adapter_is_answered_by_the_next_provider() -> None:
    configured = [
        ConfiguredProvider(Surprising("", name="first"), 5, 4096, 10),
        ConfiguredProvider(FakeProvider(GOOD, name="second"), 5, 4096, 10),
    ]

    answer = await Registry(configured, RegistryLimits(5)).generate(ONE)
    async with Registry(configured, RegistryLimits(5)).stream(LIST) as stream:
        cities = [value.city async for value in stream]

    assert [made.outcome for made in answer.attempts] == ["unavailable", "ok"]
    assert cities == ["Seoul", "Busan"]


async def test_a_mistake_in_every_adapter_is_told_without_its_words() -> None:
    found = await failures(ConfiguredProvider(Surprising(""), 5, 4096, 10))

    told = "".join(repr(failure) + repr(failure.__cause__) + repr(failure.__context__) for failure in found)
    assert KEYS["openai"] not in told


GOOD = '{"city": "Seoul", "items": [{"city": "Seoul"}, {"city": "Busan"}]}'
