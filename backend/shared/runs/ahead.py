"""Runs generators while their consumer is busy with something else."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing, asynccontextmanager
from typing import TypeVar

T = TypeVar("T")


@asynccontextmanager
async def ahead(*sources: AsyncGenerator[T]) -> AsyncGenerator[AsyncGenerator[T]]:
    """Start the generators at once and give one that yields their items as they come, and raises the first error.

    The items of each keep their order. Leaving the block stops all of them.
    """
    coming: asyncio.Queue[tuple[T] | asyncio.Task[None]] = asyncio.Queue()

    async def produce(items: AsyncGenerator[T]) -> None:
        async with aclosing(items):
            async for item in items:
                coming.put_nowait((item,))

    producers = [asyncio.create_task(produce(items)) for items in sources]
    for producer in producers:
        producer.add_done_callback(coming.put_nowait)

    async def consume() -> AsyncGenerator[T]:
        working = len(producers)
        while working:
            came = await coming.get()
            if isinstance(came, asyncio.Task):
                working -= 1
                await came
            else:
                yield came[0]

    try:
        async with aclosing(consume()) as consumed:
            yield consumed
    finally:
        for producer in producers:
            producer.cancel()
        await asyncio.wait(producers)
        for producer in producers:
            if not producer.cancelled():
                # Retrieved, so that asyncio does not log an error that the consumer left before seeing.
                producer.exception()
