"""A receiver of webhooks, which answers as a test wants it to."""

import asyncio
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field

SECRET = f"whsec_{'A' * 32}"
HOOKS = {"WEBHOOK_SECRETS": SECRET, "WEBHOOK_NETWORKS": "127.0.0.0/8", "WEBHOOK_ALLOW_HTTP": "true"}
"""The environment of processes that send webhooks to a receiver of this machine."""


@dataclass(frozen=True, slots=True)
class Received:
    """A request that arrived whole."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """What arrived, and what is answered: `answers` in their order, then 204."""

    port: int = 0
    received: list[Received] = field(default_factory=list[Received])
    answers: list[str] = field(default_factory=list[str])
    names: list[str | None] = field(default_factory=list[str | None])
    """The server names that clients asked for in TLS."""

    silent: bool = False
    """Whether it never answers."""

    _changed: asyncio.Condition = field(default_factory=asyncio.Condition)
    _tasks: set[asyncio.Task[None]] = field(default_factory=set[asyncio.Task[None]])

    @property
    def url(self) -> str:
        """An address below it."""
        return f"http://127.0.0.1:{self.port}/hooks"

    async def got(self, count: int) -> list[Received]:
        """Return what arrived, once it is that many requests."""
        async with self._changed:
            await self._changed.wait_for(lambda: len(self.received) >= count)
        return self.received

    def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Read a request and answer it."""
        task = asyncio.create_task(self._serve(reader, writer))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def end(self) -> None:
        """Close what is still open."""
        for task in (left := list(self._tasks)):
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._answer(reader, writer)
        finally:
            writer.close()
            with suppress(ConnectionError, ssl.SSLError):
                await writer.wait_closed()

    async def _answer(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(asyncio.IncompleteReadError, ConnectionError, ssl.SSLError):
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            first, *lines = head.strip().split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
            body = await reader.readexactly(int(headers.get("content-length", 0)))
            async with self._changed:
                self.received.append(Received(first.split(" ")[1], headers, body))
                self._changed.notify_all()
            if self.silent:
                await reader.read()
            answer = self.answers.pop(0) if self.answers else "204 No Content"
            writer.write(f"HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n".encode())
            await writer.drain()


@asynccontextmanager
async def receiving(
    host: str = "127.0.0.1", port: int = 0, tls: ssl.SSLContext | None = None
) -> AsyncGenerator[Receiver]:
    """Yield a receiver on a free port, or on `port`."""
    receiver = Receiver()
    if tls is not None:
        tls.sni_callback = lambda _, name, __: receiver.names.append(name)
    server = await asyncio.start_server(receiver.serve, host, port, ssl=tls)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
        await receiver.end()
