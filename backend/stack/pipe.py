"""The pipe through which the supervisor reads the output of a process, many lines at a time."""

import asyncio
import fcntl
import os
import sys
from collections.abc import AsyncGenerator

READ_BYTES = 65_536
PIPE_BYTES = 1_048_576
"""What a process may write before it has to wait for the supervisor."""

PAUSE_SECONDS = 0.05
"""Waking up for each line cost a busy machine 0.15 ms, as much as a short request."""


class Pipe:
    """A pipe. `sink` is the end for the process, of which the supervisor's own copy must be closed."""

    def __init__(self) -> None:
        self._source, self.sink = os.pipe()
        os.set_blocking(self._source, False)
        if sys.platform == "linux":
            fcntl.fcntl(self.sink, fcntl.F_SETPIPE_SZ, PIPE_BYTES)

    async def chunks(self) -> AsyncGenerator[bytes]:
        """Yield what is written until every process has closed its end, then close this end."""
        try:
            while True:
                await self._readable()
                await asyncio.sleep(PAUSE_SECONDS)
                while (data := self._read()) is not None:
                    if not data:
                        return
                    yield data
        finally:
            os.close(self._source)

    def _read(self) -> bytes | None:
        """Return what there is, nothing at the end, and `None` if there is nothing yet."""
        try:
            return os.read(self._source, READ_BYTES)
        except BlockingIOError:
            return None

    async def _readable(self) -> None:
        loop, event = asyncio.get_running_loop(), asyncio.Event()
        loop.add_reader(self._source, event.set)
        try:
            await event.wait()
        finally:
            loop.remove_reader(self._source)
