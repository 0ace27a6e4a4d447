"""How often a generation is answered, and how soon, when every provider fails now and then."""

import asyncio
import random
from collections.abc import Sequence
from time import monotonic

import pytest
from pydantic import BaseModel

from shared.llm.base import ConfiguredProvider, Finish, LlmRequest, Thinking, Usage
from shared.llm.errors import (
    BadKey,
    ConnectionFailed,
    LlmDeadlineExceeded,
    LlmUnavailable,
    Malformed,
    Overloaded,
    RateLimited,
    Unavailable,
)
from shared.llm.race.latency import HedgeLimits
from shared.llm.registry import Registry, RegistryLimits
from shared.testing.models.scripted import Pause, Scripted, Step, always


class Capital(BaseModel):
    city: str


REQUEST = LlmRequest(Capital, "Answer in JSON.", "What is the capital of Korea?", "capital")
SEOUL = '{"city": "서울"}'
NAMES = ("first", "second", "third")
GOOD: Sequence[Step] = (SEOUL, Finish("model", Usage(100, 50)))


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


def registry(*providers: Scripted, limits: RegistryLimits | None = None) -> Registry:
    configured = [ConfiguredProvider(provider, 5, 4096, 100) for provider in providers]
    return Registry(configured, limits or RegistryLimits(20))


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
