"""Work that a cancellation does not cut in half."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


async def undivided(work: Coroutine[Any, Any, T]) -> T:
    """Return the result of `work`, which ends even if the caller is cancelled; the cancellation is raised after it.

    A cancellation in the middle of a query can get lost in the driver, or break the lock of another task
    (python/cpython#86296), and leaves open whether the write has happened.
    """
    task = asyncio.ensure_future(work)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        if not task.cancelled():
            # Retrieved, so that asyncio does not log an error that nobody can handle any more.
            task.exception()
        raise
