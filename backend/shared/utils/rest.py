"""Reads from other services over REST: pooled, with short time-outs; passes on request id and identity."""

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
"""Time limit of a read; a service needs up to 1.7 s to notice that its database is down."""

CONNECT_SECONDS = 0.5
TIMEOUT = httpx.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS).as_dict()
MAX_AT_ONCE = 16
LIMITS = httpx.Limits(max_connections=MAX_AT_ONCE, max_keepalive_connections=MAX_AT_ONCE, keepalive_expiry=30)

Headers = tuple[tuple[str, str], ...]

logger = structlog.stdlib.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Answer:
    """The response of the other service."""

    status: int
    etag: str | None
    body: bytes


class Upstream:
    """The service `name` at `base_url`; `unavailable` is the failure to raise if it does not respond.

    Requests go directly to httpx's transport: between two services there are no cookies, redirects or proxies, and
    handling these in `httpx.AsyncClient` costs as much CPU time as the request (0.35 ms, measured).
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
        """Return the response to a GET, whatever its status; raises `unavailable` if there is none."""
        try:
            # Waiting for a slot has its own time limit: a burst of requests in this process must not use up the time
            # that the service is allowed.
            async with asyncio.timeout(TOTAL_SECONDS):
                await self._slots.acquire()
            try:
                async with asyncio.timeout(TOTAL_SECONDS):
                    return await self._send(path, headers)
            finally:
                self._slots.release()
        except (httpx.HTTPError, TimeoutError) as error:
            logger.warning("another service does not respond", service=self._name, error=type(error).__name__)
            raise self._unavailable from error

    def failure(self, status: int) -> AppError:
        """Return the failure that a response with this status means to the caller."""
        if status == HTTPStatus.UNAUTHORIZED:
            # The token expired during the request; the caller needs a new one.
            return InvalidToken()
        logger.warning("another service failed", service=self._name, status=status)
        return self._unavailable()

    async def _send(self, path: str, headers: Headers) -> Answer:
        sent = (*headers, ("X-Request-ID", request_id.get() or ""))
        try:
            return await self._exchange(path, sent)
        except (httpx.ReadError, httpx.RemoteProtocolError):
            # The server closed a kept-alive connection just as it was reused; a read can be repeated.
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
    # aiohttp, because httpx's own pool scans all connections for each request, which at 200 concurrent requests cost
    # more than everything else together.
    async with AiohttpTransport(limits=LIMITS) as transport:
        yield transport
