"""What stands behind the product in these tests, such as a provider: asynchronous, while a browser's test is not."""

import asyncio
import threading
from collections.abc import Generator
from contextlib import AbstractAsyncContextManager, contextmanager
from typing import TypeVar

T = TypeVar("T")


@contextmanager
def behind(opening: AbstractAsyncContextManager[T]) -> Generator[T]:
    """Keep something open in a thread of its own; yield it."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        opened = asyncio.run_coroutine_threadsafe(opening.__aenter__(), loop).result()
        try:
            yield opened
        finally:
            asyncio.run_coroutine_threadsafe(opening.__aexit__(None, None, None), loop).result()
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
