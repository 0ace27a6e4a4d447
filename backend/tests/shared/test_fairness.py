"""What there is only so much of: each owner waits for itself, and nobody for somebody else's thousand requests."""

import asyncio
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared.core.fairness import FairShares, FairThreads, NoShare, Queues

PATIENT = Queues(max_waiting=100, max_per_owner=100, seconds=60)


async def begun(*tasks: "asyncio.Task[None]") -> None:
    """Let tasks run until all of them wait for something."""
    for _ in range(5 + len(tasks)):
        await asyncio.sleep(0)


def taking(shares: FairShares, got: list[str]) -> Callable[[str], "asyncio.Task[None]"]:
    async def take(owner: str) -> None:
        await shares.take(owner)
        got.append(owner)

    return lambda owner: asyncio.create_task(take(owner))


async def test_an_owner_that_holds_something_never_gets_the_last() -> None:
    shares, got = FairShares(3, 1, PATIENT), list[str]()
    take = taking(shares, got)
    tasks = [take("a") for _ in range(10)]
    await begun(*tasks)
    assert got == ["a", "a"]

    other = take("b")
    await begun(other)

    assert got == ["a", "a", "b"]
    for task in tasks:
        task.cancel()


async def test_the_queues_are_served_in_turn() -> None:
    shares, got = FairShares(2, 1, PATIENT), list[str]()
    take = taking(shares, got)
    tasks = [take(owner) for owner in "aaaabbcc"]
    await begun(*tasks)

    for number in range(6):
        shares.give(got[number])
        await begun(*tasks)

    assert "".join(got) == "ababcaca"


async def test_one_that_asks_for_less_goes_past_one_that_asks_for_more() -> None:
    shares = FairShares(100, 25, PATIENT)
    await shares.take("a", 70)
    big = asyncio.create_task(shares.take("a", 20))
    await begun(big)

    await shares.take("b", 30)

    assert (big.done(), shares.free) == (False, 0)
    shares.give("b", 30)
    shares.give("a", 70)
    await big


async def test_too_many_are_sent_away_at_once_and_so_is_what_could_never_be() -> None:
    shares = FairShares(2, 1, Queues(max_waiting=3, max_per_owner=2, seconds=60))
    await shares.take("a")
    waiting = [asyncio.create_task(shares.take("a")) for _ in range(2)]
    await begun(*waiting)

    with pytest.raises(NoShare):
        await shares.take("a")
    with pytest.raises(NoShare):
        await shares.take("b", 3)
    await shares.take("b")
    third = asyncio.create_task(shares.take("b"))
    await begun(third)
    with pytest.raises(NoShare):
        await shares.take("c")
    for task in (*waiting, third):
        task.cancel()


async def test_who_waits_too_long_is_sent_away() -> None:
    shares = FairShares(1, 0, Queues(max_waiting=3, max_per_owner=2, seconds=0.01))
    await shares.take("a")

    with pytest.raises(NoShare):
        await shares.take("b")

    assert shares.waiting == 0
    shares.give("a")
    assert shares.free == 1


async def test_a_share_that_is_granted_to_one_that_goes_away_is_not_lost() -> None:
    shares = FairShares(1, 0, PATIENT)
    await shares.take("a")
    gone, next_one = (asyncio.create_task(shares.take(owner)) for owner in "bc")
    await begun(gone, next_one)
    shares.give("a")
    gone.cancel()
    await begun(gone, next_one)

    assert (gone.cancelled(), next_one.done(), shares.free) == (True, True, 0)


async def test_one_that_goes_away_before_a_share_is_granted_is_passed_over() -> None:
    shares = FairShares(1, 0, PATIENT)
    await shares.take("a")
    gone, next_one = (asyncio.create_task(shares.take(owner)) for owner in "bc")
    await begun(gone, next_one)
    gone.cancel()
    shares.give("a")
    await begun(gone, next_one)

    assert (gone.cancelled(), next_one.done(), shares.waiting) == (True, True, 0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(1, 5), st.booleans()), max_size=40))
def test_whatever_comes_nothing_is_lost_and_nothing_made(steps: list[tuple[str, int, bool]]) -> None:
    async def play() -> None:
        shares = FairShares(8, 2, PATIENT)
        tasks: list[asyncio.Task[None]] = []

        async def use(owner: str, amount: int, over: asyncio.Event) -> None:
            async with shares.held(owner, amount):
                assert 0 <= shares.free <= 8
                await over.wait()

        events: list[asyncio.Event] = []
        for owner, amount, cancelled in steps:
            events.append(asyncio.Event())
            tasks.append(asyncio.create_task(use(owner, amount, events[-1])))
            await asyncio.sleep(0)
            if cancelled:
                tasks[len(tasks) // 2].cancel()
                events[len(events) // 3].set()
        for event in events:
            event.set()
        await asyncio.gather(*tasks, return_exceptions=True)
        assert (shares.free, shares.waiting) == (8, 0)

    asyncio.run(play())


async def test_one_owner_never_has_all_threads() -> None:
    threads = FairThreads(2, PATIENT)
    over = asyncio.Event()
    loop = asyncio.get_running_loop()

    def work() -> None:
        asyncio.run_coroutine_threadsafe(over.wait(), loop).result()

    busy = [asyncio.create_task(threads.run("a", work)) for _ in range(3)]
    await begun(*busy)

    assert await threads.run("b", lambda: "done") == "done"
    over.set()
    await asyncio.gather(*busy)
