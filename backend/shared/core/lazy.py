"""Values that are expensive to make: built in a thread at the first need, and once."""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

C = TypeVar("C")


class Lazy(Generic[C]):
    """A value that `build` makes in a thread at the first need; later callers get the same one."""

    def __init__(self, build: Callable[[], C]) -> None:
        self._build = build
        self._task: asyncio.Task[C] | None = None

    async def get(self) -> C:
        """The value. A caller that is cancelled does not stop the building, which others may wait for."""
        if self._task is None or (self._task.done() and self._task.exception() is not None):
            self._task = asyncio.create_task(asyncio.to_thread(self._build))
        if self._task.done():
            return self._task.result()
        return await asyncio.shield(self._task)

    async def built(self) -> C | None:
        """The value if anybody asked for it, else `None`; nothing is built for this."""
        return await self._task if self._task is not None else None
