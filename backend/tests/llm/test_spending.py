"""What generations cost, and that it stays within the budget."""

import asyncio
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from shared.core.lazy import Lazy
from shared.llm.base import ConfiguredProvider, Finish, ListRequest, LlmRequest, Usage
from shared.llm.errors import ConnectionFailed, LlmBudgetExceeded, LlmUnavailable, TimedOut, Unavailable
from shared.llm.money.budget import Budget
from shared.llm.money.pricing import PriceEntry, PriceTable
from shared.llm.race.latency import HedgeLimits
from shared.llm.registry import Registry, RegistryLimits
from shared.testing.models.scripted import Pause, Scripted, Step, always


class Capital(BaseModel):
    city: str


REQUEST = LlmRequest(Capital, "Answer in JSON.", "What is the capital of Korea?", "capital")
SEOUL = '{"city": "서울"}'
NAMES = ("first", "second", "third")
GOOD: Sequence[Step] = (SEOUL, Finish("model", Usage(100, 50)))


def registry(*providers: Scripted, limits: RegistryLimits | None = None, budget: Budget | None = None) -> Registry:
    configured = [ConfiguredProvider(provider, 5, 4096, 100) for provider in providers]
    return Registry(configured, limits or RegistryLimits(20), budget=budget, prices=Lazy(lambda: PRICES))


PRICES = PriceTable(
    [
        PriceEntry.model_validate(
            {
                "provider": name,
                "model": "model",
                "input": 1.0,
                "cached_input": 1.0,
                "output": 10.0,
                "as_of": "2026-11-01",
                "source": "https://example.org/prices",
            }
        )
        for name in NAMES
    ]
)


@dataclass
class Purse:
    """A ledger in memory."""

    spent: float = 0.0
    highest: float = 0.0

    async def reserve(self, usd: float, limit: float) -> str | None:
        await asyncio.sleep(0)
        if self.spent + usd > limit:
            return None
        self.spent += usd
        self.highest = max(self.highest, self.spent)
        return "today"

    async def settle(self, day: str, usd: float) -> None:
        assert day == "today"
        await asyncio.sleep(0)
        self.spent += usd


# By the table above: 4,096 tokens of output are reserved with 0.041 USD, an answer of 50 costs 0.0006.
RESERVED = 0.0411


async def test_the_next_provider_is_not_asked_without_money_for_it() -> None:
    purse = Purse()
    budget = Budget(1.5 * RESERVED, purse)
    first = always("first", "half an", Pause(0.05), ConnectionFailed("first"))
    second = always("second", *GOOD)
    # A hedge would be the second request at the same time.
    llm = registry(first, second, limits=RegistryLimits(5, hedging=HedgeLimits(0.01, 0.01, 1)), budget=budget)

    answer = await llm.generate(REQUEST)
    await budget.settled()

    assert [made.provider for made in answer.attempts] == ["first", "second"]
    assert purse.highest <= 1.5 * RESERVED
    assert purse.spent == pytest.approx(answer.cost_usd)


async def test_without_any_money_nobody_is_asked() -> None:
    provider = always("first", *GOOD)
    llm = registry(provider, budget=Budget(RESERVED / 2, Purse()))

    with pytest.raises(LlmBudgetExceeded):
        await llm.generate(REQUEST)

    assert not provider.calls


async def test_a_repair_that_the_money_does_not_pay_for_is_not_asked() -> None:
    provider = always("first", "no JSON", Finish("model", Usage(100, 4_000)))
    llm = registry(provider, budget=Budget(1.2 * RESERVED, Purse()), limits=RegistryLimits(5, max_retries=0))

    with pytest.raises(LlmUnavailable) as caught:
        await llm.generate(REQUEST)

    assert [made.outcome for made in caught.value.attempts] == ["malformed"]


@pytest.mark.parametrize("name", ["model-0922", "openai/model", "something else", None])
async def test_another_name_of_the_model_costs_what_the_model_costs(name: str | None) -> None:
    llm = registry(always("first", SEOUL, Finish(name, Usage(1_000, 100))))

    answer = await llm.generate(REQUEST)

    assert answer.cost_usd == pytest.approx(0.002)


async def test_an_answer_without_a_bill_is_estimated() -> None:
    text = f'{{"city": "{"서울" * 300}"}}'
    llm = registry(always("first", text, Finish("model", Usage())))

    answer = await llm.generate(REQUEST)

    (attempt,) = answer.attempts
    assert attempt.estimated
    assert 300 < attempt.usage.output_tokens < 1_200
    assert answer.cost_usd


kinds = st.sampled_from(["good", "good", "half", "nonsense", "down", "silent", "unbilled", "renamed"])


def steps_for(kind: str, name: str) -> Sequence[Step]:
    match kind:
        case "half":
            return [SEOUL[:6], ConnectionFailed(name)]
        case "nonsense":
            return ["no JSON", Finish("model", Usage(100, 300))]
        case "down":
            return [Unavailable(name)]
        case "silent":
            return [Pause(0.03), TimedOut(name)]
        case "unbilled":
            return [SEOUL, Finish(None, Usage())]
        case "renamed":
            return [SEOUL, Finish("openai/model-0922", Usage(100, 50))]
        case _:
            return GOOD


@settings(max_examples=60, deadline=None, derandomize=True)
@given(plan=st.lists(kinds, min_size=3, max_size=30), limit=st.floats(0.01, 0.3), at_once=st.integers(1, 6))
def test_what_is_spent_stays_below_the_limit_whatever_happens(plan: list[str], limit: float, at_once: int) -> None:
    async def example() -> None:
        script = iter(plan * 40)
        purse = Purse()
        budget = Budget(limit, purse)
        providers = [Scripted(name, lambda name=name: steps_for(next(script), name)) for name in NAMES]
        llm = registry(*providers, limits=RegistryLimits(2, hedging=HedgeLimits(0.01, 0.01, 1)), budget=budget)

        async def one() -> None:
            with suppress(LlmUnavailable, LlmBudgetExceeded):
                await llm.generate(REQUEST)

        await asyncio.gather(*(one() for _ in range(at_once)))
        async with llm.stream(ListRequest(Capital, "Answer.", "Capitals?", "capitals")) as stream:
            with suppress(LlmUnavailable, LlmBudgetExceeded):
                assert [value async for value in stream]
        await budget.settled()

        assert purse.highest <= limit
        counted = sum(totals.cost_usd for totals in llm.totals.models.values())
        assert purse.spent == pytest.approx(counted, abs=1e-9)

    asyncio.run(example())
