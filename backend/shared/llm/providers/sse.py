"""Server-sent events, read by the chunk: a provider that writes fast sends many events at once.

The SDKs decode them one by one, through several asynchronous generators each, which cost more than everything else that
is done with a stream.
"""

import json
from collections.abc import AsyncGenerator, AsyncIterator
from typing import Any, Protocol

from pydantic_core import from_json

DONE = b"[DONE]"
"""The data of the last event of Chat Completions."""

EVENT_END, LINE_END = b"\n\n", b"\n"
FIELD = b"data:"


class _Response(Protocol):
    @property
    def headers(self) -> Any: ...

    async def aread(self) -> bytes: ...

    def aiter_bytes(self) -> AsyncIterator[bytes]: ...


class EventStream(Protocol):
    """The common interface of the streams of SDKs."""

    @property
    def response(self) -> _Response:
        """The response of the events."""
        ...


class EventReader:
    """Finds the complete events in bytes that arrive chunk by chunk."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []
        self._half = b""

    def feed(self, chunk: bytes) -> list[bytes]:
        """Add a chunk and return the data of every event that it completes; events without data are left out."""
        chunk = self._with_one_line_end(chunk)
        # The end of an event can itself be split.
        last = self._parts[-1][-1:] if self._parts else b""
        if EVENT_END not in last + chunk:
            if chunk:
                self._parts.append(chunk)
            return []
        *events, rest = b"".join((*self._parts, chunk)).split(EVENT_END)
        self._parts = [rest] if rest else []
        return [data for event in events if (data := _data(event)) is not None]

    def _with_one_line_end(self, chunk: bytes) -> bytes:
        """Return the chunk with a line feed for every end of a line; half of an end waits for what follows."""
        if self._half:
            chunk, self._half = self._half + chunk, b""
        if b"\r" not in chunk:
            return chunk
        if chunk.endswith(b"\r"):
            chunk, self._half = chunk[:-1], b"\r"
        return chunk.replace(b"\r\n", LINE_END).replace(b"\r", LINE_END)


async def batches_of(stream: EventStream) -> AsyncGenerator[list[bytes]]:
    """Yield the data of the events that arrive together, or the JSON body of a server that ignores the request to
    stream.
    """
    if "json" in stream.response.headers.get("content-type", ""):
        yield [await stream.response.aread()]
        return
    reader = EventReader()
    async for chunk in stream.response.aiter_bytes():
        if events := reader.feed(chunk):
            yield events


def decoded(data: bytes) -> Any:
    """Return the JSON of an event; raises `ValueError` if it is none."""
    try:
        return from_json(data)
    except ValueError:
        # Half of a surrogate pair is a character to the standard library, as it is to the SDKs.
        return json.loads(data.decode())


def _data(event: bytes) -> bytes | None:
    name, _, data = event.partition(FIELD + b" ")
    if data and LINE_END not in data and (not name or name.endswith(LINE_END)) and FIELD not in name:
        # As all providers write it: a name, then one line of data.
        return data
    lines = [line[len(FIELD) :].removeprefix(b" ") for line in event.split(LINE_END) if line.startswith(FIELD)]
    return LINE_END.join(lines) if lines else None
