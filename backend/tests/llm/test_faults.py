"""Every fault of every provider over the real SDKs, plain and as a stream: its name, and that the next one answers."""

from collections.abc import Mapping
from typing import TypeVar

import pytest
from pydantic import BaseModel
from structlog.testing import capture_logs

from shared.config.llm import KNOWN
from shared.llm import LlmRequest, LlmStream, open_registry
from shared.llm.base import ListRequest
from shared.llm.errors import LlmInterrupted
from shared.llm.registry import Registry, RegistryLimits
from shared.testing.models.silent import Configured
from shared.testing.wire import FAULTS, Fails, Fault, Improvises, WireServer, closed_port_url, settings_for

V = TypeVar("V")


class Capital(BaseModel):
    city: str
    inhabitants: int


REQUEST = LlmRequest(Capital, "Answer in JSON.", "What is the capital of Korea?", "capital")
LIST = ListRequest(Capital, "Answer in JSON.", "Name two capitals.", "capitals")

OUTCOMES: dict[Fault, tuple[str, ...]] = {
    "bad_key": ("bad_key",),
    "forbidden": ("forbidden",),
    "unknown_model": ("unknown_model",),
    "no_such_path": ("unknown_model",),
    "too_long": ("too_long",),
    "too_large": ("too_long",),
    "rate_limited": ("rate_limited",),
    "quota": ("quota_exceeded",),
    "server_error": ("unavailable",),
    "unavailable": ("unavailable",),
    "overloaded": ("overloaded",),
    "cut_off": ("connection_failed",),
    "html": ("malformed",),
    "other_json": ("malformed",),
    "empty_text": ("malformed",),
    # These two show the model its own words once.
    "not_json": ("malformed", "malformed"),
    "breaks_schema": ("malformed", "malformed"),
    "refusal": ("refused",),
    "blocked": ("refused",),
    "truncated": ("truncated",),
    "invalid_request": ("invalid_request",),
    "location": ("forbidden",),
    "billing": ("quota_exceeded",),
    "no_schema": ("invalid_request",),
    "no_effort": ("invalid_request",),
    "max_tokens": ("invalid_request",),
    "reset": ("connection_failed",),
    "broken_json": ("malformed",),
    "filtered": ("refused",),
}
STREAMED: dict[Fault, tuple[str, ...]] = {
    **OUTCOMES,
    "ends_early": ("connection_failed",),
    "error_event": ("unavailable",),
    "not_json": ("malformed",),
    "breaks_schema": ("malformed",),
}
SAYS_MORE: Mapping[tuple[str, Fault], tuple[str, ...]] = {("claude", "error_event"): ("overloaded",)}
"""Where a provider's own words for a fault are more precise."""
NEXT: dict[str, str] = {"openai": "claude", "claude": "gemini", "gemini": "openai"}
SILENT: tuple[Fault, ...] = ("hang", "drip")
SETTING: dict[str, str] = {"openai": "openai", "claude": "anthropic", "gemini": "gemini"}
QUICK = RegistryLimits(deadline_seconds=20)


def test_every_fault_but_those_with_a_test_of_their_own_is_in_the_table() -> None:
    assert set(FAULTS) - set(STREAMED) == {"spend_limit", "stalls", *SILENT}


@pytest.mark.parametrize("fault", OUTCOMES)
@pytest.mark.parametrize("provider", KNOWN)
@pytest.mark.asyncio(loop_scope="module")
async def test_the_next_provider_answers_and_the_fault_has_its_name(
    shared_wire: WireServer, configured: Configured, provider: str, fault: Fault
) -> None:
    shared_wire.providers[provider].fails(fault)
    shared_wire.providers[NEXT[provider]].script([Improvises()])
    llm = Registry([configured[provider], configured[NEXT[provider]]], QUICK)

    answer = await llm.generate(REQUEST)

    assert answer.provider == NEXT[provider]
    assert [attempt.outcome for attempt in answer.attempts] == [*OUTCOMES[fault], "ok"]
    assert [attempt.provider for attempt in answer.attempts[:-1]] == [provider] * len(OUTCOMES[fault])


@pytest.mark.parametrize("fault", STREAMED)
@pytest.mark.parametrize("provider", KNOWN)
@pytest.mark.asyncio(loop_scope="module")
async def test_a_list_is_whole_whatever_befalls_its_first_provider(
    shared_wire: WireServer, configured: Configured, provider: str, fault: Fault
) -> None:
    shared_wire.providers[provider].fails(fault)
    shared_wire.providers[NEXT[provider]].script([Improvises()])
    llm = Registry([configured[provider], configured[NEXT[provider]]], QUICK)

    async with llm.stream(LIST) as stream:
        values = [value async for value in stream]

    assert values
    assert stream.answer.value == tuple(values)
    assert stream.answer.attempts[-1].outcome == "ok"
    failed = [attempt.outcome for attempt in stream.answer.attempts if attempt.provider == provider]
    assert tuple(failed) == SAYS_MORE.get((provider, fault), STREAMED[fault])


@pytest.mark.parametrize("provider", KNOWN)
@pytest.mark.asyncio(loop_scope="module")
async def test_a_list_goes_on_elsewhere_when_its_provider_falls_silent(
    shared_wire: WireServer, configured: Configured, provider: str
) -> None:
    shared_wire.providers[provider].fails("stalls")
    shared_wire.providers[NEXT[provider]].script([Improvises()])
    llm = Registry([configured[provider], configured[NEXT[provider]]], RegistryLimits(20, idle_seconds=0.2))

    async with llm.stream(LIST) as stream:
        assert [value async for value in stream]

    assert [made.outcome for made in stream.answer.attempts] == ["timed_out", "ok"]


@pytest.mark.parametrize("fault", ["cut_off", "ends_early", "error_event", "stalls", "truncated"])
@pytest.mark.parametrize("provider", KNOWN)
@pytest.mark.asyncio(loop_scope="module")
async def test_half_a_text_is_never_handed_over_as_whole(
    shared_wire: WireServer, configured: Configured, provider: str, fault: Fault
) -> None:
    whole = "Seoul has been the capital of Korea since 1394. " * 4
    shared_wire.providers[provider].fails(fault, text=whole)
    llm = Registry([configured[provider], configured[NEXT[provider]]], RegistryLimits(20, idle_seconds=0.2))

    with pytest.raises(LlmInterrupted) as caught:
        await _read(llm.stream_text(LlmRequest(str, "Answer.", "Tell me about Seoul.", "text")))

    assert caught.value.part
    assert whole.startswith(caught.value.part)
    assert len(caught.value.part) <= len(whole) / 2 + 1


async def _read(stream: LlmStream[V]) -> list[V]:
    async with stream:
        return [value async for value in stream]


@pytest.mark.parametrize("fault", SILENT)
@pytest.mark.parametrize("provider", KNOWN)
async def test_a_provider_that_does_not_get_on_is_left_when_its_time_is_over(
    wire: WireServer, provider: str, fault: Fault
) -> None:
    wire.providers[provider].fails(fault)
    impatient = {f"{SETTING[provider]}_timeout_seconds": 0.3}

    async with open_registry(settings_for(wire, provider, NEXT[provider], **impatient)) as llm:
        answer = await llm.generate(REQUEST)

    assert answer.provider == NEXT[provider]
    assert [attempt.outcome for attempt in answer.attempts] == ["timed_out", "ok"]


@pytest.mark.parametrize(
    "fault", ["rate_limited", "too_long", "html", "other_json", "empty_text", "refusal", "blocked", "truncated"]
)
async def test_faults_of_chat_completions_have_the_same_names(wire: WireServer, fault: Fault) -> None:
    wire.openai.script([Fails("no_such_path"), Fails(fault)])

    async with open_registry(settings_for(wire, "openai", "claude")) as llm:
        answer = await llm.generate(REQUEST)

    assert [attempt.outcome for attempt in answer.attempts] == [*OUTCOMES[fault], "ok"]


@pytest.mark.parametrize("provider", ["openai", "claude"])
async def test_a_spend_limit_is_no_rate_limit(wire: WireServer, provider: str) -> None:
    wire.providers[provider].fails("spend_limit")

    async with open_registry(settings_for(wire, provider, NEXT[provider])) as llm:
        answer = await llm.generate(REQUEST)

    assert [attempt.outcome for attempt in answer.attempts] == ["quota_exceeded", "ok"]


@pytest.mark.parametrize("provider", KNOWN)
async def test_a_refused_connection_leads_to_the_next_provider(wire: WireServer, provider: str) -> None:
    nowhere = {f"{SETTING[provider]}_base_url": closed_port_url()}

    async with open_registry(settings_for(wire, provider, NEXT[provider], **nowhere)) as llm:
        answer = await llm.generate(REQUEST)

    assert [attempt.outcome for attempt in answer.attempts] == ["connection_failed", "ok"]


@pytest.mark.parametrize("provider", KNOWN)
async def test_the_log_says_how_long_the_provider_wants_to_be_left_alone(wire: WireServer, provider: str) -> None:
    wire.providers[provider].fails("rate_limited", retry_after=7)

    with capture_logs() as logs:
        async with open_registry(settings_for(wire, provider, NEXT[provider])) as llm:
            await llm.generate(REQUEST)

    failed = next(line for line in logs if line["event"] == "provider failed")
    assert (failed["log_level"], failed["kind"], failed["retry_after"]) == ("warning", "rate_limited", 7.0)
    assert failed["provider_request_id"] == f"req_wire_{provider}"
