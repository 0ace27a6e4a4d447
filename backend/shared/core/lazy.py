"""Values that are expensive to build: built once, in a thread, on first use."""

import asyncio
from collections.abc import Callable
from typing import Generic, TypeVar

from shared.core.garbage import undisturbed

C = TypeVar("C")


class Lazy(Generic[C]):
    """A value that `build` creates in a thread on first use; later callers get the same value."""

    def __init__(self, build: Callable[[], C]) -> None:
        self._build = build
        self._task: asyncio.Task[C] | None = None

    async def get(self) -> C:
        """Return the value. Cancelling a caller does not stop the build, which others may be waiting for."""
        if self._task is None or (self._task.done() and self._task.exception() is not None):
            self._task = asyncio.create_task(asyncio.to_thread(self._undisturbed))
        if self._task.done():
            return self._task.result()
        return await asyncio.shield(self._task)

    async def built(self) -> C | None:
        """Return the value if `get` was called before, otherwise `None`; never starts a build."""
        return await self._task if self._task is not None else None

    def _undisturbed(self) -> C:
        with undisturbed():
            return self._build()
