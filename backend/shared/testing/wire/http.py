"""HTTP/1.1 as little as it takes: requests in, scripted steps out, connections kept alive."""

import asyncio
import socket
import struct
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Protocol, cast

import httptools

if sys.platform == "linux":
    import fcntl
    import termios

JSON = "application/json"
EVENTS = "text/event-stream; charset=utf-8"
LAST_CHUNK = b"0\r\n\r\n"
LOOK_AGAIN_SECONDS = 0.002


@dataclass(frozen=True, slots=True)
class Send:
    """Bytes on the wire."""

    data: bytes


@dataclass(frozen=True, slots=True)
class Wait:
    """A pause; the connection stays open."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Close:
    """The end of the connection."""


@dataclass(frozen=True, slots=True)
class Reset:
    """The end of the connection as a crash makes it: the client's next read fails, where `Close` is an end of file."""


Step = Send | Wait | Close | Reset
"""A reply is an iterator of steps, so it can be a whole answer, a stream, a drip, or nothing at all (a hang)."""


@dataclass(slots=True)
class HttpRequest:
    """A request as it came in; header names are in lower case."""

    path: str
    headers: dict[str, str]
    body: bytes
    connection: "HttpConnection"
    query: str = ""


class Handler(Protocol):
    """Who answers requests."""

    def handle(self, request: HttpRequest) -> Iterator[Step]:
        """The steps of the reply."""
        ...

    def lost(self, connection: "HttpConnection") -> None:
        """A connection is gone."""
        ...


def head(status: int, headers: Mapping[str, str]) -> bytes:
    """A status line and headers, to the empty line."""
    phrase = HTTPStatus(status).phrase if status in set(HTTPStatus) else "Unregistered"
    lines = [f"HTTP/1.1 {status} {phrase}", *(f"{name}: {value}" for name, value in headers.items())]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("latin-1")


def whole(status: int, body: bytes, headers: Mapping[str, str] | None = None, media_type: str = JSON) -> Send:
    """A complete response in one step."""
    own = {"Content-Type": media_type, "Content-Length": str(len(body))}
    return Send(head(status, {**own, **(headers or {})}) + body)


def stream_head(headers: Mapping[str, str]) -> Send:
    """The head of a 200 whose body comes as events, in chunks."""
    return Send(head(200, {"Content-Type": EVENTS, "Transfer-Encoding": "chunked", **headers}))


def chunk(data: bytes) -> Send:
    """One chunk of a chunked body."""
    return Send(b"%x\r\n%b\r\n" % (len(data), data))


@dataclass(slots=True)
class _Incoming:
    url: bytes = b""
    headers: dict[str, str] = field(default_factory=dict[str, str])
    body: list[bytes] = field(default_factory=list[bytes])


class HttpConnection(asyncio.Protocol):
    """One connection. Requests are answered one after the other, as clients without pipelining send them."""

    def __init__(self, handler: Handler) -> None:
        self._handler = handler
        self._parser = httptools.HttpRequestParser(self)
        self._incoming = _Incoming()
        self._transport: asyncio.Transport | None = None
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Called by asyncio."""
        # uvloop has transports of its own, so this is no matter for isinstance.
        self._transport = cast("asyncio.Transport", transport)
        # asyncio does this only where the listener named its protocol; without it every second event comes 40 ms late.
        peer = cast("socket.socket", transport.get_extra_info("socket"))
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def data_received(self, data: bytes) -> None:
        """Called by asyncio."""
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserError:
            self.close()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  asyncio names it
        """Called by asyncio."""
        if self._timer is not None:
            self._timer.cancel()
        self._transport = None
        self._handler.lost(self)

    def close(self) -> None:
        """End the connection at once."""
        if self._transport is not None:
            self._transport.abort()

    def reset(self) -> None:
        """End the connection with a reset, once the client's side has all that was sent."""
        if self._transport is None:
            return
        peer = cast("socket.socket", self._transport.get_extra_info("socket"))
        if _unsent(self._transport, peer):
            # A reset takes back what is still on its way.
            self._timer = asyncio.get_running_loop().call_later(LOOK_AGAIN_SECONDS, self.reset)
            return
        # Without lingering the kernel sends a reset; abort() alone would close in the usual way.
        peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close()

    def on_message_begin(self) -> None:
        """Called by the parser."""
        self._incoming = _Incoming()

    def on_url(self, url: bytes) -> None:
        """Called by the parser."""
        self._incoming.url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Called by the parser."""
        self._incoming.headers[name.decode("latin-1").lower()] = value.decode("latin-1")

    def on_body(self, body: bytes) -> None:
        """Called by the parser."""
        self._incoming.body.append(body)

    def on_message_complete(self) -> None:
        """Called by the parser: a request is whole."""
        incoming = self._incoming
        path, _, query = incoming.url.decode("latin-1").partition("?")
        request = HttpRequest(path, incoming.headers, b"".join(incoming.body), self, query)
        self._play(self._handler.handle(request))

    def _play(self, steps: Iterator[Step]) -> None:
        for step in steps:
            if self._transport is None:
                return
            match step:
                case Send(data):
                    self._transport.write(data)
                case Wait(seconds):
                    self._timer = asyncio.get_running_loop().call_later(seconds, self._play, steps)
                    return
                case Close():
                    self._transport.close()
                    return
                case Reset():
                    self.reset()
                    return


def _unsent(transport: asyncio.Transport, peer: socket.socket) -> int:
    queued = transport.get_write_buffer_size()
    if sys.platform == "linux":
        # Other systems do not tell how much the kernel still holds.
        queued += int.from_bytes(fcntl.ioctl(peer.fileno(), termios.TIOCOUTQ, bytes(4)), sys.byteorder)
    return queued
