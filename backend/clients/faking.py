"""An API that answers as a test says, and a clock on which waiting takes no time."""

from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import httpx2
from pydantic_core import to_json

from interview_prep import AsyncInterviewPrep, InterviewPrep, Retries

URL = "http://api.test"


def problem(status: int, code: str, **headers: str) -> httpx2.Response:
    """A problem document."""
    body = {"status": status, "code": code, "detail": "Because.", "request_id": "r-1"}
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx2.Response(status, json=body, headers={"Content-Type": "application/problem+json", **named})


def sent(event: str, data: object, number: int) -> bytes:
    """An event as the services send it."""
    return f"id: {number}\nevent: {event}\ndata: ".encode() + to_json(data) + b"\n\n"


class Breaking(httpx2.AsyncByteStream, httpx2.SyncByteStream):
    """A body of some pieces, after which the connection breaks, unless it is whole."""

    def __init__(self, *pieces: bytes, whole: bool = False) -> None:
        self._pieces = pieces
        self._whole = whole

    def __iter__(self) -> Iterator[bytes]:
        yield from self._pieces
        if not self._whole:
            raise httpx2.ReadError("the connection broke")

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for piece in self:
            yield piece


def streamed(*pieces: bytes, whole: bool = False) -> httpx2.Response:
    """An answer that is a stream."""
    return httpx2.Response(200, headers={"Content-Type": "text/event-stream"}, stream=Breaking(*pieces, whole=whole))


@dataclass
class FakeApi:
    """Answers each request with the next of its answers, and keeps what it was sent."""

    answers: list[httpx2.Response | Exception]
    requests: list[httpx2.Request] = field(default_factory=list[httpx2.Request])
    pauses: list[float] = field(default_factory=list[float])

    def client(self, **options: Any) -> AsyncInterviewPrep:
        """A client of it for asyncio."""
        http = httpx2.AsyncClient(transport=httpx2.MockTransport(self._handle))
        return AsyncInterviewPrep(URL, http=http, sleep=self._pause, **options)

    def waiting_client(self, **options: Any) -> InterviewPrep:
        """A client of it that waits."""
        http = httpx2.Client(transport=httpx2.MockTransport(self._handle))
        return InterviewPrep(URL, http=http, sleep=self.pauses.append, **options)

    def header(self, name: str) -> list[str | None]:
        """What each request had in a header."""
        return [request.headers.get(name) for request in self.requests]

    def _handle(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        answer = self.answers.pop(0)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer.stream, Breaking):
            return answer
        # Each time another one: a response belongs to its request.
        return httpx2.Response(answer.status_code, headers=answer.headers, content=answer.content)

    async def _pause(self, seconds: float) -> None:
        self.pauses.append(seconds)


def within(seconds: list[float], *bounds: tuple[float, float]) -> bool:
    """Whether there are as many pauses as bounds, each within its own."""
    return len(seconds) == len(bounds) and all(
        low <= one <= high for one, (low, high) in zip(seconds, bounds, strict=True)
    )


ONCE = Retries(attempts=1)
RESUME: Mapping[str, object] = {
    "id": "r",
    "version": 1,
    "name": "Ada",
    "created_at": "2026-11-30T00:00:00Z",
    "updated_at": "2026-11-30T00:00:00Z",
    "derived": {"technologies": []},
}
