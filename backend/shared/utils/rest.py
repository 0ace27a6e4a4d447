"""Reading from another of our services over REST: pooled, short time-outs, request id and identity sent on."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus

import httpx
import structlog
from httpx_aiohttp import AiohttpTransport

from shared.core.errors import AppError, DependencyUnavailable
from shared.core.identity import InvalidToken
from shared.utils.logging import request_id

TOTAL_SECONDS = 1.8
"""A read ends within this, whatever happens; a database that is down takes a service up to 1.7 s to notice."""

CONNECT_SECONDS = 0.5
TIMEOUT = httpx.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS).as_dict()
MAX_AT_ONCE = 16
LIMITS = httpx.Limits(max_connections=MAX_AT_ONCE, max_keepalive_connections=MAX_AT_ONCE, keepalive_expiry=30)

Headers = tuple[tuple[str, str], ...]

logger = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other service answered."""

    status: int
    etag: str | None
    body: bytes


class Upstream:
    """The service `name` at `base_url`; `unavailable` is the failure that says it does not answer.

    Requests go to httpx's transport itself: between two services there are no cookies, redirects or proxies, and what
    `httpx.AsyncClient` does for these costs as much CPU as the request (0.35 ms, measured).
    """

    def __init__(
        self, name: str, base_url: str, transport: httpx.AsyncBaseTransport, unavailable: type[DependencyUnavailable]
    ) -> None:
        self._name = name
        self._base_url = base_url
        self._transport = transport
        self._unavailable = unavailable
        self._slots = asyncio.Semaphore(MAX_AT_ONCE)

    async def get(self, path: str, headers: Headers) -> Answer:
        """What the service answers to a GET, whatever its status; raises `unavailable` when it does not."""
        try:
            # Waiting for a slot is this process's own doing and has a time of its own: a burst of requests must not use
            # up the time that the service is given.
            async with asyncio.timeout(TOTAL_SECONDS):
                await self._slots.acquire()
            try:
                async with asyncio.timeout(TOTAL_SECONDS):
                    return await self._send(path, headers)
            finally:
                self._slots.release()
        except (httpx.HTTPError, TimeoutError) as error:
            logger.warning("another service does not answer", service=self._name, error=type(error).__name__)
            raise self._unavailable from error

    def failure(self, status: int) -> AppError:
        """What an answer with this status means to whoever asked."""
        if status == HTTPStatus.UNAUTHORIZED:
            # The token ended while something was made with it; the caller has to come with a new one.
            return InvalidToken()
        logger.warning("another service failed", service=self._name, status=status)
        return self._unavailable()

    async def _send(self, path: str, headers: Headers) -> Answer:
        sent = (*headers, ("X-Request-ID", request_id.get() or ""))
        try:
            return await self._exchange(path, sent)
        except (httpx.ReadError, httpx.RemoteProtocolError):
            # The server closed a kept connection just as it was taken again; a read may be repeated.
            return await self._exchange(path, sent)

    async def _exchange(self, path: str, headers: Headers) -> Answer:
        request = httpx.Request("GET", self._base_url + path, headers=list(headers), extensions={"timeout": TIMEOUT})
        response = await self._transport.handle_async_request(request)
        try:
            return Answer(response.status_code, response.headers.get("etag"), await response.aread())
        finally:
            await response.aclose()


@asynccontextmanager
async def open_transport() -> AsyncGenerator[httpx.AsyncBaseTransport]:
    """Yield a pool of connections that is closed at the end."""
    # Over aiohttp: httpx's own pool looks at every connection for each request, and at 200 requests at once that cost
    # more than everything else together.
    async with AiohttpTransport(limits=LIMITS) as transport:
        yield transport
