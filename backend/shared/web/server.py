"""How a service runs: uvicorn on uvloop, one process, with the product's own logs, and an end that drops nothing."""

import asyncio
import ctypes
import gc
import signal
import socket
import threading
from contextlib import suppress
from types import FrameType
from typing import ClassVar

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

DRAIN_SECONDS = 1.5
"""Between SIGTERM and the end of listening. The gateway asks for health every second; a draining process says no, and
closes each connection with its answer. So no request is on its way to it when it stops to listen."""

GRACEFUL_SECONDS = 3
"""How long requests that are open then may take to end; with the drain below the 5 s after which the stack kills."""

BACKLOG = 2048

GARBAGE_THRESHOLD = 20_000
"""New containers between two collections. Python's 700 are less than one request makes."""


LINGER_SECONDS = 5
"""So long a connection stays open after an answer that did not wait for the whole body: a client that is still sending
would else be told of a reset, and not of the answer."""

LARGE_BYTES = 262_144
M_TRIM_THRESHOLD, M_MMAP_THRESHOLD = -1, -3
"""glibc's names (malloc.h)."""


class LingeringProtocol(HttpToolsProtocol):
    """uvicorn's HTTP/1.1, which would keep a connection open for ever for whatever is left of a refused body."""

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
        """End the connection soon when its request has not come whole, and forget what came of it."""
        super().on_response_complete()
        if self.cycle.response_complete and self.cycle.more_body and not self.transport.is_closing():
            self.cycle.body = bytearray()
            self._closing = self.loop.call_later(self.linger_seconds, self.transport.close)

    def on_message_complete(self) -> None:
        """Keep the connection: its client has sent everything, and may use it again."""
        super().on_message_complete()
        if self._closing is not None:
            self._closing.cancel()
            self._closing = None


class DrainingServer(uvicorn.Server):
    """A uvicorn that lets the gateway look away before it stops. A second signal, or SIGINT, stops at once."""

    def __init__(self, config: uvicorn.Config, app: FastAPI) -> None:
        super().__init__(config)
        self._app = app

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start to listen, with everything that start-up made taken out of garbage collection.

        The hundred thousand objects of the imported packages never become garbage, and each full collection would look
        at them all again in the middle of a request.
        """
        await super().startup(sockets)
        gc.collect()
        gc.freeze()
        gc.set_threshold(GARBAGE_THRESHOLD, 20, 20)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Begin to drain; called by the signal."""
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
    # uvicorn has ended in order when it raises the signal again.
    with suppress(KeyboardInterrupt):
        DrainingServer(config_of(app, host, port), app).run()


def give_memory_back() -> None:
    """Let the memory of large bodies go back to the system once they are done with.

    glibc learns from the first large block that is freed to keep such blocks from then on: after two hundred imports of
    5 MB a service had 60 MB more than before, for ever; with fixed thresholds 25 MB, most of them its own words.
    """
    with suppress(OSError, AttributeError):  # another libc
        libc = ctypes.CDLL(None)
        libc.mallopt(M_MMAP_THRESHOLD, LARGE_BYTES)
        libc.mallopt(M_TRIM_THRESHOLD, LARGE_BYTES)


def config_of(app: ASGIApp, host: str, port: int) -> uvicorn.Config:
    """How uvicorn serves an application of this product."""
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
        # Nothing here depends on the client's address, and headers of clients are not believed.
        proxy_headers=False,
        # Longer than the gateway keeps an idle connection (30 s): the side that reuses must be the side that closes.
        timeout_keep_alive=65,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
    )
