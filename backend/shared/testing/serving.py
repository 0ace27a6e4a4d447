"""A service on a real socket inside the test's own event loop."""

import asyncio
import socket
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import httpx
import uvicorn
from fastapi import FastAPI

from shared.web.server import LingeringProtocol


class _Server(uvicorn.Server):
    """A uvicorn that says when it is up."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and say so."""
        await super().startup(sockets)
        self.up.set()


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
        server.should_exit = True
        await task


@asynccontextmanager
async def client_of(app: FastAPI, path: str = "") -> AsyncGenerator[httpx.AsyncClient]:
    """Serve `app` and yield an HTTP client whose base URL ends in `path`."""
    async with serving(app) as url, httpx.AsyncClient(base_url=url + path, timeout=30, trust_env=False) as client:
        yield client
