import asyncio

import pytest

from shared.llm.race.bulkhead import UNPROVEN, Bulkhead, TurnedAway


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_a_provider_that_has_not_answered_yet_gets_a_handful() -> None:
    bulkhead = Bulkhead(100, careful=True)

    waiting = [asyncio.create_task(bulkhead.enter()) for _ in range(20)]
    await settle()

    assert (bulkhead.in_flight, bulkhead.waiting) == (UNPROVEN, 20 - UNPROVEN)
    for task in waiting:
        task.cancel()


async def test_each_answer_makes_room_for_two() -> None:
    bulkhead = Bulkhead(100, careful=True)
    tasks = [asyncio.create_task(bulkhead.enter()) for _ in range(3 * UNPROVEN)]
    await settle()

    for _ in range(UNPROVEN):
        bulkhead.answered()
        bulkhead.leave()
    await settle()

    assert (bulkhead.in_flight, bulkhead.waiting) == (2 * UNPROVEN, 0)
    assert all(task.done() for task in tasks)


async def test_answers_one_by_one_prove_nothing_about_many_at_once() -> None:
    bulkhead = Bulkhead(100, careful=True)
    for _ in range(50):
        await bulkhead.enter()
        bulkhead.answered()
        bulkhead.leave()

    tasks = [asyncio.create_task(bulkhead.enter()) for _ in range(50)]
    await settle()

    assert bulkhead.in_flight == UNPROVEN
    for task in tasks:
        task.cancel()


async def test_the_only_provider_gets_all_it_may_take() -> None:
    bulkhead = Bulkhead(100, careful=False)

    tasks = [asyncio.create_task(bulkhead.enter()) for _ in range(120)]
    await settle()

    assert (bulkhead.in_flight, bulkhead.waiting) == (100, 20)
    for task in tasks:
        task.cancel()


async def test_turns_come_in_the_order_of_asking() -> None:
    bulkhead = Bulkhead(1, careful=False)
    order: list[int] = []

    async def visit(number: int) -> None:
        await bulkhead.enter()
        order.append(number)
        await asyncio.sleep(0)
        bulkhead.leave()

    await asyncio.gather(*(visit(number) for number in range(10)))

    assert order == list(range(10))
    assert bulkhead.in_flight == 0


async def test_who_has_waited_everywhere_goes_first_and_by_the_whole_limit() -> None:
    bulkhead = Bulkhead(UNPROVEN + 1, careful=True)
    for _ in range(UNPROVEN):
        await bulkhead.enter()
    waiting = asyncio.create_task(bulkhead.enter())
    await settle()

    await asyncio.wait_for(bulkhead.enter(pressed=True), 1)

    assert not waiting.done()
    pressed = asyncio.create_task(bulkhead.enter(pressed=True))
    await settle()
    bulkhead.leave()
    await settle()
    assert (pressed.done(), waiting.done()) == (True, False)
    waiting.cancel()


async def test_who_is_cancelled_takes_nobodys_place() -> None:
    bulkhead = Bulkhead(1, careful=False)
    await bulkhead.enter()
    leaver, stayer = (asyncio.create_task(bulkhead.enter()) for _ in range(2))
    await settle()

    leaver.cancel()
    bulkhead.leave()
    await settle()

    assert (leaver.cancelled(), stayer.done(), bulkhead.in_flight, bulkhead.waiting) == (True, True, 1, 0)


async def test_a_turn_that_comes_in_the_moment_of_cancelling_goes_to_the_next() -> None:
    bulkhead = Bulkhead(1, careful=False)
    await bulkhead.enter()
    leaver, stayer = (asyncio.create_task(bulkhead.enter()) for _ in range(2))
    await settle()

    bulkhead.leave()
    leaver.cancel()
    await settle()

    assert (leaver.cancelled(), stayer.done(), bulkhead.in_flight) == (True, True, 1)


async def test_all_who_wait_are_sent_elsewhere_when_the_provider_is_found_dead() -> None:
    bulkhead = Bulkhead(1, careful=False)
    await bulkhead.enter()
    tasks = [asyncio.create_task(bulkhead.enter()) for _ in range(3)]
    await settle()
    tasks[0].cancel()

    bulkhead.turn_away()

    for task in tasks[1:]:
        with pytest.raises(TurnedAway):
            await task
    bulkhead.leave()
    assert (bulkhead.in_flight, bulkhead.waiting) == (0, 0)


async def test_silence_halves_what_is_dared() -> None:
    bulkhead = Bulkhead(100, careful=True)
    for _ in range(10):
        bulkhead.silent()

    tasks = [asyncio.create_task(bulkhead.enter()) for _ in range(3)]
    await settle()

    assert bulkhead.in_flight == 1
    for task in tasks:
        task.cancel()
