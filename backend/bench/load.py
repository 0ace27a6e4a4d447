"""A load generator that costs little: requests made beforehand, kept raw connections, httptools as the parser."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from time import perf_counter
from typing import cast

import uvloop
from httptools import HttpResponseParser

FIRST_ERROR = 400
LOST = 0
"""Stands for a status where a connection was refused or lost."""

ANSWER_SECONDS = 30
LOAD_SECONDS = 300


@dataclass(slots=True)
class Result:
    """What one load did: latencies in seconds in the order of the answers, the statuses that are errors, the time."""

    latencies: list[float] = field(default_factory=list[float])
    errors: list[int] = field(default_factory=list[int])
    seconds: float = 0

    def quantile(self, share: float) -> float:
        """The latency that this share of the requests does not exceed."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def request(method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> bytes:
    """The bytes of an HTTP/1.1 request."""
    lines = (f"{method} {path} HTTP/1.1", "host: localhost", "content-type: application/json")
    more = (f"{name}: {value}" for name, value in (headers or {}).items())
    head = "\r\n".join((*lines, *more, f"content-length: {len(body)}", "", ""))
    return head.encode() + body


def load(port: int, requests: Sequence[bytes], clients: int) -> Result:
    """Send the requests over `clients` kept connections, each as fast as it is answered.

    Raises `TimeoutError` after `LOAD_SECONDS`, or when one answer takes `ANSWER_SECONDS`.
    """
    return uvloop.run(_load(port, requests, clients))


class _Connection(asyncio.Protocol):
    """A kept connection with one request at a time."""

    def __init__(self) -> None:
        self._parser = HttpResponseParser(self)
        self._answer: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast(asyncio.Transport, transport)

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def on_message_complete(self) -> None:
        """The parser has seen the end of an answer."""
        self._answer.set_result(self._parser.get_status_code())

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002  asyncio gives it by position
        self._transport = None
        if not self._answer.done():
            self._answer.set_result(LOST)

    async def ask(self, raw: bytes) -> int:
        """Send a request and wait for the whole answer; returns its status, `LOST` when the connection ends."""
        if self._transport is None:
            return LOST
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(raw)
        async with asyncio.timeout(ANSWER_SECONDS):
            return await self._answer

    def close(self) -> None:
        """End the connection."""
        if self._transport is not None:
            self._transport.close()


async def _load(port: int, requests: Sequence[bytes], clients: int) -> Result:
    result, left = Result(), iter(requests)
    connections = [await _connect(port) for _ in range(clients)]
    started = perf_counter()
    async with asyncio.timeout(LOAD_SECONDS):
        await asyncio.gather(*(_client(connection, left, result) for connection in connections))
    result.seconds = perf_counter() - started
    return result


async def _connect(port: int) -> _Connection:
    _, connection = await asyncio.get_running_loop().create_connection(_Connection, "127.0.0.1", port)
    return connection


async def _client(connection: _Connection, left: Iterator[bytes], result: Result) -> None:
    for raw in left:
        started = perf_counter()
        status = await connection.ask(raw)
        result.latencies.append(perf_counter() - started)
        if not LOST < status < FIRST_ERROR:
            result.errors.append(status)
    connection.close()
