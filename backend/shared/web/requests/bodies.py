"""Request bodies: limits of memory, disk and time while they are received.

A body is only read on demand, after the caller is identified, so the memory it holds counts for its owner. A body
larger than `IN_MEMORY` is written to disk and loaded into memory once it is complete: a client that withholds its last
byte only keeps a file open.
"""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from starlette.requests import ClientDisconnect
from starlette.types import Message, Receive, Scope

from shared.config.base import ServiceSettings
from shared.core.errors import BadRequest, ContentTooLarge, DependencyUnavailable, RequestTimeout
from shared.core.fairness import FairShares, NoShare, Queues
from shared.core.identity import Identity
from shared.web.identity.auth import IDENTIFIED
from shared.web.requests.spool import Spool, directory_of

IN_MEMORY = 262_144
DRAIN_BYTES = 16 * 1_048_576
KEPT_BACK = 4
"""Divisor: a quarter is reserved for owners that hold nothing yet."""

FOR_DISK = Queues(max_waiting=40, max_per_owner=10, seconds=5)
"""Few and short: while these requests wait, the server has already read a part of each body."""

FOR_MEMORY = Queues(max_waiting=200, max_per_owner=40, seconds=15)

logger = structlog.stdlib.get_logger(__name__)


class UploadsBusy(DependencyUnavailable):
    """There is no room for another body while others are being received."""

    code = "UPLOADS_BUSY"
    default_detail = "Too many large request bodies are being received. Try again in a moment."


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """Limits of bodies in bytes and seconds. `of_paths` maps paths with their own limit to their largest body."""

    largest: int = 1_048_576
    of_paths: Mapping[str, int] = field(default_factory=dict[str, int])
    memory: int = 33_554_432
    disk: int = 268_435_456
    seconds: float = 30
    idle_seconds: float = 10
    directory: Path | None = None

    @classmethod
    def of(cls, settings: ServiceSettings, of_paths: Mapping[str, int]) -> "BodyLimits":
        """Return the limits in the settings."""
        return cls(
            largest=settings.max_body_bytes,
            of_paths=of_paths,
            memory=settings.ingest_bytes_in_flight,
            disk=settings.ingest_disk_bytes,
            seconds=settings.gateway_read_seconds,
            idle_seconds=settings.body_idle_seconds,
            directory=settings.ingest_directory,
        )


class Bodies:
    """The bodies of all requests of one process."""

    def __init__(self, limits: BodyLimits) -> None:
        self.limits = limits
        self.directory = directory_of(limits.directory)
        self.memory = FairShares(limits.memory, limits.memory // KEPT_BACK, FOR_MEMORY)
        self.disk = FairShares(limits.disk, limits.disk // KEPT_BACK, FOR_DISK)

    def of(self, scope: Scope, receive: Receive, length: bytes | None) -> "Body":
        """Return the body of a request with this `Content-Length`; `None` means a chunked body."""
        limit = self.limits.of_paths.get(scope["path"], self.limits.largest)
        return Body(self, scope, receive, limit, length)


class Body:
    """The body of one request; `close` must be called when the request ends."""

    def __init__(self, bodies: Bodies, scope: Scope, receive: Receive, limit: int, length: bytes | None) -> None:
        self._bodies = bodies
        self._scope = scope
        self._receive = receive
        self._limit = limit
        self._length = length
        self._read = 0
        self._is_asked = length == b"0"
        self._ended = self._is_asked
        self._until = 0.0
        self._taken: list[tuple[FairShares, str, int]] = []

    def check(self) -> None:
        """Check the declared length; raises `BadRequest`, `ContentTooLarge`."""
        if self._length is None:
            return
        if not self._length.isdigit():
            raise BadRequest("Content-Length is not a number.")
        if int(self._length) > self._limit:
            raise self._too_large()

    async def receive(self) -> Message:
        """Return the complete body (ASGI), and on later calls the server's next messages.

        Raises `ContentTooLarge`, `UploadsBusy`, `RequestTimeout`, `ClientDisconnect`.
        """
        if self._is_asked:
            return await self._receive()
        self._is_asked = True
        size = self._limit if self._length is None else int(self._length)
        try:
            data = await (self._to_memory(size) if size <= IN_MEMORY else self._to_disk(size))
        except ContentTooLarge:
            await self.drain()
            raise
        except NoShare as error:
            raise UploadsBusy from error
        except OSError as error:
            logger.exception("cannot spool request body", directory=str(self._bodies.directory))
            raise UploadsBusy from error
        return {"type": "http.request", "body": data, "more_body": False}

    async def drain(self) -> None:
        """Read on, up to a limit: a client that is still sending when the connection closes never sees the response."""
        with suppress(RequestTimeout):
            async with self._in_time(), aclosing(self._pieces()) as pieces:
                async for piece in pieces:
                    self._read += len(piece)
                    if self._read >= DRAIN_BYTES:
                        return

    def close(self) -> None:
        """Release the memory and disk space that it holds."""
        while self._taken:
            shares, owner, size = self._taken.pop()
            shares.give(owner, size)

    async def _to_memory(self, size: int) -> bytes:
        async with self._in_time():
            await self._take(self._bodies.memory, size)
            return b"".join([piece async for piece in self._bounded()])

    async def _to_disk(self, size: int) -> bytes:
        async with self._in_time():
            await self._take(self._bodies.disk, size)
        async with Spool(self._bodies.directory) as spool:
            async with self._in_time():
                async for piece in self._bounded():
                    await spool.write(piece)
            # The client has sent everything, so its time limit no longer applies.
            await self._take(self._bodies.memory, spool.size)
            data = await spool.read()
        shares, owner, taken = self._taken.pop(0)
        shares.give(owner, taken)
        return data

    async def _bounded(self) -> AsyncGenerator[bytes]:
        async with aclosing(self._pieces()) as pieces:
            async for piece in pieces:
                self._read += len(piece)
                if self._read > self._limit:
                    raise self._too_large()
                yield piece

    async def _pieces(self) -> AsyncGenerator[bytes]:
        """Yield the pieces as they arrive; raises `RequestTimeout` after too long a pause, and `ClientDisconnect`."""
        while not self._ended:
            try:
                async with asyncio.timeout(self._bodies.limits.idle_seconds):
                    message = await self._receive()
            except TimeoutError as error:
                self._ended = True
                raise _timed_out("No part of the request body arrived", self._bodies.limits.idle_seconds) from error
            self._ended = message["type"] != "http.request" or not message.get("more_body", False)
            if message["type"] != "http.request":
                raise ClientDisconnect
            yield message.get("body", b"")

    @asynccontextmanager
    async def _in_time(self) -> AsyncGenerator[None]:
        # Counted from the first read of the body.
        self._until = self._until or asyncio.get_running_loop().time() + self._bodies.limits.seconds
        try:
            async with asyncio.timeout_at(self._until):
                yield
        except TimeoutError as error:
            self._ended = True
            raise _timed_out("The request body was not complete", self._bodies.limits.seconds) from error

    async def _take(self, shares: FairShares, size: int) -> None:
        owner = self._owner()
        await shares.take(owner, size)
        self._taken.append((shares, owner, size))

    def _owner(self) -> str:
        """The owner of the body: the caller, or the client's address if the caller is not identified."""
        caller: Identity | None = self._scope.get(IDENTIFIED)
        if caller is not None:
            return caller.id
        return str((self._scope.get("client") or ("",))[0])

    def _too_large(self) -> ContentTooLarge:
        return ContentTooLarge(f"{ContentTooLarge.default_detail} The limit is {self._limit} bytes.")


def _timed_out(what: str, seconds: float) -> RequestTimeout:
    return RequestTimeout(f"{what} within {seconds:g} seconds. Send it again over a faster connection.")
