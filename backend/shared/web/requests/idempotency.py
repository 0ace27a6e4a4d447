"""`Idempotency-Key` on POST (draft-ietf-httpapi-idempotency-key-header-07): a request that is sent again is done once.

A route of `shared.web.routing` does this by itself; a request without the header costs nothing. An endpoint that makes
a thing gives it the id of `made_by(request)`, and where that says `again`, looks first whether the thing is there.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from hashlib import sha256
from http import HTTPStatus
from time import monotonic
from typing import Any, Protocol, cast
from uuid import UUID

from fastapi import Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import StreamingResponse
from pymongo.errors import PyMongoError
from starlette.requests import ClientDisconnect

from shared.core.errors import AppError, BadRequest, NotFound
from shared.core.identity import Identity
from shared.core.ids import NewResource, new_id
from shared.database.idempotency import (
    GONE,
    HEARTBEAT_SECONDS,
    Answer,
    Answered,
    IdempotencyStore,
    Key,
    KeyInUse,
    KeyReused,
    Lease,
)

HEADER = "Idempotency-Key"
REPLAYED = "Idempotency-Replayed"
KEY = re.compile(r'"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\]){1,255})"|([\x21\x23-\x7e]{1,255})')
"""A string of RFC 8941, as the draft asks for, or what most clients send: the same without the quotes."""

BOUNDARY = re.compile(r'boundary="?([^";,\s]+)', re.IGNORECASE)
KEPT_HEADERS = ("content-type", "etag", "location")
WAIT_SECONDS = 30.0
"""So long a request waits for another one with its key that is being carried out."""

FIRST_PAUSE, MAX_PAUSE = 0.05, 0.4
"""Seconds between two looks at whether that one has ended."""

LEASE = "shared.web.requests.idempotency.lease"

Endpoint = Callable[[Request], Awaitable[Response]]


class InvalidKey(BadRequest):
    """The header is there and holds no key."""

    code = "INVALID_IDEMPOTENCY_KEY"
    default_detail = "Idempotency-Key must be one string of 1 to 255 printable ASCII characters, preferably a UUID."


class CreatedThingGone(NotFound):
    """What the request created when it came first has been deleted since."""

    code = "CREATED_THING_GONE"
    default_detail = "The resource this request created was deleted. Send a new Idempotency-Key to create another one."


FAILURES = (InvalidKey, CreatedThingGone, KeyInUse, KeyReused)
"""How a POST can fail for its key."""

PARAMETER: dict[str, Any] = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "Makes the request safe to retry: with the same key it is carried out only once within 24 hours.",
    "schema": {"type": "string", "pattern": f"^({KEY.pattern})$"},
}


class HasIdempotency(Protocol):
    """What the lifespan of a service with such routes opens."""

    @property
    def idempotency(self) -> IdempotencyStore:
        """The service's keys."""
        ...

    async def holds(self, caller: Identity, thing_id: UUID) -> bool:
        """Whether the caller's thing with this id is there, and may be shown."""
        ...


def made_by(request: Request) -> NewResource:
    """What this request makes."""
    lease: Lease | None = request.scope.get(LEASE)
    return NewResource(new_id()) if lease is None else NewResource(lease.thing_id, lease.again)


async def once(request: Request, caller: Identity, endpoint: Endpoint) -> Response:
    """The answer of `endpoint` to a request with a key: its own if the request is new, else the one it gave before.

    Raises `InvalidKey`, `KeyReused`, `KeyInUse`, `CreatedThingGone`, and what the endpoint raises.
    """
    resources = cast("HasIdempotency", request.state.resources)
    store = resources.idempotency
    begun = await _begun(request, store, Key(caller.id, request.url.path, _key(request)))
    if isinstance(begun, Answered):
        # What was deleted is shown by nobody, and not by an old answer either.
        created = begun.answer.status == HTTPStatus.CREATED
        if begun.answer == GONE or (created and not await resources.holds(caller, begun.thing_id)):
            raise CreatedThingGone
        headers = {**begun.answer.headers, REPLAYED: "true"}
        return Response(begun.answer.body, begun.answer.status, headers)
    request.scope[LEASE] = begun
    async with _renewed(store, begun):
        try:
            response = await endpoint(request)
        except Exception as error:
            await _failed(store, begun, error)
            raise
    if isinstance(response, StreamingResponse):
        response.body_iterator = _streamed(store, begun, response.body_iterator)
        return response
    headers = {name: value for name, value in response.headers.items() if name in KEPT_HEADERS}
    # What was made is made: without its answer, whoever asks again is given the thing itself.
    with suppress(PyMongoError):
        await store.finish(begun, Answer(response.status_code, headers, bytes(response.body)))
    return response


async def _begun(request: Request, store: IdempotencyStore, key: Key) -> Lease | Answered:
    """The lease of the request, or its answer, for which it waits within reason; raises `KeyReused`, `KeyInUse`."""
    fingerprint = await _fingerprint(request)
    until, pause = monotonic() + WAIT_SECONDS, FIRST_PAUSE
    while True:
        try:
            return await store.begin(key, fingerprint)
        except KeyInUse:
            if monotonic() + pause > until or request.app.state.draining:
                raise
        await asyncio.sleep(pause)
        if await request.is_disconnected():
            raise ClientDisconnect
        pause = min(pause * 1.5, MAX_PAUSE)


async def _streamed(
    store: IdempotencyStore, lease: Lease, chunks: AsyncIterable[str | bytes | memoryview]
) -> AsyncGenerator[str | bytes | memoryview]:
    """A stream that keeps its lease to its end. No answer is kept: whoever asks again is given what was made."""
    try:
        async with _renewed(store, lease):
            async for chunk in chunks:
                yield chunk
    finally:
        with suppress(PyMongoError):
            await store.let_go(lease)


async def _failed(store: IdempotencyStore, lease: Lease, error: Exception) -> None:
    """Let the request be sent again. A refusal has made nothing; after anything else nobody knows that."""
    refused = isinstance(error, RequestValidationError) or (
        isinstance(error, AppError) and error.status < HTTPStatus.INTERNAL_SERVER_ERROR
    )
    # Else the lease ends by itself.
    with suppress(PyMongoError):
        await (store.forget(lease) if refused and not lease.again else store.let_go(lease))


@asynccontextmanager
async def _renewed(store: IdempotencyStore, lease: Lease) -> AsyncGenerator[None]:
    """Keep the lease of a request for as long as it takes."""
    over = asyncio.Event()

    async def renew() -> None:
        while not over.is_set():
            try:
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    await over.wait()
            except TimeoutError:
                with suppress(PyMongoError):
                    await store.renew(lease)

    renewal = asyncio.create_task(renew())
    try:
        yield
    finally:
        # Not cancelled: the driver can lose that, or break a lock of another request by it (python/cpython#86296). And
        # to its end: what it is about to write must not come after what is written now.
        over.set()
        await asyncio.wait({renewal})


def _key(request: Request) -> str:
    values = request.headers.getlist(HEADER)
    found = KEY.fullmatch(values[0].strip()) if len(values) == 1 else None
    if found is None:
        raise InvalidKey
    return found[1] or found[2]


async def _fingerprint(request: Request) -> bytes:
    """SHA-256 of what makes the request what it is."""
    media_type, body = request.headers.get("content-type", ""), await request.body()
    boundary = BOUNDARY.search(media_type)
    if boundary is not None:
        # The same form that is sent again may have another boundary between its parts.
        media_type, body = media_type.replace(boundary[1], ""), body.replace(boundary[1].encode("latin-1"), b"")
    digest = sha256(f"{request.method}\n{request.url.query}\n{media_type}\n".encode())
    digest.update(body)
    return digest.digest()
