"""Whatever the providers do, in whatever order: what holds for every generation."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from time import monotonic

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shared.config.llm import KNOWN
from shared.llm.base import Attempt, ListRequest, LlmRequest
from shared.llm.errors import LlmDeadlineExceeded, LlmUnavailable
from shared.llm.factory import configured_providers
from shared.llm.race.latency import HedgeLimits
from shared.llm.registry import Registry, RegistryLimits
from shared.testing.models.counting import Counted, counting
from shared.testing.models.silent import Configured
from shared.testing.wire import FAULTS, Answers, Fails, Fault, WireServer, settings_for
from shared.testing.wire.behaviours import Behaviour

COUNT = 4
DEADLINE = 0.6
LATE = 0.1
LIMITS = RegistryLimits(DEADLINE, idle_seconds=0.1, hedging=HedgeLimits(0.05, 0.05, 0.2))
ONE = LlmRequest(Counted, "Answer in JSON.", "Count.", "one")
LIST = ListRequest(Counted, "Answer in JSON.", "Count.", "list", count=COUNT)
behaviours = st.lists(st.one_of(st.none(), st.sampled_from(FAULTS)), min_size=1, max_size=3)
plans = st.fixed_dictionaries(dict.fromkeys(KNOWN, behaviours))
orders = st.permutations(KNOWN)


@dataclass
class World:
    """The fakes and the clients, for all examples: building them takes longer than an example."""

    runner: asyncio.Runner
    wire: WireServer
    configured: Configured

    def play(self, plan: Mapping[str, Sequence[Fault | None]], text: Callable[[str], Answers]) -> None:
        for name, steps in plan.items():
            answers = text(name)
            script: list[Behaviour] = [
                Fails(step, 0.05, answers.text) if step is not None else answers for step in steps
            ]
            self.wire.providers[name].script(script)

    def registry(self, order: Sequence[str]) -> Registry:
        return Registry([self.configured[name] for name in order], LIMITS)


@pytest.fixture(scope="module")
def world() -> Iterator[World]:
    with asyncio.Runner() as runner:
        stack = AsyncExitStack()

        async def begin() -> World:
            wire = await stack.enter_async_context(WireServer())
            opened = configured_providers(settings_for(wire, *KNOWN))
            for one in opened:
                await one.provider.prepare()
                stack.push_async_callback(one.provider.aclose)
            return World(runner, wire, {one.provider.name: one for one in opened})

        yield runner.run(begin())
        runner.run(stack.aclose())


def one_of(maker: str) -> Answers:
    return Answers(f'{{"number": 0, "maker": "{maker}"}}')


def list_of(maker: str) -> Answers:
    return Answers(counting(maker, COUNT))


async def nothing_is_left(llm: Registry) -> None:
    assert [(state.in_flight, state.waiting) for state in llm.states] == [(0, 0)] * len(KNOWN)
    others = asyncio.all_tasks() - {asyncio.current_task()}
    if others:
        # A socket that was cut says good-bye in the next turns of the loop.
        await asyncio.wait(others, timeout=1)
    assert not [task for task in others if not task.done()]


def assert_plausible(llm: Registry, attempts: Sequence[Attempt], started: float) -> None:
    assert monotonic() - started < DEADLINE + LATE
    assert attempts
    counted = {name: sum(made.provider == name for made in attempts) for name in KNOWN}
    totals = {provider: sum(of.outcomes.values()) for (provider, _), of in llm.totals.models.items()}
    assert {name: count for name, count in counted.items() if count} == totals
    assert all(made.ms <= (DEADLINE + LATE) * 1000 for made in attempts)


SLOW_MACHINE = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@SLOW_MACHINE
@given(plan=plans, order=orders)
def test_a_value_is_whole_and_comes_from_who_is_named(
    world: World, plan: Mapping[str, Sequence[Fault | None]], order: Sequence[str]
) -> None:
    async def example() -> None:
        world.play(plan, one_of)
        llm, started = world.registry(order), monotonic()
        try:
            answer = await llm.generate(ONE)
        except (LlmUnavailable, LlmDeadlineExceeded) as error:
            assert_plausible(llm, error.attempts, started)
        else:
            assert_plausible(llm, answer.attempts, started)
            assert answer.value == Counted(number=0, maker=answer.provider)
            assert [made for made in answer.attempts if (made.provider, made.outcome) == (answer.provider, "ok")]
        await nothing_is_left(llm)

    world.runner.run(example())


@SLOW_MACHINE
@given(plan=plans, order=orders)
def test_a_list_is_whole_without_a_seam_and_comes_from_who_is_named(
    world: World, plan: Mapping[str, Sequence[Fault | None]], order: Sequence[str]
) -> None:
    async def example() -> None:
        world.play(plan, list_of)
        llm, started = world.registry(order), monotonic()
        values: list[Counted] = []
        stream = llm.stream(LIST)
        try:
            async with stream:
                async for value in stream:
                    values.append(value)  # noqa: PERF401  the part is wanted when it fails
        except (LlmUnavailable, LlmDeadlineExceeded) as error:
            assert_plausible(llm, error.attempts, started)
        else:
            assert_plausible(llm, stream.answer.attempts, started)
            assert len(values) == COUNT
            assert {value.maker for value in values} == set(stream.answer.contributors)
            assert set(stream.answer.contributors) <= {made.provider for made in stream.answer.attempts}
        assert [value.number for value in values] == list(range(len(values)))
        await nothing_is_left(llm)

    world.runner.run(example())


@SLOW_MACHINE
@given(plan=plans, order=orders, patience=st.floats(0.0, 0.3))
def test_a_caller_who_leaves_leaves_nothing_behind(
    world: World, plan: Mapping[str, Sequence[Fault | None]], order: Sequence[str], patience: float
) -> None:
    async def example() -> None:
        world.play(plan, list_of)
        llm = world.registry(order)

        async def read() -> list[Counted]:
            async with llm.stream(LIST) as stream:
                return [value async for value in stream]

        task = asyncio.create_task(read())
        await asyncio.wait([task], timeout=patience)
        task.cancel()
        await asyncio.wait([task])
        if not task.cancelled():
            assert isinstance(task.exception(), LlmUnavailable | LlmDeadlineExceeded | None)
        await nothing_is_left(llm)

    world.runner.run(example())
