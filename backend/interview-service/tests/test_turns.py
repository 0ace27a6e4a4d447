"""Of concurrent answers to a question one is let through; the others wait for it and read nothing."""

import asyncio
from collections import Counter

import pytest
from interview_service.answers.errors import QuestionNotCurrent
from interview_service.answers.turns import Turns

from shared.core.errors import DependencyUnavailable
from shared.core.ids import new_id

MANY = 200


class Storing:
    """The block in which an answer is stored: held until `go`, then it fails with `error`, if any."""

    def __init__(self, error: Exception | None = None) -> None:
        self.turns, self.asked = Turns(), ("local", new_id(), new_id())
        self.begun = 0
        self.go = asyncio.Event()
        self.error = error

    async def answer(self) -> str:
        try:
            async with self.turns.first(self.asked):
                self.begun += 1
                await self.go.wait()
                if self.error is not None and self.begun == 1:
                    raise self.error
        except QuestionNotCurrent:
            return "refused"
        except DependencyUnavailable:
            return "failed"
        return "stands"


async def outcomes(storing: Storing) -> Counter[str]:
    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(storing.answer()) for _ in range(MANY)]
        await asyncio.sleep(0)
        assert storing.begun == 1
        storing.go.set()
    return Counter(task.result() for task in tasks)


async def test_one_begins_and_the_others_are_refused_once_it_stands() -> None:
    storing = Storing()

    assert await outcomes(storing) == {"stands": 1, "refused": MANY - 1}
    assert storing.begun == 1
    # It is over: whoever comes later is told by the stored session.
    assert await storing.answer() == "stands"


async def test_when_the_question_is_not_current_nobody_else_tries() -> None:
    assert await outcomes(Storing(QuestionNotCurrent())) == {"refused": MANY}


async def test_when_the_first_fails_the_others_try() -> None:
    storing = Storing(DependencyUnavailable())

    assert await outcomes(storing) == {"failed": 1, "stands": MANY - 1}
    assert storing.begun == MANY


async def test_whoever_stops_waiting_or_storing_holds_nobody_up() -> None:
    storing = Storing()
    first = asyncio.create_task(storing.answer())
    waiting = [asyncio.create_task(storing.answer()) for _ in range(2)]
    await asyncio.sleep(0)

    waiting[0].cancel()
    first.cancel()
    storing.go.set()

    assert await waiting[1] == "stands"
    with pytest.raises(asyncio.CancelledError):
        await first


async def test_other_questions_and_other_owners_do_not_wait() -> None:
    storing = Storing()
    held = asyncio.create_task(storing.answer())
    await asyncio.sleep(0)
    owner, session, question = storing.asked

    for other in (("other", session, question), (owner, session, new_id()), (owner, new_id(), question)):
        async with asyncio.timeout(1), storing.turns.first(other):
            storing.begun += 1

    storing.go.set()
    assert (await held, storing.begun) == ("stands", 4)
