"""Keeps a lease alive while its work goes on."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from pymongo.errors import PyMongoError

HEARTBEAT_SECONDS = 1.0
MISSED_HEARTBEATS = 3


@asynccontextmanager
async def renewed(renew: Callable[[], Awaitable[object]]) -> AsyncGenerator[None]:
    """Renew a lease every `HEARTBEAT_SECONDS` until the block ends."""
    over = asyncio.Event()

    async def beat() -> None:
        while not over.is_set():
            try:
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    await over.wait()
            except TimeoutError:
                with suppress(PyMongoError):
                    await renew()

    renewal = asyncio.create_task(beat())
    try:
        yield
    finally:
        # Not cancelled: the driver can lose the cancellation, or break another request's lock (python/cpython#86296).
        # Awaited, because its pending write must not come after what is written now.
        over.set()
        await asyncio.wait({renewal})


@asynccontextmanager
async def held(renew: Callable[[], Awaitable[object]], let_go: Callable[[], Awaitable[object]]) -> AsyncGenerator[None]:
    """Do the same and end the lease after the block; if that fails, it expires by itself."""
    try:
        async with renewed(renew):
            yield
    finally:
        with suppress(PyMongoError):
            await let_go()
