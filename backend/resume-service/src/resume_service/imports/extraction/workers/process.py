"""One process that reads documents, as the service sees it: it is given bytes and answers, or is killed."""

import asyncio
import os
import signal
import sys
from contextlib import suppress

from resume_service.imports.extraction.formats import Format
from resume_service.imports.extraction.workers import frames
from resume_service.imports.extraction.workers.limits import Limits

MODULE = "resume_service.imports.extraction.workers.worker"
START_SECONDS = 30.0
"""Longest time to get ready; half a second is usual, and a machine that starts many things at once is slow."""

CHUNK = 65_536
"""Bytes given to a pipe at a time: it holds no more, and what it does not take at once would be copied around."""

INHERITED = ("SYSTEMROOT",)
"""Of the environment only what Python needs to start, on Windows; the keys of this product are none of its business."""


class ProcessDied(Exception):
    """The process ended, or answered what is no answer."""


class ReadingProcess:
    """A process of `worker`. Reads one document at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process = process
        self._stdin = process.stdin
        self._stdout = process.stdout

    @classmethod
    async def start(cls, limits: Limits) -> "ReadingProcess":
        """A process that is ready; raises `ProcessDied`, and OSError when the machine has no place for one."""
        environment = {name: os.environ[name] for name in INHERITED if name in os.environ}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-I", "-m", MODULE, *limits.arguments()),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env=environment,
        )
        started = cls(process)
        try:
            async with asyncio.timeout(START_SECONDS):
                if await started._stdout.readline() != frames.READY:
                    raise ProcessDied
        except BaseException as error:
            await started.end()
            if isinstance(error, TimeoutError):
                raise ProcessDied from error
            raise
        return started

    @property
    def pid(self) -> int:
        """The id the system knows it by."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it can be given a document."""
        return self._process.returncode is None and not (self._stdout.at_eof() or self._stdin.is_closing())

    @property
    def exit_code(self) -> int | None:
        """How it ended: the signal, negative, that ended it."""
        return self._process.returncode

    async def read(self, kind: Format, data: bytes) -> frames.Reply:
        """The answer to one document; raises `ProcessDied`. A process whose answer was not awaited must be ended."""
        try:
            self._stdin.write(frames.REQUEST.pack(frames.FORMATS.index(kind), len(data)))
            view = memoryview(data)
            for at in range(0, len(data), CHUNK):
                self._stdin.write(view[at : at + CHUNK])
                await self._stdin.drain()
            head = await self._stdout.readexactly(frames.REPLY.size)
            is_text, last, pages, length, more = frames.REPLY.unpack(head)
            if length > frames.MAX_REPLY_BYTES or more > frames.MAX_LOOKS_BYTES:
                raise ProcessDied
            body = (await self._stdout.readexactly(length)).decode("utf-8", "replace")
            looks = (await self._stdout.readexactly(more)).decode("ascii", "replace")
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise ProcessDied from error
        return frames.Reply(bool(is_text), bool(last), pages - 1 if pages else None, body, looks)

    async def end(self) -> None:
        """Kill it and wait until nothing of it is left. Cancelling this does not keep it from being killed."""
        if self._process.returncode is None:
            # Not `kill()` of asyncio: that looks first whether it has ended, and so can take its exit code away from
            # the thread that waits for it (python/cpython#127049).
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)
        # Reads what it had still to say: its pipe is closed at its end, and not before.
        await self._process.communicate()
