"""Waiting in a test for what happens by itself, without sleeping."""

from collections.abc import Awaitable, Callable
from time import monotonic

PATIENCE_SECONDS = 20


async def until_none(count: Callable[[], Awaitable[int]]) -> None:
    """Return when `count` is zero; raises `TimeoutError` when that takes too long.

    Not with `asyncio.timeout`: the driver of MongoDB can lose a cancellation (python/cpython#86296).
    """
    end = monotonic() + PATIENCE_SECONDS
    while left := await count():
        if monotonic() > end:
            raise TimeoutError(f"There are still {left}.")
