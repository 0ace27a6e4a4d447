"""A provider's health over many generations: the breaker, retries, rate limits, what an operator sees."""

from time import monotonic

import pytest
from pydantic import BaseModel
from structlog.testing import capture_logs

from shared.config.llm import KNOWN
from shared.llm import LlmRequest
from shared.llm.errors import LlmUnavailable
from shared.llm.registry import Registry, RegistryLimits
from shared.testing.models.silent import Configured
from shared.testing.wire import Fails, Improvises, WireServer

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Capital(BaseModel):
    city: str


REQUEST = LlmRequest(Capital, "Answer in JSON.", "What is the capital of Korea?", "capital")
LIMITS = RegistryLimits(10)


@pytest.fixture(autouse=True)
def healthy(shared_wire: WireServer) -> None:
    for provider in shared_wire.providers.values():
        provider.script([Improvises()])
        provider.delay = 0


async def test_a_provider_that_stays_down_is_left_alone(shared_wire: WireServer, configured: Configured) -> None:
    shared_wire.openai.fails("server_error")
    before = len(shared_wire.openai.requests)
    llm = Registry([configured["openai"], configured["claude"]], LIMITS)

    answers = [await llm.generate(REQUEST) for _ in range(20)]

    assert {answer.provider for answer in answers} == {"claude"}
    assert len(shared_wire.openai.requests) - before == 3
    state = llm.states[0]
    assert (state.breaker, state.last_error) == ("open", "unavailable")
    assert 0 < state.opens_in < 10


async def test_a_rate_limit_is_respected_to_the_second(shared_wire: WireServer, configured: Configured) -> None:
    shared_wire.openai.fails("rate_limited", retry_after=30)
    llm = Registry([configured["openai"], configured["claude"]], LIMITS)

    answer = await llm.generate(REQUEST)
    again = await llm.generate(REQUEST)

    assert [made.outcome for made in answer.attempts] == ["rate_limited", "ok"]
    assert [made.provider for made in again.attempts] == ["claude"]
    assert 29 < llm.states[0].opens_in <= 30


async def test_a_rate_limit_is_waited_for_when_nobody_else_is_left_and_it_fits(
    shared_wire: WireServer, configured: Configured
) -> None:
    shared_wire.openai.script([Fails("rate_limited", retry_after=0.3), Improvises()])
    llm = Registry([configured["openai"]], LIMITS)

    started = monotonic()
    answer = await llm.generate(REQUEST)

    assert [made.outcome for made in answer.attempts] == ["rate_limited", "ok"]
    assert monotonic() - started >= 0.3


async def test_a_rate_limit_beyond_the_deadline_is_answered_at_once_and_says_when(
    shared_wire: WireServer, configured: Configured
) -> None:
    shared_wire.openai.fails("rate_limited", retry_after=60)
    llm = Registry([configured["openai"]], LIMITS)

    started = monotonic()
    with pytest.raises(LlmUnavailable) as caught:
        await llm.generate(REQUEST)

    assert monotonic() - started < 1
    assert caught.value.headers["Retry-After"] == "60"


async def test_when_a_call_finds_it_rate_limited_it_waits_for_the_end_of_it(
    shared_wire: WireServer, configured: Configured
) -> None:
    shared_wire.openai.script([Fails("rate_limited", retry_after=0.5), Improvises()])
    llm = Registry([configured["openai"]], RegistryLimits(10, max_retries=0))
    with pytest.raises(LlmUnavailable):
        await llm.generate(REQUEST)

    answer = await llm.generate(REQUEST)

    assert [made.outcome for made in answer.attempts] == ["ok"]


async def test_what_may_heal_is_asked_once_more_when_nobody_else_is_left(
    shared_wire: WireServer, configured: Configured
) -> None:
    shared_wire.openai.fails("refusal")
    shared_wire.claude.script([Fails("overloaded"), Improvises()])
    llm = Registry([configured["openai"], configured["claude"]], LIMITS)

    answer = await llm.generate(REQUEST)

    assert [(made.provider, made.outcome) for made in answer.attempts] == [
        ("openai", "refused"),
        ("claude", "overloaded"),
        ("claude", "ok"),
    ]


async def test_an_outage_is_not_answered_with_a_storm(shared_wire: WireServer, configured: Configured) -> None:
    shared_wire.openai.fails("server_error")
    before = len(shared_wire.openai.requests)
    llm = Registry([configured["openai"]], LIMITS)

    for _ in range(40):
        with pytest.raises(LlmUnavailable):
            await llm.generate(REQUEST)

    # One each, and retries for the burst and a tenth of the calls.
    assert len(shared_wire.openai.requests) - before <= 40 + 10 + 4


async def test_when_every_breaker_is_open_the_soonest_is_tried(shared_wire: WireServer, configured: Configured) -> None:
    shared_wire.openai.fails("bad_key")
    shared_wire.claude.fails("unavailable")
    llm = Registry([configured["openai"], configured["claude"]], RegistryLimits(10, max_retries=0))
    for _ in range(3):
        with pytest.raises(LlmUnavailable):
            await llm.generate(REQUEST)
    assert [state.breaker for state in llm.states] == ["open", "open"]
    shared_wire.claude.script([Improvises()])

    answer = await llm.generate(REQUEST)

    assert [made.provider for made in answer.attempts] == ["claude"]
    assert [state.breaker for state in llm.states] == ["open", "closed"]


@pytest.mark.parametrize(
    ("fault", "kind"),
    [
        ("bad_key", "bad_key"),
        ("quota", "quota_exceeded"),
        ("forbidden", "forbidden"),
        ("unknown_model", "unknown_model"),
    ],
)
async def test_what_somebody_has_to_mend_closes_a_provider_for_minutes_with_one_loud_line(
    shared_wire: WireServer, configured: Configured, fault: str, kind: str
) -> None:
    shared_wire.gemini.script([Fails(fault)])  # pyright: ignore[reportArgumentType]  a name of the list above
    before = len(shared_wire.gemini.requests)
    llm = Registry([configured["gemini"], configured["claude"]], LIMITS)

    with capture_logs() as logs:
        for _ in range(3):
            await llm.generate(REQUEST)

    assert [line["kind"] for line in logs if line["log_level"] == "error"] == [kind]
    assert len(shared_wire.gemini.requests) - before == 1
    assert llm.states[0].opens_in > 60


@pytest.mark.parametrize("fault", ["refusal", "too_long", "truncated"])
async def test_an_answer_that_was_not_wanted_says_nothing_about_health(
    shared_wire: WireServer, configured: Configured, fault: str
) -> None:
    shared_wire.openai.script([Fails(fault)])  # pyright: ignore[reportArgumentType]  a name of the list above
    llm = Registry([configured["openai"], configured["claude"]], LIMITS)

    for _ in range(5):
        await llm.generate(REQUEST)

    assert llm.states[0].breaker == "closed"


async def test_totals_are_kept_by_provider_and_model(shared_wire: WireServer, configured: Configured) -> None:
    shared_wire.openai.script([Fails("server_error"), Improvises()])
    llm = Registry([configured[name] for name in KNOWN], LIMITS)

    answers = [await llm.generate(REQUEST) for _ in range(3)]

    models = {provider: totals for (provider, _), totals in llm.totals.models.items()}
    assert models["openai"].outcomes == {"unavailable": 1, "ok": 2}
    assert models["claude"].outcomes == {"ok": 1}
    counted = models["openai"].usage + models["claude"].usage
    assert counted.input_tokens == sum(answer.usage.input_tokens for answer in answers)
