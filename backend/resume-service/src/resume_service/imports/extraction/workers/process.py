"""The service's handle of a reader process: sends documents, receives replies, and kills it."""

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
"""Maximum startup time. Half a second is usual, but a busy machine is slower."""

CHUNK = 65_536
"""Bytes written to a pipe at a time. It holds no more, and the rest would be copied repeatedly."""

INHERITED = ("SYSTEMROOT",)
"""Inherited environment variables: only what Python needs on Windows. API keys must not be inherited."""


class ProcessDied(Exception):
    """The process ended or sent an invalid reply."""


class ReadingProcess:
    """A `worker` process. It reads one document at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._process = process
        self._stdin = process.stdin
        self._stdout = process.stdout

    @classmethod
    async def start(cls, limits: Limits) -> "ReadingProcess":
        """Start a process and wait until it is ready; raises `ProcessDied`, and `OSError` if it cannot be started."""
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
        """Process id."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it can read a document."""
        return self._process.returncode is None and not (self._stdout.at_eof() or self._stdin.is_closing())

    @property
    def exit_code(self) -> int | None:
        """Exit code; negative for the signal that killed it."""
        return self._process.returncode

    async def read(self, kind: Format, data: bytes) -> frames.Reply:
        """Read a document; raises `ProcessDied`. If this is cancelled, the process must be ended."""
        try:
            self._stdin.write(frames.REQUEST.pack(frames.FORMATS.index(kind), len(data)))
            view = memoryview(data)
            for at in range(0, len(data), CHUNK):
                self._stdin.write(view[at : at + CHUNK])
                await self._stdin.drain()
            head = await self._stdout.readexactly(frames.REPLY.size)
            is_text, last, pages, length = frames.REPLY.unpack(head)
            if length > frames.MAX_REPLY_BYTES:
                raise ProcessDied
            body = await self._stdout.readexactly(length)
        except (asyncio.IncompleteReadError, ConnectionError) as error:
            raise ProcessDied from error
        return frames.Reply(bool(is_text), bool(last), pages - 1 if pages else None, body.decode("utf-8", "replace"))

    async def end(self) -> None:
        """Kill the process and wait until it has ended. It is killed even if this is cancelled."""
        if self._process.returncode is None:
            # Not asyncio's `kill()`, which polls first and can steal the exit code from the thread that waits for it
            # (python/cpython#127049).
            with suppress(ProcessLookupError):
                os.kill(self._process.pid, signal.SIGKILL)
        # Drain its output, because the pipe is closed only at its end.
        await self._process.communicate()
