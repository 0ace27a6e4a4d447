"""Runs a generator while its consumer is busy with something else."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from typing import TypeVar

T = TypeVar("T")


@asynccontextmanager
async def ahead(items: AsyncGenerator[T]) -> AsyncGenerator[AsyncGenerator[T]]:
    """Start the generator at once and give another one that yields the same items and raises the same error.

    Leaving the block stops it.
    """
    queue: asyncio.Queue[T | None] = asyncio.Queue()

    async def produce() -> None:
        async with aclosing(items):
            async for item in items:
                queue.put_nowait(item)

    producer = asyncio.create_task(produce())
    producer.add_done_callback(lambda _: queue.put_nowait(None))

    async def consume() -> AsyncGenerator[T]:
        while (item := await queue.get()) is not None:
            yield item
        await producer

    try:
        async with aclosing(consume()) as consumed:
            yield consumed
    finally:
        producer.cancel()
        await asyncio.wait([producer])
        if not producer.cancelled():
            # Retrieved, so that asyncio does not log an error that the consumer left before seeing.
            producer.exception()
