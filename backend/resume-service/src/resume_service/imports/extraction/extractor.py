"""Documents as text: tells formats apart, and keeps the few processes that read documents."""

import asyncio
import signal
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import structlog

from resume_service.imports.extraction.errors import (
    BY_CODE,
    BrokenDocument,
    DocumentTooComplex,
    DocumentTooLarge,
    ExtractionBusy,
)
from resume_service.imports.extraction.formats import Extracted, Format, detect
from resume_service.imports.extraction.frames import Reply
from resume_service.imports.extraction.limits import Limits
from resume_service.imports.extraction.process import ProcessDied, ReadingProcess
from resume_service.settings import ResumeSettings
from shared.core.errors import AppError

logger = structlog.stdlib.get_logger(__name__)

PROCESSES = 2
"""Documents that are read at once."""

MAX_WAITING = 40
"""Documents that wait. At a quarter of a second each the last one is read after five seconds."""

WAIT_SECONDS = 20.0
"""Longest time that one waits, when those before it take as long as they may."""

CRASHES = frozenset(
    -number
    for number in (
        *(signal.SIGSEGV, signal.SIGABRT, signal.SIGILL, signal.SIGFPE),
        *((signal.SIGBUS,) if hasattr(signal, "SIGBUS") else ()),
    )
)
"""How a process ends that a document has broken; any other end is that of one that took too much."""


@asynccontextmanager
async def open_extractor(settings: ResumeSettings) -> AsyncGenerator["Extractor"]:
    """An extractor with the limits of `settings`. Its processes start when they are needed and end with it."""
    limits = Limits(settings.import_max_pages, settings.import_max_seconds, settings.import_max_memory_mb)
    extractor = Extractor(limits, settings.import_max_bytes)
    try:
        yield extractor
    finally:
        await extractor.close()


class Extractor:
    """Reads documents in processes of their own; may be used by many tasks at once."""

    def __init__(self, limits: Limits, max_bytes: int, *, max_waiting: int = MAX_WAITING) -> None:
        self._limits = limits
        self._max_bytes = max_bytes
        self._max_waiting = max_waiting
        self._places = asyncio.Semaphore(PROCESSES)
        self._waiting = 0
        self._idle: list[ReadingProcess] = []
        self._ending: set[asyncio.Task[None]] = set()

    async def extract(self, data: bytes) -> Extracted:
        """The text of a document of any format that is read; raises the failures of `errors`.

        Whoever is cancelled meanwhile takes the process that reads for them along.
        """
        if len(data) > self._max_bytes:
            raise DocumentTooLarge(
                f"The document has {len(data)} bytes; at most {self._max_bytes} are taken. Export it with smaller "
                "pictures, or without."
            )
        kind = detect(data)
        async with self._place():
            reply = await self._read(kind, data)
        if not reply.is_text:
            raise _failure(reply.body)
        return Extracted(kind, reply.body, reply.pages)

    async def close(self) -> None:
        """End all processes, and wait until they are gone."""
        while self._idle:
            self._end(self._idle.pop())
        while self._ending:
            await asyncio.wait(self._ending)

    @asynccontextmanager
    async def _place(self) -> AsyncGenerator[None]:
        """One of the places for documents that are read at once; raises `ExtractionBusy`."""
        if self._places.locked() and self._waiting >= self._max_waiting:
            raise ExtractionBusy
        self._waiting += 1
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self._places.acquire()
        except TimeoutError as error:
            raise ExtractionBusy from error
        finally:
            self._waiting -= 1
        try:
            yield
        finally:
            self._places.release()

    async def _read(self, kind: Format, data: bytes) -> Reply:
        process = await self._process()
        is_last = True
        try:
            async with asyncio.timeout(self._limits.seconds):
                reply = await process.read(kind, data)
            is_last = reply.last
            return reply
        except TimeoutError as error:
            logger.warning("A document took too long; its reader is killed", seconds=self._limits.seconds, format=kind)
            raise DocumentTooComplex from error
        except ProcessDied as error:
            await asyncio.shield(self._end(process))
            logger.warning("A document ended its reader", exit_code=process.exit_code, format=kind)
            raise (BrokenDocument if process.exit_code in CRASHES else DocumentTooComplex) from error
        finally:
            if is_last:
                self._end(process)
            else:
                self._idle.append(process)

    async def _process(self) -> ReadingProcess:
        """A process that waits for a document, the one last used if it still lives, or a new one."""
        while self._idle:
            process = self._idle.pop()
            if process.is_alive:
                return process
            self._end(process)
        try:
            return await ReadingProcess.start(self._limits)
        except (OSError, ProcessDied) as error:
            logger.exception("No process to read documents could be started")
            raise ExtractionBusy from error

    def _end(self, process: ReadingProcess) -> asyncio.Task[None]:
        """End a process beside whatever goes on; `close` waits for it."""
        task = asyncio.create_task(process.end())
        self._ending.add(task)
        task.add_done_callback(self._ending.discard)
        return task


def _failure(body: str) -> AppError:
    """What a process said about a document. It may have been taken over by one, so it cannot say just anything."""
    code, _, detail = body.partition("\n")
    return BY_CODE.get(code, BrokenDocument)(detail)
