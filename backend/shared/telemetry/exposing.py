"""`GET /metrics` of a process that serves nothing else: a worker."""

import re
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import ClassVar

from prometheus_client import CONTENT_TYPE_LATEST

PATH = "/metrics"
PORT = re.compile(r":[0-9]*\Z")
STOP_POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Address:
    """Where to listen, and the host names to answer to."""

    host: str
    port: int
    names: tuple[str, ...]


@contextmanager
def exposing(address: Address | None, text: Callable[[], bytes]) -> Generator[int | None]:
    """Serve `text` in a thread during the block and yield the port; without an address, serve nothing.

    Raises `OSError` if the port is taken.
    """
    if address is None:
        yield None
        return

    class Handler(_Handler):
        names = frozenset(address.names)

        def exposition(self) -> bytes:
            return text()

    server = ThreadingHTTPServer((address.host, address.port), Handler)
    # A scraper that keeps its connection must not delay the end of the process.
    server.daemon_threads = True
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": STOP_POLL_SECONDS}, daemon=True)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class _Handler(BaseHTTPRequestHandler):
    """Answers `GET /metrics` to our names alone, as the services do: no web page can read it (DNS rebinding)."""

    names: ClassVar[frozenset[str]]
    timeout = 5

    def exposition(self) -> bytes:
        """Return the metrics."""
        raise NotImplementedError

    def do_GET(self) -> None:
        """Answer one request."""
        hosts = self.headers.get_all("Host") or []
        if len(hosts) != 1 or PORT.sub("", hosts[0].lower()) not in self.names:
            self._answer(HTTPStatus.MISDIRECTED_REQUEST, b"")
        elif self.path != PATH:
            self._answer(HTTPStatus.NOT_FOUND, b"")
        else:
            self._answer(HTTPStatus.OK, self.exposition())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  the base class's name
        """Log nothing: a scrape comes every few seconds."""

    def _answer(self, status: HTTPStatus, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Type", CONTENT_TYPE_LATEST)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
