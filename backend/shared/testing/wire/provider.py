"""A scriptable provider: what it does with each request, and what it was asked."""

import asyncio
from collections import deque
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import cast

from pydantic_core import from_json, to_json

from shared.testing.wire.dialect import Dialect, Json, WireRequest
from shared.testing.wire.faults import DRIP_SECONDS, HTML, OTHER_JSON, TEXTS, Fault
from shared.testing.wire.http import JSON, Close, HttpConnection, HttpRequest, Send, Step, Wait, head, whole
from shared.testing.wire.instances import instance_of

RECORDED = 1000
"""How many requests are kept, the newest ones: a load test makes many more."""

Text = str | Callable[[Json], str]


@dataclass(frozen=True, slots=True)
class Answers:
    """An answer with this text, or with what is made of the request's body."""

    text: Text


@dataclass(frozen=True, slots=True)
class Sends:
    """A 200 with this JSON as its whole body, for answers that no real provider gives."""

    body: Json


@dataclass(frozen=True, slots=True)
class Fails:
    """A fault; `retry_after` is what the provider tells the client to wait, in seconds."""

    fault: Fault
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class Improvises:
    """An answer that keeps the request's JSON schema and means nothing."""


Behaviour = Answers | Sends | Fails | Improvises


class WireProvider:
    """One provider of a `WireServer`. Without a script it answers with an instance of the request's schema.

    `delay` is how many seconds pass before every reply.
    """

    def __init__(self, base_url: str, dialect: Dialect) -> None:
        self.base_url = base_url + dialect.version
        self.delay = 0.0
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

    def fails(self, fault: Fault, *, retry_after: float | None = None) -> None:
        """Fail everything from now on with `fault`."""
        self.script([Fails(fault, retry_after)])

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
        self._connections.add(request.connection)
        self._notify()
        behaviour = self._script.popleft() if len(self._script) > 1 else self._script[0]
        return self._reply(recorded, behaviour)

    def lost(self, connection: HttpConnection) -> None:
        """Forget a connection that is gone."""
        self._connections.discard(connection)
        self._notify()

    def _reply(self, request: WireRequest, behaviour: Behaviour) -> Iterator[Step]:
        if self.delay:
            yield Wait(self.delay)
        if not self._dialect.knows(request.path):
            yield self._error("no_such_path", request, None)
            return
        match behaviour:
            case Improvises():
                yield self._ok(self._dialect.answer(request, self._improvised(request)))
            case Answers(text):
                yield self._ok(self._dialect.answer(request, text if isinstance(text, str) else text(request.body)))
            case Sends(body):
                yield self._ok(body)
            case Fails("hang" | "drip" | "cut_off" as fault):
                yield from self._unfinished(fault, request)
            case Fails(fault, retry_after):
                yield self._failure(fault, request, retry_after)

    def _unfinished(self, fault: Fault, request: WireRequest) -> Iterator[Step]:
        if fault == "cut_off":
            body = to_json(self._dialect.answer(request, self._improvised(request)))
            yield Send(head(200, {"Content-Type": JSON, "Content-Length": str(len(body))}) + body[: len(body) // 2])
            yield Close()
        if fault == "drip":
            yield Send(head(200, {"Content-Type": JSON, "Content-Length": "1000000"}))
            for blank in repeat(Send(b" ")):
                yield blank
                yield Wait(DRIP_SECONDS)

    def _failure(self, fault: Fault, request: WireRequest, retry_after: float | None) -> Send:
        if fault in TEXTS:
            return self._ok(self._dialect.answer(request, TEXTS[fault]))
        match fault:
            case "html":
                return whole(200, HTML, media_type="text/html")
            case "other_json":
                return whole(200, OTHER_JSON)
            case "refusal":
                return self._ok(self._dialect.refusal(request))
            case "blocked":
                return self._ok(self._dialect.blocked(request))
            case "truncated":
                text = self._improvised(request)
                return self._ok(self._dialect.truncated(request, text[: len(text) // 2]))
            case _:
                return self._error(fault, request, retry_after)

    def _ok(self, body: Json) -> Send:
        return whole(200, to_json(body), self._dialect.headers)

    def _error(self, fault: Fault, request: WireRequest, retry_after: float | None) -> Send:
        error = self._dialect.error(fault, request, retry_after)
        return whole(error.status, to_json(error.body), {**self._dialect.headers, **error.headers})

    def _improvised(self, request: WireRequest) -> str:
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
