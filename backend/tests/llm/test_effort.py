"""How much a model thinks: the setting in its provider's own field, and a model that does not know the field."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, get_args, get_type_hints

import pytest
from anthropic.types import OutputConfigParam
from google.genai._api_client import GOOGLE_AI_API_DEFAULT_VERSION
from google.genai.types import ThinkingLevel
from openai.types import ReasoningEffort
from pydantic import BaseModel, ValidationError

from shared.config.llm import KNOWN, LlmSettings
from shared.llm.base import Call, Message, Provider
from shared.llm.errors import InvalidRequest, ProviderError
from shared.llm.factory import configured_providers
from shared.llm.providers.claude import Effort as ClaudeEffort
from shared.llm.providers.gemini import Effort as GeminiEffort
from shared.llm.providers.gemini import GeminiSettings
from shared.llm.providers.openai import Effort as OpenAIEffort
from shared.testing.wire import Answers, Fails, Fault, WireServer, settings_for

Json = dict[str, Any]


class Capital(BaseModel):
    city: str


CALL = Call("capital", "Answer.", (Message("user", "What is the capital of Korea?"),), Capital, 100)
SETTING = {"openai": "openai_effort", "claude": "anthropic_effort", "gemini": "gemini_effort"}
NO_PATH, NO_EFFORT, GOOD = Fails("no_such_path"), Fails("no_effort"), Answers("Seoul.")


@dataclass(frozen=True)
class Asked:
    """What was sent: the effort, and all other fields."""

    effort: str | None
    others: Json


def sent(body: Json) -> Asked:
    """Where each protocol has the effort."""
    others = deepcopy(body)
    places: tuple[str | None, ...] = (
        others.pop("reasoning_effort", None),
        others.pop("reasoning", {}).get("effort"),
        others.get("output_config", {}).pop("effort", None),
        others.get("generationConfig", {}).pop("thinkingConfig", {}).get("thinking_level"),
    )
    return Asked(next((place for place in places if place), None), others)


@asynccontextmanager
async def opened(settings: LlmSettings) -> AsyncGenerator[Provider]:
    (one,) = configured_providers(settings)
    yield one.provider
    await one.provider.aclose()


async def text_of(provider: Provider) -> str:
    return "".join([piece async for piece in provider.stream(CALL) if isinstance(piece, str)])


def asked(wire: WireServer, name: str) -> list[Asked]:
    return [sent(request.body) for request in wire.providers[name].requests]


@pytest.mark.parametrize("name", KNOWN)
async def test_little_is_thought_unless_a_setting_says_otherwise(name: str, wire: WireServer) -> None:
    for effort in ({}, {SETTING[name]: "high"}, {SETTING[name]: "default"}):
        async with opened(settings_for(wire, name, **effort)) as provider:
            await text_of(provider)

    little, much, untold = asked(wire, name)
    low, high = ("LOW", "HIGH") if name == "gemini" else ("low", "high")
    assert (little.effort, much.effort, untold.effort) == (low, high, None)
    assert little.others == much.others == untold.others


async def test_chat_has_a_field_of_its_own(wire: WireServer) -> None:
    wire.openai.script([NO_PATH, GOOD])
    async with opened(settings_for(wire, "openai", openai_effort="minimal")) as provider:
        await text_of(provider)

    assert [request.body.get("reasoning_effort") for request in wire.openai.requests] == [None, "minimal"]


@pytest.mark.parametrize(("environment", "effort"), [({}, None), ({"LOCAL_EFFORT": "high"}, "high")])
async def test_a_compatible_server_is_told_only_what_its_setting_says(
    environment: Mapping[str, str], effort: str | None, wire: WireServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for key, value in {"LOCAL_BASE_URL": wire.local.base_url, "LOCAL_MODEL": "gemma", **environment}.items():
        monkeypatch.setenv(key, value)

    async with opened(LlmSettings(llm_providers=("local",))) as provider:
        await text_of(provider)

    assert [each.effort for each in asked(wire, "local")] == [effort]


@pytest.mark.parametrize("name", KNOWN)
async def test_a_model_that_cannot_be_told_is_asked_again_at_once_and_not_told_any_more(
    name: str, wire: WireServer
) -> None:
    wire.providers[name].script([NO_EFFORT, GOOD])

    async with opened(settings_for(wire, name)) as provider:
        assert [await text_of(provider) for _ in range(2)] == ["Seoul."] * 2

    first, second, third = asked(wire, name)
    assert first.effort is not None
    assert (second.effort, third.effort) == (None, None)
    assert first.others == second.others == third.others


async def test_a_model_behind_chat_alone_that_cannot_be_told_is_asked_without_it(wire: WireServer) -> None:
    wire.openai.script([NO_PATH, NO_EFFORT, NO_PATH, GOOD])

    async with opened(settings_for(wire, "openai")) as provider:
        assert [await text_of(provider) for _ in range(2)] == ["Seoul."] * 2

    assert [each.effort for each in asked(wire, "openai")] == ["low", "low", None, None, None]


@pytest.mark.parametrize("name", KNOWN)
@pytest.mark.parametrize("fault", ["invalid_request", "too_long", "server_error"])
async def test_another_failure_is_no_reason_to_ask_without_it(name: str, fault: Fault, wire: WireServer) -> None:
    wire.providers[name].script([Fails(fault), GOOD])

    async with opened(settings_for(wire, name)) as provider:
        with pytest.raises(ProviderError):
            await text_of(provider)
        await text_of(provider)

    assert all(each.effort is not None for each in asked(wire, name))


@pytest.mark.parametrize("name", KNOWN)
async def test_it_is_told_again_when_leaving_it_out_did_not_help(name: str, wire: WireServer) -> None:
    wire.providers[name].script([NO_EFFORT, NO_EFFORT, GOOD])

    async with opened(settings_for(wire, name)) as provider:
        with pytest.raises(InvalidRequest):
            await text_of(provider)
        await text_of(provider)

    assert [each.effort is not None for each in asked(wire, name)] == [True, False, True]


def test_the_settings_know_the_words_of_the_sdks() -> None:
    openai, _ = get_args(ReasoningEffort)
    claude, _ = get_args(get_type_hints(OutputConfigParam)["effort"])
    gemini = {level.value.lower() for level in ThinkingLevel if not level.value.endswith("UNSPECIFIED")}

    assert set(get_args(OpenAIEffort)) == {"default", *get_args(openai)}
    assert set(get_args(ClaudeEffort)) == {"default", *get_args(claude)}
    assert set(get_args(GeminiEffort)) == {"default", *gemini}


@pytest.mark.parametrize("name", KNOWN)
def test_another_word_is_refused_at_the_start(name: str) -> None:
    with pytest.raises(ValidationError):
        LlmSettings.model_validate({SETTING[name]: "lots"})


@pytest.mark.parametrize(("setting", "path"), [({}, "/v1/"), ({"gemini_api_version": "v1beta"}, "/v1beta/")])
async def test_gemini_is_asked_in_the_version_of_the_setting(
    setting: Mapping[str, str], path: str, wire: WireServer
) -> None:
    async with opened(settings_for(wire, "gemini", **setting)) as provider:
        await text_of(provider)

    assert wire.gemini.requests[0].path.startswith(path)


def test_the_version_is_the_sdks_own_by_default() -> None:
    assert GeminiSettings().api_version == GOOGLE_AI_API_DEFAULT_VERSION


@pytest.mark.parametrize("version", ["", "beta", "v1/../v2", "v"])
def test_a_version_that_is_none_is_refused(version: str) -> None:
    with pytest.raises(ValidationError):
        LlmSettings.model_validate({"gemini_api_version": version})
