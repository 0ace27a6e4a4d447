"""Time: hedges, the deadline, cancellation. The silences are short here; one test takes the defaults."""

import asyncio
from time import monotonic

import pytest
from pydantic import BaseModel

from shared.config.llm import KNOWN
from shared.llm import LlmRequest, open_registry
from shared.llm.base import ConfiguredProvider
from shared.llm.errors import LlmDeadlineExceeded
from shared.llm.race.latency import HedgeLimits
from shared.llm.registry import Registry, RegistryLimits
from shared.testing.models.silent import Configured
from shared.testing.wire import Answers, Fault, Improvises, WireServer, settings_for

pytestmark = pytest.mark.asyncio(loop_scope="module")


class Capital(BaseModel):
    city: str


REQUEST = LlmRequest(Capital, "Answer in JSON.", "What is the capital of Korea?", "capital")
FIRST = 0.15
OVERSHOOT = 0.05


def limits(deadline: float = 10, *, share: float = 0.1, first: float = FIRST) -> RegistryLimits:
    return RegistryLimits(deadline, hedging=HedgeLimits(first, first, 10), hedge_share=share)


@pytest.fixture(autouse=True)
def healthy(shared_wire: WireServer) -> None:
    for provider in shared_wire.providers.values():
        provider.script([Improvises()])
        provider.delay = 0


@pytest.mark.parametrize("fault", ["hang", "drip"])
@pytest.mark.parametrize("provider", KNOWN)
async def test_a_silent_provider_is_not_waited_for(
    shared_wire: WireServer, configured: Configured, provider: str, fault: Fault
) -> None:
    other = next(name for name in KNOWN if name != provider)
    shared_wire.providers[provider].fails(fault)
    llm = Registry([configured[provider], configured[other]], limits())

    answer = await llm.generate(REQUEST)

    assert [(made.provider, made.outcome) for made in answer.attempts] == [(provider, "cancelled"), (other, "ok")]
    silent, good = answer.attempts
    assert silent.ms >= FIRST * 1000
    assert silent.estimated
    assert silent.usage.input_tokens > 0
    assert not good.estimated
    assert answer.usage == good.usage


async def test_with_the_defaults_a_hang_costs_a_second_and_a_half(
    shared_wire: WireServer, configured: Configured
) -> None:
    shared_wire.openai.fails("hang")
    llm = Registry([configured["openai"], configured["claude"]], RegistryLimits(45))

    started = monotonic()
    await llm.generate(REQUEST)

    assert monotonic() - started < 1.6 + OVERSHOOT


async def test_when_all_are_slow_the_first_one_is_waited_for(shared_wire: WireServer, configured: Configured) -> None:
    for provider in shared_wire.providers.values():
        provider.delay = 3 * FIRST
    llm = Registry([configured[name] for name in KNOWN], limits(5 * FIRST))

    answer = await llm.generate(REQUEST)

    assert answer.provider == KNOWN[0]
    assert [made.outcome for made in answer.attempts] == ["ok", "cancelled", "cancelled"]


async def test_being_slower_than_a_later_one_is_no_failure_when_others_were_answered(
    shared_wire: WireServer, configured: Configured
) -> None:
    llm = Registry([configured["openai"], configured["claude"]], limits(share=1))
    for _ in range(6):
        shared_wire.openai.fails("hang")
        slow = asyncio.create_task(llm.generate(REQUEST))
        await shared_wire.openai.asked(len(shared_wire.openai.requests) + 1)
        shared_wire.openai.script([Improvises()])
        await llm.generate(REQUEST)
        assert (await slow).provider == "claude"

    assert llm.states[0].breaker == "closed"


async def test_hedges_are_capped_to_a_share_of_the_calls(shared_wire: WireServer, configured: Configured) -> None:
    llm = Registry([configured["openai"], configured["claude"]], limits(share=0, first=0.05))
    shared_wire.openai.delay = 0.2

    answer = await llm.generate(REQUEST)

    assert [made.provider for made in answer.attempts] == ["openai"]


async def test_a_provider_that_hangs_is_known_after_one_call(shared_wire: WireServer, configured: Configured) -> None:
    shared_wire.openai.fails("hang")
    before = len(shared_wire.openai.requests)
    llm = Registry([configured["openai"], configured["claude"]], limits(share=0.5))

    answers = [await llm.generate(REQUEST) for _ in range(6)]

    assert {answer.provider for answer in answers} == {"claude"}
    assert len(shared_wire.openai.requests) - before == 1


async def test_a_hundred_calls_at_a_provider_that_hangs(shared_wire: WireServer, configured: Configured) -> None:
    shared_wire.openai.fails("hang")
    before = len(shared_wire.openai.requests)
    llm = Registry([configured["openai"], configured["claude"]], limits())

    answers = await asyncio.gather(*(llm.generate(REQUEST) for _ in range(100)))

    assert {answer.provider for answer in answers} == {"claude"}
    assert len(shared_wire.openai.requests) - before <= 8


async def test_a_queue_that_moves_is_waited_in(shared_wire: WireServer, configured: Configured) -> None:
    shared_wire.openai.delay = 0.3
    llm = Registry([configured["openai"], configured["claude"]], limits(first=0.5, share=0))

    # Eight at once, then sixteen, then the rest: the last ones wait longer than the silence that is borne.
    answers = await asyncio.gather(*(llm.generate(REQUEST) for _ in range(40)))

    assert {made.provider for answer in answers for made in answer.attempts} == {"openai"}


async def test_the_deadline_holds_while_everybody_waits_for_a_place(
    shared_wire: WireServer, configured: Configured
) -> None:
    shared_wire.openai.fails("hang")
    narrow = ConfiguredProvider(configured["openai"].provider, 5, 1000, 1)
    llm = Registry([narrow], limits(0.3))

    async def late() -> float:
        started = monotonic()
        with pytest.raises(LlmDeadlineExceeded):
            await llm.generate(REQUEST)
        return monotonic() - started

    took = await asyncio.gather(*(late() for _ in range(5)))

    assert max(took) < 0.3 + OVERSHOOT
    assert (llm.states[0].in_flight, llm.states[0].waiting) == (0, 0)


async def test_cancelling_cuts_all_connections_of_a_generation() -> None:
    async with WireServer() as wire:
        for provider in wire.providers.values():
            provider.fails("hang")
        async with open_registry(settings_for(wire, *KNOWN, llm_hedge_seconds=FIRST)) as llm:
            await llm.prepare()
            generation = asyncio.create_task(llm.generate(REQUEST))
            for name in KNOWN:
                await wire.providers[name].asked()

            generation.cancel()

            with pytest.raises(asyncio.CancelledError):
                await generation
            async with asyncio.timeout(5):
                for name in KNOWN:
                    await wire.providers[name].disconnected()
            assert [state.in_flight for state in llm.states] == [0, 0, 0]
            outcomes = {outcome for totals in llm.totals.models.values() for outcome in totals.outcomes}
            assert outcomes == {"cancelled"}


async def test_an_answer_cut_short_by_a_callers_limit_is_asked_for_with_the_providers(
    shared_wire: WireServer, configured: Configured
) -> None:
    shared_wire.openai.fails("truncated")
    llm = Registry([configured["openai"], configured["claude"]], limits())
    before = len(shared_wire.openai.requests)

    answer = await llm.generate(
        LlmRequest(Capital, "Answer in JSON.", "What is the capital of Korea?", "capital", max_tokens=200)
    )

    asked = [request.body["max_output_tokens"] for request in shared_wire.openai.requests[before:]]
    assert asked == [200, configured["openai"].max_tokens]
    assert [made.outcome for made in answer.attempts] == ["truncated", "truncated", "ok"]


async def test_plain_text_is_an_answer_too(shared_wire: WireServer, configured: Configured) -> None:
    for name in KNOWN:
        shared_wire.providers[name].script([Answers("Seoul, of course.")])
        answer = await Registry([configured[name]], limits()).generate(
            LlmRequest(str, "Answer.", "The capital?", "text")
        )
        assert (answer.value, answer.provider) == ("Seoul, of course.", name)
