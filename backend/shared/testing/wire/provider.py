"""A scriptable provider: what it does with each request, and what it was asked."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import repeat
from typing import Literal, cast

from pydantic_core import from_json, to_json

from shared.testing.wire.behaviours import (
    Answers,
    Behaviour,
    Fails,
    Improvises,
    Sends,
    Text,
)
from shared.testing.wire.dialects.dialect import Dialect, Json, WireRequest
from shared.testing.wire.dialects.events import EventStream
from shared.testing.wire.faults import DRIP_SECONDS, HTML, OTHER_JSON, TEXTS, Fault
from shared.testing.wire.http import (
    JSON,
    LAST_CHUNK,
    Close,
    HttpConnection,
    HttpRequest,
    Reset,
    Send,
    Step,
    Wait,
    chunk,
    head,
    stream_head,
    whole,
)
from shared.testing.wire.instances import instance_of

BREAKS_OFF = frozenset({"cut_off", "ends_early", "error_event", "stalls", "broken_json"})
"""Faults in the middle of a stream."""
RECORDED = 1000
"""How many requests are kept, the newest ones: a load test makes many more."""


class WireProvider:
    """One provider of a `WireServer`. Without a script it answers with an instance of the request's schema.

    `delay` is how many seconds pass before every reply, or says it for each body. A stream says `piece` characters a
    delta, with `pace` seconds between one and the next. `thinking` is what the model thinks before each answer, told in
    the same way. One that `lingers` leaves its streams open after their last word.
    """

    def __init__(self, base_url: str, dialect: Dialect) -> None:
        self.base_url = base_url + dialect.version
        self.delay: float | Callable[[Json], float] = 0.0
        self.asked_times = 0
        self.piece = 24
        self.pace = 0.0
        self.thinking = ""
        self.lingers = False
        self._dialect = dialect
        self._script: deque[Behaviour] = deque([Improvises()])
        self._requests: deque[WireRequest] = deque(maxlen=RECORDED)
        self._connections: set[HttpConnection] = set()
        self._waiting: list[asyncio.Event] = []

    @property
    def requests(self) -> Sequence[WireRequest]:
        """The requests so far, oldest first."""
        return tuple(self._requests)

    @property
    def open_connections(self) -> int:
        """How many connections that asked this provider are open."""
        return len(self._connections)

    def answers(self, text: Text) -> None:
        """Answer everything from now on with `text`."""
        self.script([Answers(text)])

    def fails(
        self,
        fault: Fault = "server_error",
        *,
        retry_after: float | None = None,
        text: Text | None = None,
        share: float = 0.5,
        status: int | None = None,
        within: Literal["body", "stream"] | None = None,
    ) -> None:
        """Fail everything from now on with `fault`, as `Fails` says."""
        self.script([Fails(fault, retry_after, text, share, status, within)])

    def script(self, behaviours: Iterable[Behaviour]) -> None:
        """Do one thing a request, in this order; the last one goes on for ever."""
        self._script = deque(behaviours)

    async def asked(self, times: int = 1) -> None:
        """Return once this many requests have come in."""
        await self._until(lambda: len(self._requests) >= times)

    async def disconnected(self) -> None:
        """Return once no connection is open any more."""
        await self._until(lambda: not self._connections)

    def handle(self, request: HttpRequest, path: str) -> Iterator[Step]:
        """Record a request and reply to it as the script says."""
        body = cast("Json", from_json(request.body)) if request.body else {}
        recorded = WireRequest(path, request.headers, body)
        self._requests.append(recorded)
        self.asked_times += 1
        self._connections.add(request.connection)
        self._notify()
        behaviour = self._script.popleft() if len(self._script) > 1 else self._script[0]
        return self._reply(recorded, behaviour)

    def lost(self, connection: HttpConnection) -> None:
        """Forget a connection that is gone."""
        self._connections.discard(connection)
        self._notify()

    def _reply(self, request: WireRequest, behaviour: Behaviour) -> Iterator[Step]:
        if delay := self.delay(request.body) if callable(self.delay) else self.delay:
            yield Wait(delay)
        if not self._dialect.knows(request.path):
            yield self._error("no_such_path", request, None)
            return
        match behaviour:
            case Improvises():
                yield from self._says(request, self._text(None, request))
            case Answers(text, finish, whole):
                yield from self._says(request, self._text(text, request), finish, whole=whole)
            case Sends(body):
                yield self._ok(body)
            case Fails():
                yield from self._fails(request, behaviour)

    def _fails(self, request: WireRequest, fails: Fails) -> Iterator[Step]:
        streams = self._dialect.streams(request)
        match fails.fault:
            case fault if fails.within == "body":
                yield self._ok(self._dialect.error(fault, request, fails.retry_after).body)
            case fault if streams and (fault in BREAKS_OFF or fails.within == "stream"):
                yield from self._broken_stream(request, fails)
            case "hang":
                return
            case "reset":
                yield Reset()
            case "drip" | "cut_off":
                yield from self._unfinished(request, fails)
            case _:
                yield from self._failure(request, fails)

    def _says(
        self, request: WireRequest, text: str, finish: str | None = None, *, whole: bool = False
    ) -> Iterator[Step]:
        body = self._dialect.answer(request, text, self.thinking, finish)
        if whole:
            yield self._ok(body)
        else:
            yield from self._answer(request, body)

    def _answer(self, request: WireRequest, body: Json) -> Iterator[Step]:
        if not self._dialect.streams(request):
            yield self._ok(body)
            return
        stream = self._stream(request, body, self._dialect.breaks_with)
        yield from self._said(stream)
        yield from map(chunk, stream.closing)
        if not self.lingers:
            yield Send(LAST_CHUNK)

    def _said(self, stream: EventStream) -> Iterator[Step]:
        yield stream_head(self._dialect.headers)
        yield from map(chunk, stream.opening)
        yield from self._paced(stream.thoughts)
        if stream.thoughts and stream.deltas and self.pace:
            yield Wait(self.pace)
        yield from map(chunk, stream.between)
        yield from self._paced(stream.deltas)

    def _paced(self, events: Sequence[bytes]) -> Iterator[Step]:
        for number, each in enumerate(events):
            if number and self.pace:
                yield Wait(self.pace)
            yield chunk(each)

    def _stream(self, request: WireRequest, body: Json, fault: Fault) -> EventStream:
        return self._dialect.stream(request, body, self.piece, self._dialect.error(fault, request, None).body)

    def _unfinished(self, request: WireRequest, fails: Fails) -> Iterator[Step]:
        if fails.fault == "drip":
            streams = self._dialect.streams(request)
            yield stream_head({}) if streams else Send(head(200, {"Content-Type": JSON, "Content-Length": "1000000"}))
            for blank in repeat(chunk(b"\n") if streams else Send(b" ")):
                yield blank
                yield Wait(DRIP_SECONDS)
        else:
            whole_body = to_json(self._dialect.answer(request, self._text(fails.text, request)))
            sent = whole_body[: int(len(whole_body) * fails.share)]
            yield Send(head(200, {"Content-Type": JSON, "Content-Length": str(len(whole_body))}) + sent)
            yield Close()

    def _broken_stream(self, request: WireRequest, fails: Fails) -> Iterator[Step]:
        answer = self._dialect.answer(request, self._part(request, fails), self.thinking)
        told = fails.fault if fails.within == "stream" else self._dialect.breaks_with
        stream = self._stream(request, answer, told)
        yield from self._said(stream)
        match fails.fault:
            case "cut_off":
                yield Reset()
            case "stalls":
                return
            case "broken_json":
                yield chunk(_broken(stream.closing[0]))
                yield Send(LAST_CHUNK)
            case "ends_early":
                yield Send(LAST_CHUNK)
            case _:
                yield from map(chunk, stream.error)
                yield Send(LAST_CHUNK)

    def _failure(self, request: WireRequest, fails: Fails) -> Iterator[Step]:
        match fails.fault:
            case "html":
                yield whole(200, HTML, media_type="text/html")
            case "other_json":
                yield whole(200, OTHER_JSON)
            case "broken_json":
                yield whole(200, _broken(to_json(self._dialect.answer(request, self._text(fails.text, request)))))
            case "not_json" | "empty_text" | "breaks_schema" as fault:
                yield from self._says(request, TEXTS[fault])
            case "refusal":
                yield from self._answer(request, self._dialect.refusal(request))
            case "blocked":
                yield from self._answer(request, self._dialect.blocked(request))
            case "truncated":
                yield from self._says(request, self._part(request, fails), self._dialect.finish(request, "token_limit"))
            case "filtered":
                yield from self._says(request, self._part(request, fails), self._dialect.finish(request, "filter"))
            case fault:
                yield self._error(fault, request, fails.retry_after, fails.status)

    def _ok(self, body: Json) -> Send:
        return whole(200, to_json(body), self._dialect.headers)

    def _error(self, fault: Fault, request: WireRequest, retry_after: float | None, status: int | None = None) -> Send:
        error = self._dialect.error(fault, request, retry_after)
        return whole(status or error.status, to_json(error.body), {**self._dialect.headers, **error.headers})

    def _part(self, request: WireRequest, fails: Fails) -> str:
        text = self._text(fails.text, request)
        return text[: int(len(text) * fails.share)]

    def _text(self, text: Text | None, request: WireRequest) -> str:
        if text is not None:
            return text if isinstance(text, str) else text(request.body)
        schema = self._dialect.schema(request)
        return to_json(instance_of(schema)).decode() if schema is not None else "A plausible answer."

    async def _until(self, holds: Callable[[], bool]) -> None:
        while not holds():
            changed = asyncio.Event()
            self._waiting.append(changed)
            await changed.wait()

    def _notify(self) -> None:
        for changed in self._waiting:
            changed.set()
        self._waiting.clear()


def _broken(data: bytes) -> bytes:
    """JSON, or an event of it, without its last character."""
    return data.rstrip()[:-1] + (b"\n\n" if data.endswith(b"\n") else b"")
