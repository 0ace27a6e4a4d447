"""How a service runs: uvicorn on uvloop, one process, with the product's own logs, and an end that drops nothing."""

import gc
import signal
import socket
import threading
from contextlib import suppress
from types import FrameType

import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

DRAIN_SECONDS = 1.5
"""Between SIGTERM and the end of listening. The gateway asks for health every second; a draining process says no, and
closes each connection with its answer. So no request is on its way to it when it stops to listen."""

GRACEFUL_SECONDS = 3
"""How long requests that are open then may take to end; with the drain below the 5 s after which the stack kills."""

BACKLOG = 2048

GARBAGE_THRESHOLD = 20_000
"""New containers between two collections. Python's 700 are less than one request makes."""


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
    # uvicorn has ended in order when it raises the signal again.
    with suppress(KeyboardInterrupt):
        DrainingServer(config_of(app, host, port), app).run()


def config_of(app: ASGIApp, host: str, port: int) -> uvicorn.Config:
    """How uvicorn serves an application of this product."""
    return uvicorn.Config(
        app,
        host=host,
        port=port,
        loop="uvloop",
        http="httptools",
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
