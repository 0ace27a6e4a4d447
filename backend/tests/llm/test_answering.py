"""How often a generation is answered, and what it may cost, when every provider fails now and then."""

import asyncio
import random
from collections.abc import AsyncGenerator, Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel

from shared.core.lazy import Lazy
from shared.llm.base import Call, Finish, ListRequest, LlmRequest, Piece, Thinking, Usage
from shared.llm.errors import (
    BadKey,
    ConnectionFailed,
    LlmBudgetExceeded,
    LlmDeadlineExceeded,
    LlmUnavailable,
    Malformed,
    Overloaded,
    ProviderError,
    RateLimited,
    TimedOut,
    Unavailable,
)
from shared.llm.money.budget import Budget
from shared.llm.money.pricing import Entry as Price
from shared.llm.money.pricing import PriceTable
from shared.llm.race.latency import HedgeLimits
from shared.llm.race.upstream import Entry
from shared.llm.registry import Registry, RegistryLimits


class Capital(BaseModel):
    city: str


REQUEST = LlmRequest(Capital, "Answer in JSON.", "What is the capital of Korea?", "capital")
SEOUL = '{"city": "서울"}'
NAMES = ("first", "second", "third")


@dataclass(frozen=True)
class Pause:
    seconds: float


Step = Piece | Pause | ProviderError
GOOD: Sequence[Step] = (SEOUL, Finish("model", Usage(100, 50)))


@dataclass
class Scripted:
    """A provider whose answer to each call is what `steps` gives, played one after the other."""

    name: str
    steps: Callable[[], Sequence[Step]]
    model: str = "model"
    calls: list[Call] = field(default_factory=list[Call])

    async def prepare(self) -> None: ...

    async def stream(self, call: Call) -> AsyncGenerator[Piece]:
        self.calls.append(call)
        for step in self.steps():
            if isinstance(step, ProviderError):
                raise step
            if isinstance(step, Pause):
                await asyncio.sleep(step.seconds)
            else:
                yield step

    async def aclose(self) -> None: ...


def now_and_then(name: str, rate: float, seed: str) -> Scripted:
    chance = random.Random(f"{seed} {name}")  # noqa: S311  a test's dice

    def steps() -> Sequence[Step]:
        if chance.random() >= rate:
            return GOOD
        kind = chance.choice([Unavailable, Overloaded, ConnectionFailed, "half", "nonsense"])
        if kind == "half":
            return [SEOUL[:6], ConnectionFailed(name)]
        if kind == "nonsense":
            return ["no JSON", Finish("model", Usage(100, 5))]
        assert not isinstance(kind, str)
        return [kind(name)]

    return Scripted(name, steps)


def always(name: str, *steps: Step) -> Scripted:
    return Scripted(name, lambda: steps)


def registry(*providers: Scripted, limits: RegistryLimits | None = None, budget: Budget | None = None) -> Registry:
    entries = [Entry(provider, 5, 4096, 100) for provider in providers]
    return Registry(entries, limits or RegistryLimits(20), budget=budget, prices=Lazy(lambda: PRICES))


PRICES = PriceTable(
    [
        Price.model_validate(
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


@pytest.mark.parametrize(("rate", "enough"), [(0.3, 197), (0.5, 185)])
@pytest.mark.parametrize("seed", ["a", "b", "c"])
async def test_three_providers_that_fail_now_and_then_answer_nearly_always(rate: float, enough: int, seed: str) -> None:
    llm = registry(*(now_and_then(name, rate, seed) for name in NAMES))
    good = 0

    async def work() -> None:
        nonlocal good
        for _ in range(50):
            try:
                answer = await llm.generate(REQUEST)
            except LlmUnavailable:
                continue
            good += answer.value.city == "서울"

    await asyncio.gather(*(work() for _ in range(4)))

    assert good >= enough


async def test_an_open_breaker_is_a_preference_and_no_wall() -> None:
    down = always("first", Unavailable("first"))
    second = always("second", Unavailable("second"))
    llm = registry(down, second, limits=RegistryLimits(20, max_retries=0))
    for _ in range(3):
        with pytest.raises(LlmUnavailable):
            await llm.generate(REQUEST)
    assert [state.breaker for state in llm.states] == ["open", "open"]
    second.steps = lambda: GOOD

    answer = await llm.generate(REQUEST)

    assert answer.provider == "second"
    assert len(answer.attempts) <= 2


async def test_a_probe_that_fails_does_not_cost_the_answer() -> None:
    providers = [always(name, Unavailable(name)) for name in NAMES]
    llm = registry(*providers, limits=RegistryLimits(20, max_retries=0))
    for _ in range(3):
        with pytest.raises(LlmUnavailable):
            await llm.generate(REQUEST)
    providers[2].steps = lambda: GOOD

    answer = await llm.generate(REQUEST)

    assert answer.provider == "third"


async def test_somebody_who_is_known_to_refuse_is_asked_last_but_asked() -> None:
    keyless, weak = always("first", BadKey("first")), always("second", *GOOD)
    llm = registry(keyless, weak)
    await llm.generate(REQUEST)
    keyless.steps, weak.steps = (lambda: GOOD), (lambda: [Malformed("second")])

    answer = await llm.generate(REQUEST)

    assert [made.provider for made in answer.attempts][-2:] == ["second", "first"]


async def test_a_rate_limit_without_a_time_is_not_asked_again_at_once() -> None:
    limited = always("first", RateLimited("first"))
    llm = registry(limited, limits=RegistryLimits(1))

    started = monotonic()
    with pytest.raises(LlmUnavailable):
        await llm.generate(REQUEST)

    assert len(limited.calls) == 1
    assert monotonic() - started < 0.5


async def test_a_failed_provider_is_asked_again_while_there_is_time() -> None:
    answers = iter([[Unavailable("first")], [Malformed("first")], GOOD])
    llm = registry(Scripted("first", lambda: next(answers)))

    answer = await llm.generate(REQUEST)

    assert [made.outcome for made in answer.attempts] == ["unavailable", "malformed", "ok"]


# Time


async def test_a_long_answer_is_healthy_as_long_as_something_comes() -> None:
    slow = [step for letter in SEOUL for step in (letter, Pause(0.03))]
    llm = registry(
        Scripted("first", lambda: [*slow, Finish("model", Usage(100, 50))]),
        always("second", *GOOD),
        limits=RegistryLimits(20, idle_seconds=0.1, hedging=HedgeLimits(0.1, 0.1, 1)),
    )

    answer = await llm.generate(REQUEST)

    assert [made.provider for made in answer.attempts] == ["first"]
    assert answer.latency_ms > 300


async def test_who_thinks_is_not_silent() -> None:
    thought = [step for _ in range(10) for step in (Pause(0.04), Thinking(20))]
    llm = registry(
        Scripted("first", lambda: [*thought, *GOOD]),
        always("second", *GOOD),
        limits=RegistryLimits(20, idle_seconds=0.2, hedging=HedgeLimits(0.1, 0.1, 1)),
    )

    answer = await llm.generate(REQUEST)

    assert [made.provider for made in answer.attempts] == ["first"]


async def test_blanks_are_no_sign_of_life() -> None:
    def blanks() -> Sequence[Step]:
        return ["{", *(step for _ in range(100) for step in (" ", Pause(0.02)))]

    llm = registry(
        Scripted("first", blanks),
        always("second", *GOOD),
        limits=RegistryLimits(20, idle_seconds=0.2, hedging=HedgeLimits(1, 1, 1)),
    )

    answer = await llm.generate(REQUEST)

    assert [made.outcome for made in answer.attempts] == ["timed_out", "ok"]


async def test_a_provider_that_drips_words_loses_its_turn_where_another_could_answer() -> None:
    dripping = Scripted("first", lambda: [step for _ in range(100) for step in ("x", Pause(0.02))])
    llm = registry(dripping, always("second", *GOOD), limits=RegistryLimits(20, hedging=HedgeLimits(5, 5, 5)))

    answer = await llm.generate(LlmRequest(Capital, "Answer.", "The capital?", "capital", expected_tokens=6))

    assert [made.outcome for made in answer.attempts] == ["timed_out", "ok"]


@pytest.mark.parametrize(("tokens", "least", "most"), [(2_100, 54, 180), (4_400, 110, 180), (64, 30, 60)])
def test_the_time_follows_from_the_length_of_the_answer(tokens: int, least: float, most: float) -> None:
    llm = registry(always("first", *GOOD), limits=RegistryLimits(180))

    # The least is twice what a model of 80 tokens a second takes.
    assert least <= llm.deadline(tokens) - monotonic() <= most


async def test_one_deadline_holds_for_several_requests() -> None:
    llm = registry(always("first", Pause(10)), limits=RegistryLimits(20, hedging=HedgeLimits(5, 5, 5)))
    started = monotonic()

    for _ in range(2):
        with pytest.raises(LlmDeadlineExceeded):
            await llm.generate(LlmRequest(Capital, "Answer.", "The capital?", "capital", deadline=started + 0.2))

    assert monotonic() - started < 0.4


# Money


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
