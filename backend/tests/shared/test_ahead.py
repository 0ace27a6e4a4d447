"""A generator that runs while its consumer does something else."""

import asyncio
from collections.abc import AsyncGenerator

import pytest

from shared.runs.ahead import ahead


class Work:
    """A generator of numbers that says how far it has got, and fails at `at`."""

    def __init__(self, at: int | None = None) -> None:
        self.done: list[int] = []
        self.closed = asyncio.Event()
        self.reached = asyncio.Event()
        self._at = at

    async def numbers(self) -> AsyncGenerator[int]:
        try:
            for number in range(3):
                if number == self._at:
                    raise ValueError(number)
                self.done.append(number)
                yield number
            self.reached.set()
        finally:
            self.closed.set()


async def test_it_works_before_anybody_asks_and_nothing_is_lost() -> None:
    work = Work()

    async with ahead(work.numbers()) as numbers:
        await work.reached.wait()
        assert work.done == [0, 1, 2]
        assert [one async for one in numbers] == [0, 1, 2]

    assert work.closed.is_set()


async def test_its_failure_comes_behind_what_it_had_made() -> None:
    work = Work(at=2)

    async with ahead(work.numbers()) as numbers:
        got = [await anext(numbers), await anext(numbers)]
        with pytest.raises(ValueError, match="2"):
            await anext(numbers)

    assert got == [0, 1]


async def test_leaving_stops_it() -> None:
    started, closed = asyncio.Event(), asyncio.Event()

    async def endless() -> AsyncGenerator[int]:
        try:
            yield 1
            started.set()
            await asyncio.Event().wait()
        finally:
            closed.set()

    async with ahead(endless()) as numbers:
        assert await anext(numbers) == 1
        await started.wait()

    assert closed.is_set()


async def test_a_failure_that_nobody_waited_for_ends_with_the_block() -> None:
    work = Work(at=0)

    async with ahead(work.numbers()):
        await work.closed.wait()

    assert work.done == []


async def test_what_several_make_comes_as_it_comes() -> None:
    slow_may_go_on = asyncio.Event()

    async def slow() -> AsyncGenerator[str]:
        await slow_may_go_on.wait()
        yield "slow"

    async def quick() -> AsyncGenerator[str]:
        yield "quick"
        yield "again"

    async with ahead(slow(), quick()) as items:
        first = [await anext(items), await anext(items)]
        slow_may_go_on.set()
        rest = [one async for one in items]

    assert (first, rest) == (["quick", "again"], ["slow"])


async def test_the_failure_of_one_stops_the_others() -> None:
    closed = asyncio.Event()

    async def endless() -> AsyncGenerator[int]:
        try:
            await asyncio.Event().wait()
            yield 1
        finally:
            closed.set()

    with pytest.raises(ValueError, match="0"):
        async with ahead(endless(), Work(at=0).numbers()) as items:
            await anext(items)

    assert closed.is_set()
