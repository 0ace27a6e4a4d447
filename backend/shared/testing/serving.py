"""A service on a real socket inside the test's own event loop."""

import asyncio
import socket
import ssl
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from types import FrameType

import httpx
import uvicorn
from fastapi import FastAPI

from shared.web.server import LingeringProtocol

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""Trusts nobody. Reading the authorities that httpx trusts takes longer than most tests, which speak plain HTTP."""


class _Server(uvicorn.Server):
    """A uvicorn that says when it is up, and stops without uvicorn's pauses of 0.1 s if nothing is going on."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()
        self._told = asyncio.Event()
        self._loop = asyncio.get_running_loop()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        self.up.set()

    async def main_loop(self) -> None:
        """Serve until told to stop."""
        await self.on_tick(0)
        await self._told.wait()

    def stop(self) -> None:
        """End serving."""
        self.should_exit = True
        self._told.set()

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Stop at a signal."""
        super().handle_exit(sig, frame)
        self._loop.call_soon_threadsafe(self._told.set)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close everything; as uvicorn does if requests are still open."""
        for server in self.servers:
            server.close()
        for connection in list(self.server_state.connections):
            connection.shutdown()
        # Connections without a request are gone in the next round of the loop.
        await asyncio.sleep(0)
        if self.server_state.connections or self.server_state.tasks:
            await super().shutdown(sockets)
        else:
            await self.lifespan.shutdown()


@asynccontextmanager
async def serving(app: FastAPI, http: type[LingeringProtocol] = LingeringProtocol) -> AsyncGenerator[str]:
    """Serve `app`, its lifespan included, on a free port of the loopback; yield the base URL.

    Raises `RuntimeError` when the application does not start.
    """
    listener = socket.create_server(("127.0.0.1", 0), backlog=2048)
    # asyncio sets it for sockets that name their protocol, which this one does not: every answer on a kept connection
    # would wait 40 ms for the acknowledgement of its headers.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    config = uvicorn.Config(app, lifespan="on", http=http, ws="none", log_config=None, access_log=False)
    config.timeout_graceful_shutdown = 2
    server = _Server(config)
    task = asyncio.create_task(server.serve([listener]))
    up = asyncio.create_task(server.up.wait())
    await asyncio.wait({task, up}, return_when=asyncio.FIRST_COMPLETED)
    try:
        if task.done():
            up.cancel()
            raise RuntimeError("the application did not start; its log says why")
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        server.stop()
        await task


def http_client(base_url: str) -> httpx.AsyncClient:
    """Make a client of a service on the loopback."""
    return httpx.AsyncClient(base_url=base_url, timeout=30, trust_env=False, verify=NO_TLS)


@asynccontextmanager
async def client_of(app: FastAPI, path: str = "") -> AsyncGenerator[httpx.AsyncClient]:
    """Serve `app` and yield an HTTP client whose base URL ends in `path`."""
    async with serving(app) as url, http_client(url + path) as client:
        yield client
