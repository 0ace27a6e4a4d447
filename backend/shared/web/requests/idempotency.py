"""`Idempotency-Key` on POST (draft-ietf-httpapi-idempotency-key-header-07): a repeated request is carried out once.

Routes of `shared.web.routing` do this automatically; a request without the header has no overhead. An endpoint that
creates a resource uses the id of `made_by(request)`, and if `again` is set, first checks whether the resource exists.
"""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterable, Awaitable, Callable
from contextlib import suppress
from functools import partial
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
from shared.database.heartbeats import held, renewed
from shared.database.idempotency import (
    GONE,
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
"""A string of RFC 8941, as the draft requires, or the same without quotes, as most clients send it."""

BOUNDARY = re.compile(r'boundary="?([^";,\s]+)', re.IGNORECASE)
KEPT_HEADERS = ("content-type", "etag", "location")
WAIT_SECONDS = 30.0
"""How long a request waits for another one with its key that is in progress."""

FIRST_PAUSE, MAX_PAUSE = 0.05, 0.4
"""Seconds between two checks whether the other one has ended."""

LEASE = "shared.web.requests.idempotency.lease"
UNSTORED = "shared.web.requests.idempotency.unstored"

Endpoint = Callable[[Request], Awaitable[Response]]


class InvalidKey(BadRequest):
    """The header does not contain a valid key."""

    code = "INVALID_IDEMPOTENCY_KEY"
    default_detail = "Idempotency-Key must be one string of 1 to 255 printable ASCII characters, preferably a UUID."


class CreatedThingGone(NotFound):
    """The resource that the first request created has since been deleted."""

    code = "CREATED_THING_GONE"
    default_detail = "The resource this request created was deleted. Send a new Idempotency-Key to create another one."


FAILURES = (InvalidKey, CreatedThingGone, KeyInUse, KeyReused)
"""The failures of a POST that are caused by its key."""

PARAMETER: dict[str, Any] = {
    "name": HEADER,
    "in": "header",
    "required": False,
    "description": "Makes the request safe to retry: with the same key it is carried out only once within 24 hours.",
    "schema": {"type": "string", "pattern": f"^({KEY.pattern})$"},
}


class HasIdempotency(Protocol):
    """The resources that a service with such routes opens in its lifespan."""

    @property
    def idempotency(self) -> IdempotencyStore:
        """The store of the service's keys."""
        ...

    async def holds(self, caller: Identity, thing_id: UUID) -> bool:
        """Whether the caller's resource with this id exists and may be shown."""
        ...


def made_by(request: Request) -> NewResource:
    """Return the resource that this request creates: a new id, or the id of its lease."""
    lease: Lease | None = request.scope.get(LEASE)
    return NewResource(new_id()) if lease is None else NewResource(lease.thing_id, lease.again)


def unstored(request: Request) -> None:
    """Have the response not stored: it shows what another request created, and must not outlive that.

    A repeated request is carried out again, which must give the same.
    """
    request.scope[UNSTORED] = True


async def once(request: Request, caller: Identity, endpoint: Endpoint) -> Response:
    """Return `endpoint`'s response to a request with a key: a new one, or the stored one if the request is repeated.

    Raises `InvalidKey`, `KeyReused`, `KeyInUse`, `CreatedThingGone`, and what the endpoint raises.
    """
    resources = cast("HasIdempotency", request.state.resources)
    store = resources.idempotency
    begun = await _begun(request, store, Key(caller.id, request.url.path, _key(request)))
    if isinstance(begun, Answered):
        # A stored response must not show a resource that was deleted.
        created = begun.answer.status == HTTPStatus.CREATED
        if begun.answer == GONE or (created and not await resources.holds(caller, begun.thing_id)):
            raise CreatedThingGone
        headers = {**begun.answer.headers, REPLAYED: "true"}
        return Response(begun.answer.body, begun.answer.status, headers)
    request.scope[LEASE] = begun
    async with renewed(partial(store.renew, begun)):
        try:
            response = await endpoint(request)
        except Exception as error:
            await _failed(store, begun, error)
            raise
    if isinstance(response, StreamingResponse):
        response.body_iterator = _streamed(store, begun, response.body_iterator)
        return response
    if request.scope.get(UNSTORED, False):
        # If this fails, the lease expires by itself.
        with suppress(PyMongoError):
            await store.let_go(begun)
        return response
    headers = {name: value for name, value in response.headers.items() if name in KEPT_HEADERS}
    # If this fails, the resource exists all the same, and a retry returns the resource itself.
    with suppress(PyMongoError):
        await store.finish(begun, Answer(response.status_code, headers, bytes(response.body)))
    return response


async def _begun(request: Request, store: IdempotencyStore, key: Key) -> Lease | Answered:
    """Return the lease of the request or its stored response, waiting up to `WAIT_SECONDS` for one in progress.

    Raises `KeyReused`, `KeyInUse`.
    """
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
    """Yield a stream and keep its lease until its end. No response is stored: a retry gets the resource itself."""
    async with held(partial(store.renew, lease), partial(store.let_go, lease)):
        async for chunk in chunks:
            yield chunk


async def _failed(store: IdempotencyStore, lease: Lease, error: Exception) -> None:
    """Allow a retry. A 4xx has created nothing; after any other failure that is unknown."""
    refused = isinstance(error, RequestValidationError) or (
        isinstance(error, AppError) and error.status < HTTPStatus.INTERNAL_SERVER_ERROR
    )
    # If this fails, the lease expires by itself.
    with suppress(PyMongoError):
        await (store.forget(lease) if refused and not lease.again else store.let_go(lease))


def _key(request: Request) -> str:
    values = request.headers.getlist(HEADER)
    found = KEY.fullmatch(values[0].strip()) if len(values) == 1 else None
    if found is None:
        raise InvalidKey
    return found[1] or found[2]


async def _fingerprint(request: Request) -> bytes:
    """Return the SHA-256 of everything that identifies the request."""
    media_type, body = request.headers.get("content-type", ""), await request.body()
    boundary = BOUNDARY.search(media_type)
    if boundary is not None:
        # A repeated form may have another boundary between its parts.
        media_type, body = media_type.replace(boundary[1], ""), body.replace(boundary[1].encode("latin-1"), b"")
    digest = sha256(f"{request.method}\n{request.url.query}\n{media_type}\n".encode())
    digest.update(body)
    return digest.digest()
