"""Waiting in a test for what happens by itself, without sleeping; what there is to wait for, on Linux."""

import asyncio
import os
import signal
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
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


def children() -> set[int]:
    """The processes that this one has started and not yet forgotten, zombies included."""
    found: set[int] = set()
    for task in Path("/proc/self/task").iterdir():
        # A thread may end while they are looked through; what it started is its process's then.
        with suppress(FileNotFoundError, ProcessLookupError):
            found.update(map(int, (task / "children").read_text().split()))
    return found


def descriptors() -> set[str]:
    """The open file descriptors of this process."""
    return {path.name for path in Path("/proc/self/fd").iterdir()}


async def killed(pid: int) -> None:
    """Kill a process and return when it has ended."""
    os.kill(pid, signal.SIGKILL)
    await ended(pid)


async def ended(pid: int) -> None:
    """Return when a process has ended."""
    try:
        handle = os.pidfd_open(pid)
    except ProcessLookupError:
        return
    loop, event = asyncio.get_running_loop(), asyncio.Event()
    loop.add_reader(handle, event.set)
    await event.wait()
    loop.remove_reader(handle)
    os.close(handle)
