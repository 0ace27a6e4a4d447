"""The bodies of requests: how many bytes of them a process holds, where larger ones arrive, how long they may take.

Nothing of a body is read before somebody asks for it, which is after the caller is known; so what it holds counts for
its owner. A body that is larger than `IN_MEMORY` arrives on the disk and comes into memory once it is whole: clients
that keep their last byte back hold a file open and nothing else.
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
"""A quarter is for owners that hold nothing yet."""

FOR_DISK = Queues(most=40, most_of_one=10, seconds=5)
"""Few and short: while they wait, the server has already taken a part of each from its connection."""

FOR_MEMORY = Queues(most=200, most_of_one=40, seconds=15)

logger = structlog.stdlib.get_logger(__name__)


class UploadsBusy(DependencyUnavailable):
    """The bodies that are being received leave no place for another one."""

    code = "UPLOADS_BUSY"
    default_detail = "Too many large request bodies are being received. Try again in a moment."


@dataclass(frozen=True, slots=True)
class BodyLimits:
    """What bodies may take, in bytes and in seconds. `of_paths` are the largest of paths with a limit of their own."""

    largest: int = 1_048_576
    of_paths: Mapping[str, int] = field(default_factory=dict[str, int])
    memory: int = 33_554_432
    disk: int = 268_435_456
    seconds: float = 30
    idle_seconds: float = 10
    directory: Path | None = None

    @classmethod
    def of(cls, settings: ServiceSettings, of_paths: Mapping[str, int]) -> "BodyLimits":
        """The limits in the settings."""
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
    """All bodies of one process."""

    def __init__(self, limits: BodyLimits) -> None:
        self.limits = limits
        self.directory = directory_of(limits.directory)
        self.memory = FairShares(limits.memory, limits.memory // KEPT_BACK, FOR_MEMORY)
        self.disk = FairShares(limits.disk, limits.disk // KEPT_BACK, FOR_DISK)

    def of(self, scope: Scope, receive: Receive, length: bytes | None) -> "Body":
        """The body of a request with this `Content-Length`; without one it comes in chunks."""
        limit = self.limits.of_paths.get(scope["path"], self.limits.largest)
        return Body(self, scope, receive, limit, length)


class Body:
    """The body of one request; `close` must be called when the request is over."""

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
        """Raises `BadRequest`, `ContentTooLarge` for what the request says of its own length."""
        if self._length is None:
            return
        if not self._length.isdigit():
            raise BadRequest("Content-Length is not a number.")
        if int(self._length) > self._limit:
            raise self._too_large()

    async def receive(self) -> Message:
        """The body, whole (ASGI), and after it what the server says.

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
        """Read on, within reason: a client that is still sending when the connection closes never sees the answer."""
        with suppress(RequestTimeout):
            async with self._in_time(), aclosing(self._pieces()) as pieces:
                async for piece in pieces:
                    self._read += len(piece)
                    if self._read >= DRAIN_BYTES:
                        return

    def close(self) -> None:
        """Give back what it holds."""
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
            # The client has done its part, so its time is not counted any more.
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
        """What comes, until it ends; raises `RequestTimeout` when nothing does, and `ClientDisconnect`."""
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
        # From the first time on that somebody asks for the body.
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
        """Whose body it is: the caller's, or whatever comes from one address."""
        caller: Identity | None = self._scope.get(IDENTIFIED)
        if caller is not None:
            return caller.id
        return str((self._scope.get("client") or ("",))[0])

    def _too_large(self) -> ContentTooLarge:
        return ContentTooLarge(f"{ContentTooLarge.default_detail} The limit is {self._limit} bytes.")


def _timed_out(what: str, seconds: float) -> RequestTimeout:
    return RequestTimeout(f"{what} within {seconds:g} seconds. Send it again over a faster connection.")
