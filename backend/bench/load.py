"""A load generator that costs little: requests made beforehand, answers read by their Content-Length."""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from time import perf_counter

FIRST_ERROR = 400


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


def request(method: str, path: str, body: bytes = b"") -> bytes:
    """The bytes of an HTTP/1.1 request."""
    lines = (f"{method} {path} HTTP/1.1", "host: bench", "content-type: application/json")
    head = "\r\n".join((*lines, f"content-length: {len(body)}", "", ""))
    return head.encode() + body


def load(port: int, requests: Sequence[bytes], clients: int) -> Result:
    """Send the requests over `clients` kept connections, each as fast as it is answered."""
    return asyncio.run(_load(port, requests, clients))


async def _load(port: int, requests: Sequence[bytes], clients: int) -> Result:
    result, left = Result(), iter(requests)
    connections = [await asyncio.open_connection("127.0.0.1", port) for _ in range(clients)]
    started = perf_counter()
    await asyncio.gather(*(_client(reader, writer, left, result) for reader, writer in connections))
    result.seconds = perf_counter() - started
    return result


async def _client(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, left: Iterator[bytes], result: Result
) -> None:
    for raw in left:
        started = perf_counter()
        writer.write(raw)
        head = await reader.readuntil(b"\r\n\r\n")
        _, _, after = head.lower().partition(b"content-length:")
        await reader.readexactly(int(after.partition(b"\r\n")[0]))
        result.latencies.append(perf_counter() - started)
        status = int(head[9:12])
        if status >= FIRST_ERROR:
            result.errors.append(status)
    writer.close()
    await writer.wait_closed()
