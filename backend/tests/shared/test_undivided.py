"""A cancellation waits for the end of work that must not be cut in half."""

import asyncio

import pytest

from shared.core.undivided import undivided


class Write:
    """A write in three steps, which somebody may watch and hold up."""

    def __init__(self, error: Exception | None = None) -> None:
        self.begun, self.may_end = asyncio.Event(), asyncio.Event()
        self.done = False
        self._error = error

    async def work(self) -> str:
        self.begun.set()
        await self.may_end.wait()
        if self._error is not None:
            raise self._error
        self.done = True
        return "written"


async def test_it_returns_the_result() -> None:
    write = Write()
    write.may_end.set()

    assert await undivided(write.work()) == "written"


@pytest.mark.parametrize("error", [None, ValueError()])
async def test_a_cancelled_caller_ends_after_the_work(error: Exception | None) -> None:
    write = Write(error)
    caller = asyncio.create_task(undivided(write.work()))
    await write.begun.wait()

    caller.cancel()
    await asyncio.wait({asyncio.create_task(asyncio.wait({caller}))}, timeout=0)
    assert not caller.done()
    write.may_end.set()
    with pytest.raises(asyncio.CancelledError):
        await caller

    assert write.done == (error is None)


async def test_a_failure_is_raised() -> None:
    write = Write(ValueError("full"))
    write.may_end.set()

    with pytest.raises(ValueError, match="full"):
        await undivided(write.work())
