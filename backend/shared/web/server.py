"""How a service runs: uvicorn on uvloop, one process, with the product's own logs and time-outs."""

from collections.abc import Callable

import uvicorn
from fastapi import FastAPI

GRACEFUL_SECONDS = 3
"""Open requests may take so long to end at shutdown; below the 5 seconds after which the native stack kills."""

BACKLOG = 2048


def run(create_app: Callable[[], FastAPI], host: str, port: int) -> None:
    """Serve until SIGINT or SIGTERM."""
    uvicorn.run(
        create_app,
        factory=True,
        host=host,
        port=port,
        loop="uvloop",
        http="httptools",
        ws="none",
        backlog=BACKLOG,
        access_log=False,
        log_config=None,
        server_header=False,
        date_header=True,
        # Longer than the gateway keeps an idle connection (30 s): the side that reuses must be the side that closes.
        timeout_keep_alive=65,
        timeout_graceful_shutdown=GRACEFUL_SECONDS,
    )
