"""Extracts text from documents with a small pool of reader processes."""

import asyncio
import signal
from collections.abc import AsyncGenerator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext, suppress
from typing import Protocol

import structlog

from resume_service.imports.extraction.errors import (
    BY_CODE,
    BrokenDocument,
    DocumentTooComplex,
    DocumentTooLarge,
    ExtractionBusy,
)
from resume_service.imports.extraction.formats import Extracted, Format, detect
from resume_service.imports.extraction.workers.frames import Reply
from resume_service.imports.extraction.workers.limits import Limits
from resume_service.imports.extraction.workers.process import ProcessDied, ReadingProcess
from resume_service.settings import ResumeSettings
from shared.core.errors import AppError
from shared.core.fairness import FairShares, NoShare, Queues

logger = structlog.stdlib.get_logger(__name__)

PROCESSES = 3
"""Number of reader processes. One owner gets at most all but one, so others never wait for its documents."""

IDLE_SECONDS = 60.0
"""How long a process is kept without a document. It has 25 MB of its own, and a new one starts in half a second."""

QUEUES = Queues(max_waiting=100, max_per_owner=40, seconds=20.0)
"""Waiting documents. At 0.25 s each, two at a time, an owner's last one is read after five seconds."""

CRASHES = frozenset(
    -number
    for number in (
        *(signal.SIGSEGV, signal.SIGABRT, signal.SIGILL, signal.SIGFPE),
        *((signal.SIGBUS,) if hasattr(signal, "SIGBUS") else ()),
    )
)
"""Exit codes of a reader crashed by a broken document; any other exit means that it exceeded its limits."""


class Meter(Protocol):
    """Measures the reading time of owners."""

    def spending(self, owner: str) -> AbstractAsyncContextManager[None]:
        """Charge the time of the block to this owner; raises `AppError` if its quota is used up."""
        ...


class Unmetered:
    """Counts nothing."""

    def spending(self, owner: str) -> AbstractAsyncContextManager[None]:  # noqa: ARG002  a meter's signature
        """Charge nothing."""
        return nullcontext()


@asynccontextmanager
async def open_extractor(settings: ResumeSettings, meter: Meter) -> AsyncGenerator["Extractor"]:
    """Yield an extractor with the limits of `settings`. Its processes start on demand and end with it."""
    limits = Limits(settings.import_max_pages, settings.import_max_seconds, settings.import_max_memory_mb)
    extractor = Extractor(limits, settings.import_max_bytes, meter=meter)
    try:
        yield extractor
    finally:
        await extractor.close()


class Extractor:
    """Reads documents in separate processes. Safe for concurrent use by many tasks."""

    def __init__(
        self,
        limits: Limits,
        max_bytes: int,
        *,
        meter: Meter | None = None,
        queues: Queues = QUEUES,
        idle_seconds: float = IDLE_SECONDS,
    ) -> None:
        self._limits = limits
        self._max_bytes = max_bytes
        self._meter = meter or Unmetered()
        self._places = FairShares(PROCESSES, 1, queues)
        self._idle_seconds = idle_seconds
        self._idle: dict[ReadingProcess, asyncio.TimerHandle] = {}
        """With what ends each when it has been idle for too long; the last one used is last."""

        self._spare: asyncio.Task[None] | None = None
        self._ending: set[asyncio.Task[None]] = set()

    async def extract(self, data: bytes, owner: str = "") -> Extracted:
        """Return the text of a document in any supported format; raises the errors of `errors` and of the meter.

        Documents of one `owner` wait for each other, and as little as possible for those of others. Cancelling a call
        kills the process that reads for it.
        """
        if len(data) > self._max_bytes:
            raise DocumentTooLarge(
                f"The document has {len(data)} bytes; at most {self._max_bytes} are allowed. Export it with smaller "
                "pictures or without pictures."
            )
        kind = detect(data)
        try:
            async with self._places.held(owner):
                reply = await self._read(kind, data, owner)
        except NoShare as error:
            raise ExtractionBusy from error
        if not reply.is_text:
            raise _failure(reply.body)
        return Extracted(kind, reply.body, reply.pages, reply.looks)

    async def close(self) -> None:
        """Kill all processes and wait until they have ended."""
        if self._spare is not None:
            self._spare.cancel()
            await asyncio.wait({self._spare})
        while self._idle:
            self._end(self._from_idle())
        while self._ending:
            await asyncio.wait(self._ending)

    def _keep_one_ready(self) -> None:
        """Start a spare process for the next owner, because starting takes longer than reading most documents."""
        if self._places.only_kept_back and not self._idle and self._spare is None and self._places.free:
            self._spare = asyncio.create_task(self._start_spare())

    async def _start_spare(self) -> None:
        try:
            # Ignored here: a call that needs a process will retry and report the error.
            with suppress(OSError, ProcessDied):
                self._to_idle(await ReadingProcess.start(self._limits))
        finally:
            self._spare = None

    async def _read(self, kind: Format, data: bytes, owner: str) -> Reply:
        process = await self._process()
        self._keep_one_ready()
        is_last = False
        try:
            async with self._meter.spending(owner), asyncio.timeout(self._limits.seconds):
                is_last = True
                reply = await process.read(kind, data)
                is_last = reply.last
            return reply
        except TimeoutError as error:
            logger.warning("A document took too long; its reader was killed", seconds=self._limits.seconds, format=kind)
            raise DocumentTooComplex from error
        except ProcessDied as error:
            await asyncio.shield(self._end(process))
            logger.warning("A document crashed its reader", exit_code=process.exit_code, format=kind)
            raise (BrokenDocument if process.exit_code in CRASHES else DocumentTooComplex) from error
        finally:
            if is_last:
                self._end(process)
            else:
                self._to_idle(process)

    async def _process(self) -> ReadingProcess:
        """Return an idle process, the most recently used one first, or start a new one."""
        if not self._idle and self._spare is not None:
            await asyncio.wait({self._spare})
        while self._idle:
            process = self._from_idle()
            if process.is_alive:
                return process
            self._end(process)
        try:
            return await ReadingProcess.start(self._limits)
        except (OSError, ProcessDied) as error:
            logger.exception("Could not start a reader process")
            raise ExtractionBusy from error

    def _to_idle(self, process: ReadingProcess) -> None:
        loop = asyncio.get_running_loop()
        self._idle[process] = loop.call_later(self._idle_seconds, self._end_idle, process)

    def _from_idle(self) -> ReadingProcess:
        process, ending = self._idle.popitem()
        ending.cancel()
        return process

    def _end_idle(self, process: ReadingProcess) -> None:
        del self._idle[process]
        self._end(process)

    def _end(self, process: ReadingProcess) -> asyncio.Task[None]:
        """Kill a process in the background; `close` waits for it."""
        task = asyncio.create_task(process.end())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)
        return task


def _failure(body: str) -> AppError:
    """Return the error that a process reported. A document may have compromised it, so only known codes count."""
    code, _, detail = body.partition("\n")
    return BY_CODE.get(code, BrokenDocument)(detail)
