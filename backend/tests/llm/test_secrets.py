"""Keys, prompts, answers and providers' bodies stay out of everything that people or logs get to read."""

import logging
import traceback

import pytest
from pydantic import BaseModel, SecretStr
from structlog.testing import capture_logs

from shared.config.llm import KNOWN, LlmSettings
from shared.llm import ListRequest, LlmRequest, Registry, open_registry
from shared.llm.errors import LlmUnavailable
from shared.testing.wire import KEYS, Fault, WireServer, settings_for


class Capital(BaseModel):
    city: str


REQUEST = LlmRequest(Capital, "Secret instructions.", "A secret résumé.", "capital")
BROKEN = '{"secret answer": 1}'
# OpenAI sends a part of the key back, and every error body has words of its own.
SECRETS = (
    *(key for full in KEYS.values() for key in (full, full[-4:])),
    *("Secret instructions", "secret résumé", "secret answer"),
    *("Incorrect API key", "invalid x-api-key", "API key not valid", "Rate limit reached", "rate limit of"),
)


@pytest.mark.parametrize("fault", ["bad_key", "rate_limited", "invalid_request", "html", "cut_off"])
async def test_nothing_secret_is_in_errors_or_logs(
    wire: WireServer, caplog: pytest.LogCaptureFixture, fault: Fault
) -> None:
    caplog.set_level(logging.INFO)
    for provider in wire.providers.values():
        provider.fails(fault)

    with capture_logs() as logs:
        async with open_registry(settings_for(wire, *KNOWN)) as llm:
            with pytest.raises(LlmUnavailable) as caught:
                await llm.generate(REQUEST)

    error = caught.value
    told = (str(error), repr(error), str(error.extensions), repr(error.__cause__), "".join(_traceback(error)))
    assert_tells_nothing(*told, repr(llm), str(logs), caplog.text)


@pytest.mark.parametrize("fault", ["bad_key", "rate_limited", "html", "cut_off", "error_event", "breaks_schema"])
async def test_nothing_secret_is_told_by_a_stream_that_fails(
    wire: WireServer, caplog: pytest.LogCaptureFixture, fault: Fault
) -> None:
    caplog.set_level(logging.INFO)
    for provider in wire.providers.values():
        provider.fails(fault, text=f'{{"items": [{BROKEN}, {BROKEN}')

    async def read(llm: Registry) -> None:
        async with llm.stream(ListRequest(Capital, "Secret instructions.", "A secret résumé.", "capitals")) as stream:
            async for _ in stream:
                pass

    with capture_logs() as logs:
        async with open_registry(settings_for(wire, *KNOWN)) as llm:
            with pytest.raises(LlmUnavailable) as caught:
                await read(llm)

    error = caught.value
    told = (str(error), repr(error), str(error.extensions), repr(error.__cause__), "".join(_traceback(error)))
    assert_tells_nothing(*told, str(logs), caplog.text)


@pytest.mark.parametrize("provider", KNOWN)
async def test_a_broken_answer_is_not_quoted(wire: WireServer, caplog: pytest.LogCaptureFixture, provider: str) -> None:
    caplog.set_level(logging.INFO)
    wire.providers[provider].answers(BROKEN)

    with capture_logs() as logs:
        async with open_registry(settings_for(wire, provider)) as llm:
            with pytest.raises(LlmUnavailable) as caught:
                await llm.generate(REQUEST)

    assert_tells_nothing(repr(caught.value), "".join(_traceback(caught.value)), str(logs), caplog.text)


async def test_settings_hide_their_keys(wire: WireServer) -> None:
    settings = settings_for(wire, *KNOWN)

    assert_tells_nothing(repr(settings), str(settings), settings.model_dump_json())


def test_a_key_with_impossible_characters_is_refused_without_being_quoted() -> None:
    with pytest.raises(ValueError, match="contains characters that no key has") as caught:
        LlmSettings.model_validate({"openai_api_key": SecretStr(f"{KEYS['openai']}\nX-Evil: 1")})

    assert_tells_nothing(str(caught.value), repr(caught.value))


def _traceback(error: BaseException) -> list[str]:
    """The traceback as a log prints it, without lines of source: tests name their secrets in theirs."""
    formatted = traceback.TracebackException.from_exception(error)
    return [line for line in formatted.format() if 'tests/llm/test_secrets.py"' not in line]


def assert_tells_nothing(*told: str) -> None:
    assert [secret for secret in SECRETS for text in told if secret in text] == []
