"""The server of a service: one uvicorn process on uvloop, with our own logs, and a shutdown that drops no request."""

import asyncio
import ctypes
import gc
import signal
import socket
import threading
from contextlib import suppress
from types import FrameType
from typing import ClassVar

import structlog
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from shared.core import garbage

logger = structlog.stdlib.get_logger(__name__)

DRAIN_SECONDS = 1.5
"""Time between SIGTERM and the end of listening. The gateway checks health every second; a draining process reports
unhealthy and closes each connection with its response. So no request is on its way when it stops listening."""

GRACEFUL_SECONDS = 3
"""How long open requests may then take to finish; together with the drain below the 5 s after which the stack kills."""

BACKLOG = 2048

GARBAGE_THRESHOLD = 20_000
"""New objects between two collections. Python's default of 700 is less than one request allocates."""


WARM_AFTER_SECONDS = 1.0
"""Seconds after the start until what the first requests need is loaded. Services of one machine start together, and
until all of them are ready nobody sends requests."""

LINGER_SECONDS = 5
"""How long a connection stays open after a response that did not wait for the whole body. Otherwise a client that is
still sending would see a reset instead of the response."""

LARGE_BYTES = 262_144
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD, M_ARENA_MAX = -1, -3, -8
"""glibc's names (malloc.h)."""


class LingeringProtocol(HttpToolsProtocol):
    """uvicorn's HTTP/1.1 protocol, which otherwise keeps a connection open forever for the rest of a rejected body."""

    linger_seconds: ClassVar[float] = LINGER_SECONDS
    _closing: asyncio.TimerHandle | None = None

    def on_headers_complete(self) -> None:
        """Refuse a request to a proxy, whose line names a host of its own beside the `Host` that is checked.

        RFC 9112, section 3.2.2 lets that host win. The parser turns the error into a 400.
        """
        if not self.url.startswith((b"/", b"*")):
            raise ValueError("a request names its path alone")
        super().on_headers_complete()

    def on_response_complete(self) -> None:
        """Close the connection soon if its request is incomplete, and discard what was received."""
        super().on_response_complete()
        if self.cycle.response_complete and self.cycle.more_body and not self.transport.is_closing():
            self.cycle.body = bytearray()
            self._closing = self.loop.call_later(self.linger_seconds, self.transport.close)

    def on_message_complete(self) -> None:
        """Keep the connection open, because the client has sent everything and may reuse it."""
        super().on_message_complete()
        if self._closing is not None:
            self._closing.cancel()
            self._closing = None


class DrainingServer(uvicorn.Server):
    """A uvicorn server that drains on SIGTERM before it stops. A second signal, or SIGINT, stops it immediately."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app
        self._warming: asyncio.Task[None] | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start listening, and exclude everything that start-up allocated from garbage collection.

        The hundred thousand objects of the imported packages never become garbage, and each full collection would scan
        them all again in the middle of a request.
        """
        await super().startup(sockets)
        # Not collected first: scanning what was imported takes longer than the little garbage in it is worth.
        garbage.started()
        gc.set_threshold(GARBAGE_THRESHOLD, 20, 20)
        if self.started:
            self._warming = asyncio.create_task(warmed(self._app))

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Stop listening and end; what is still being loaded for first requests is not waited for."""
        if self._warming is not None:
            self._warming.cancel()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to drain; called by the signal handler."""
        if sig != signal.SIGTERM or self._app.state.draining or not self.started:
            super().handle_exit(sig, frame)
            return
        self._app.state.draining = True
        timer = threading.Timer(DRAIN_SECONDS, super().handle_exit, (sig, frame))
        timer.daemon = True
        timer.start()


def run(app: FastAPI, host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM."""
    give_memory_back()
    # uvicorn has shut down properly when it raises the signal again.
    with suppress(KeyboardInterrupt):
        DrainingServer(config_of(app, host, port), app).run()


async def warmed(app: FastAPI, after: float = WARM_AFTER_SECONDS) -> None:
    """Load what the first requests would have to wait for, one thing after the other, in threads."""
    await asyncio.sleep(after)
    for lazy in app.state.slow:
        try:
            await lazy.get()
        except Exception:
            # Only the first request would have to wait: it loads again, and answers with what is wrong.
            logger.exception("could not load ahead of requests")


def give_memory_back() -> None:
    """Let glibc return the memory of large bodies to the system after use.

    By default glibc raises its thresholds when the first large block is freed and then keeps such blocks: after two
    hundred imports of 5 MB a service permanently used 60 MB more; with fixed thresholds 25 MB, most of it vocabulary.
    """
    with suppress(OSError, AttributeError):  # another libc
        libc = ctypes.CDLL(None)
        libc.mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)
        libc.mallopt(M_TRIM_THRESHOLD, LARGE_BYTES)
        # Otherwise each thread gets an arena, whose free memory no other uses. Python allocates one at a time anyway.
        libc.mallopt(M_ARENA_MAX, 1)


def config_of(app: ASGIApp, host: str, port: int) -> uvicorn.Config:
    """Return uvicorn's configuration for an application of this product."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http=LingeringProtocol,
        ws="none",
        backlog=BACKLOG,
        access_log=False,
        log_config=None,
        server_header=False,
        # Nothing here depends on the client's address, and clients' headers are not trusted.
        proxy_headers=False,
        # Longer than the gateway keeps an idle connection (30 s), so that the side that reuses it also closes it.
        timeout_keep_alive=65,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
    )
