"""What a generation does with its providers: order, deadline, stop, repair, what the answer and the log say."""

import asyncio
import json
from time import monotonic
from typing import Any, cast

import pytest
from pydantic import BaseModel
from structlog.testing import capture_logs

from shared.config.llm import KNOWN
from shared.llm import Attempt, LlmRequest, Usage, open_registry
from shared.llm.errors import (
    InvalidRequest,
    LlmDeadlineExceeded,
    LlmUnavailable,
    Overloaded,
    ProviderError,
    RateLimited,
    Refused,
)
from shared.llm.factory import configured_providers
from shared.llm.race.policy import POLICIES, Policy
from shared.llm.registry import Registry, RegistryLimits
from shared.testing.wire import (
    CACHED_TOKENS,
    INPUT_TOKENS,
    OUTPUT_TOKENS,
    Answers,
    Fails,
    WireProvider,
    WireServer,
    settings_for,
)


class Capital(BaseModel):
    city: str
    inhabitants: int


REQUEST = LlmRequest(Capital, "Answer in JSON.", "What is the capital of Korea?", "capital")
SEOUL = '{"city": "서울", "inhabitants": 9300000}'
REASONING: dict[str, int] = {"openai": 2, "claude": 0, "gemini": 2}


def billed(provider: str) -> Usage:
    return Usage(INPUT_TOKENS, OUTPUT_TOKENS, CACHED_TOKENS, REASONING[provider])


@pytest.mark.parametrize("provider", KNOWN)
async def test_the_answer_names_who_really_answered_and_what_was_billed(wire: WireServer, provider: str) -> None:
    wire.providers[provider].answers(SEOUL)

    async with open_registry(settings_for(wire, provider)) as llm:
        answer = await llm.generate(REQUEST)

    assert answer.value == Capital(city="서울", inhabitants=9_300_000)
    assert answer.provider == provider
    assert answer.model.endswith("-wire")
    assert answer.usage == billed(provider)
    (attempt,) = answer.attempts
    assert attempt == Attempt(provider, answer.model, "ok", attempt.ms, billed(provider), attempt.cost_usd)
    assert answer.contributors == (provider,)
    assert 0 <= attempt.ms <= answer.latency_ms


@pytest.mark.parametrize("order", [("openai", "claude", "gemini"), ("gemini", "openai", "claude")])
async def test_providers_are_asked_in_the_order_of_the_settings(wire: WireServer, order: tuple[str, ...]) -> None:
    for name in order[:2]:
        wire.providers[name].fails("server_error")

    async with open_registry(settings_for(wire, *order)) as llm:
        answer = await llm.generate(REQUEST)

    assert llm.providers == order
    assert tuple(attempt.provider for attempt in answer.attempts) == order


async def test_a_provider_without_a_key_is_absent(wire: WireServer) -> None:
    async with open_registry(settings_for(wire, "openai", "claude", openai_api_key=" ")) as llm:
        answer = await llm.generate(REQUEST)

    assert (llm.providers, answer.provider) == (("claude",), "claude")
    assert not wire.openai.requests


async def test_without_any_key_there_is_nothing_to_ask(wire: WireServer) -> None:
    async with open_registry(settings_for(wire, "openai", openai_api_key=None)) as llm:
        assert not llm.available


async def test_when_all_fail_the_error_lists_every_attempt_and_holds_every_failure(wire: WireServer) -> None:
    wire.openai.fails("rate_limited")
    wire.claude.fails("overloaded")
    wire.gemini.fails("refusal")

    async with open_registry(settings_for(wire, *KNOWN, llm_retries=0)) as llm:
        with pytest.raises(LlmUnavailable) as caught:
            await llm.generate(REQUEST)

    said: list[dict[str, Any]] = caught.value.extensions["attempts"]
    assert [(made["provider"], made["outcome"]) for made in said] == [
        ("openai", "rate_limited"),
        ("claude", "overloaded"),
        ("gemini", "refused"),
    ]
    assert all(made["model"] and made["ms"] >= 0 for made in said)
    causes = cast("ExceptionGroup[ProviderError]", caught.value.__cause__).exceptions
    assert [type(cause) for cause in causes] == [RateLimited, Overloaded, Refused]


@pytest.mark.parametrize("provider", KNOWN)
async def test_what_one_provider_calls_invalid_the_next_one_answers(wire: WireServer, provider: str) -> None:
    wire.providers[provider].fails("invalid_request")
    others: list[str] = [name for name in KNOWN if name != provider]

    with capture_logs() as logs:
        async with open_registry(settings_for(wire, provider, *others)) as llm:
            answer = await llm.generate(REQUEST)

    assert [attempt.outcome for attempt in answer.attempts] == ["invalid_request", "ok"]
    assert [(line["provider"], line["kind"]) for line in logs if line["log_level"] == "error"] == [
        (provider, "invalid_request")
    ]


async def test_what_every_provider_calls_invalid_is_not_asked_again(wire: WireServer) -> None:
    for provider in wire.providers.values():
        provider.fails("invalid_request")

    async with open_registry(settings_for(wire, *KNOWN)) as llm:
        with pytest.raises(LlmUnavailable) as caught:
            await llm.generate(REQUEST)

    assert [attempt.outcome for attempt in caught.value.attempts] == ["invalid_request"] * 3


async def test_the_policy_is_the_callers(wire: WireServer) -> None:
    wire.openai.script([Fails("invalid_request"), Answers(SEOUL)])
    stubborn = {**POLICIES, InvalidRequest: Policy(again=True, breaker="ignores")}
    (one,) = configured_providers(settings_for(wire, "openai"))

    answer = await Registry([one], RegistryLimits(10), policies=stubborn).generate(REQUEST)
    await one.provider.aclose()

    assert [attempt.outcome for attempt in answer.attempts] == ["invalid_request", "ok"]


async def test_a_wrong_key_is_logged_loudly_once(wire: WireServer) -> None:
    wire.openai.fails("bad_key")

    with capture_logs() as logs:
        async with open_registry(settings_for(wire, "openai", "claude")) as llm:
            for _ in range(3):
                await llm.generate(REQUEST)

    assert [line["provider"] for line in logs if line["log_level"] == "error"] == ["openai"]


@pytest.mark.parametrize("fault", ["hang", "drip"])
async def test_when_all_are_silent_the_deadline_ends_it(wire: WireServer, fault: Any) -> None:
    for provider in wire.providers.values():
        provider.fails(fault)
    limits = {"llm_deadline_seconds": 0.6, "openai_timeout_seconds": 0.4}

    async with open_registry(settings_for(wire, *KNOWN, **limits)) as llm:
        started = monotonic()
        with pytest.raises(LlmDeadlineExceeded) as caught:
            await llm.generate(REQUEST)
        took = monotonic() - started

    assert took < 0.6 + 0.25
    outcomes = [(attempt.provider, attempt.outcome) for attempt in caught.value.attempts]
    assert outcomes == [("openai", "timed_out"), ("claude", "timed_out")]
    assert not wire.gemini.requests


@pytest.mark.parametrize("provider", KNOWN)
async def test_cancelling_a_generation_closes_its_connection(wire: WireServer, provider: str) -> None:
    asked = wire.providers[provider]
    asked.fails("hang")

    async with open_registry(settings_for(wire, provider)) as llm:
        generation = asyncio.create_task(llm.generate(REQUEST))
        await asked.asked()
        assert asked.open_connections == 1
        generation.cancel()
        async with asyncio.timeout(5):
            await asked.disconnected()
        with pytest.raises(asyncio.CancelledError):
            await generation


async def test_two_hundred_generations_at_once_get_their_own_answers(wire: WireServer) -> None:
    wire.openai.answers(lambda body: json.dumps({"city": body["input"][0]["content"], "inhabitants": 1}))
    wire.openai.delay = 0.05
    cities = [f"city {number}" for number in range(200)]

    async with open_registry(settings_for(wire, "openai")) as llm:
        answers = await asyncio.gather(
            *(llm.generate(LlmRequest(Capital, "Answer in JSON.", city, "capital")) for city in cities)
        )

    assert [answer.value.city for answer in answers] == cities


@pytest.mark.parametrize("around", ["```json\n{}\n```", "Here you are:\n{}\nAnything else?", "\n\n{}```"])
async def test_fences_and_words_around_the_json_are_forgiven(wire: WireServer, around: str) -> None:
    wire.claude.answers(around.replace("{}", SEOUL))

    async with open_registry(settings_for(wire, "claude")) as llm:
        answer = await llm.generate(REQUEST)

    assert (answer.value.city, len(answer.attempts)) == ("서울", 1)


@pytest.mark.parametrize("provider", KNOWN)
async def test_a_broken_answer_is_repaired_by_the_model_that_gave_it(wire: WireServer, provider: str) -> None:
    broken = '{"city": "서울", "inhabitants": "very many"}'
    asked = wire.providers[provider]
    asked.script([Answers(broken), Answers(SEOUL)])

    async with open_registry(settings_for(wire, provider)) as llm:
        answer = await llm.generate(REQUEST)

    assert answer.value.inhabitants == 9_300_000
    assert [attempt.outcome for attempt in answer.attempts] == ["malformed", "ok"]
    assert answer.usage == billed(provider) + billed(provider)
    assert_shows(asked, "very many", "at /inhabitants: Input should be a valid integer")


async def test_only_a_part_of_a_huge_broken_answer_is_shown_again(wire: WireServer) -> None:
    wire.openai.script([Answers("x" * 100_000), Answers(SEOUL)])

    async with open_registry(settings_for(wire, "openai")) as llm:
        await llm.generate(REQUEST)

    assert len(json.dumps(wire.openai.requests[1].body)) < 25_000


async def test_when_the_repair_fails_otherwise_the_next_provider_answers(wire: WireServer) -> None:
    wire.openai.script([Answers("no JSON"), Fails("server_error")])

    async with open_registry(settings_for(wire, "openai", "gemini")) as llm:
        answer = await llm.generate(REQUEST)

    assert [attempt.outcome for attempt in answer.attempts] == ["malformed", "unavailable", "ok"]
    assert answer.usage == billed("openai") + billed("gemini")


@pytest.mark.parametrize("provider", KNOWN)
async def test_the_lower_of_the_two_token_limits_is_sent(wire: WireServer, provider: str) -> None:
    limits = {"openai_max_tokens": 1000, "anthropic_max_tokens": 1000, "gemini_max_tokens": 1000}

    async with open_registry(settings_for(wire, provider, **limits)) as llm:
        await llm.generate(REQUEST)
        await llm.generate(LlmRequest(Capital, "Answer in JSON.", "The capital of Peru?", "capital", max_tokens=500))
        await llm.generate(LlmRequest(Capital, "Answer in JSON.", "The capital of Mali?", "capital", max_tokens=5000))

    sent = [_max_tokens(request.body) for request in wire.providers[provider].requests]
    assert sent == [1000, 500, 1000]


async def test_one_line_is_logged_for_an_answer(wire: WireServer) -> None:
    with capture_logs() as logs:
        async with open_registry(settings_for(wire, "openai")) as llm:
            answer = await llm.generate(REQUEST)

    assert [line for line in logs if line["event"] == "generated"] == [
        {
            "event": "generated",
            "log_level": "info",
            "what": "capital",
            "provider": "openai",
            "model": answer.model,
            "attempts": 1,
            "ms": answer.latency_ms,
            "input_tokens": INPUT_TOKENS,
            "output_tokens": OUTPUT_TOKENS,
            "cost_usd": answer.cost_usd,
        }
    ]


def assert_shows(provider: WireProvider, *words: str) -> None:
    repair = json.dumps(provider.requests[1].body, ensure_ascii=False)
    assert all(word in repair for word in words)
    assert "What is the capital of Korea?" in repair


def _max_tokens(body: dict[str, Any]) -> int:
    generation = body.get("generationConfig", {})
    return body.get("max_output_tokens") or body.get("max_tokens") or generation["maxOutputTokens"]
