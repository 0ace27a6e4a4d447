"""Client of resume-service over REST: pooled, with short time-outs; passes on request id and identity."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Annotated, Any, Protocol

import httpx
import structlog
from httpx_aiohttp import AiohttpTransport
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import from_json

from shared.core.errors import AppError
from shared.core.etag import etag
from shared.core.identity import Identity, InvalidToken
from shared.core.ids import parse_id
from shared.resumes.document import ResumeDocument
from shared.resumes.errors import ResumeNotFound, ResumeServiceUnavailable
from shared.utils.logging import request_id

PATH = "/api/v1/resumes"
TOTAL_SECONDS = 1.8
"""Time limit of a read; resume-service needs up to 1.7 s to notice that its database is down."""

CONNECT_SECONDS = 0.5
TIMEOUT = httpx.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS).as_dict()
MAX_AT_ONCE = 16
LIMITS = httpx.Limits(max_connections=MAX_AT_ONCE, max_keepalive_connections=MAX_AT_ONCE, keepalive_expiry=30)

Headers = tuple[tuple[str, str], ...]

logger = structlog.stdlib.get_logger(__name__)


class Resumes(Protocol):
    """The source of résumés."""

    async def get(self, resume_id: str, caller: Identity) -> ResumeDocument:
        """Return the caller's résumé; raises `ResumeNotFound`, `ResumeServiceUnavailable`, `InvalidToken`."""
        ...

    async def has(self, resume_id: str, version: int, caller: Identity) -> bool:
        """Whether the résumé still exists, in this version or a later one.

        Raises `ResumeServiceUnavailable`, `InvalidToken`.
        """
        ...

    async def is_erased(self, resume_id: str) -> bool:
        """Whether the owner deleted the résumé, so that its results must go; raises `ResumeServiceUnavailable`."""
        ...


class ResumeClient:
    """The `Resumes` of a resume-service at `base_url`.

    Requests go directly to httpx's transport: between two services there are no cookies, redirects or proxies, and
    handling these in `httpx.AsyncClient` costs as much CPU time as the request (0.35 ms, measured).
    """

    def __init__(self, base_url: str, transport: httpx.AsyncBaseTransport) -> None:
        self._base_url = base_url
        self._transport = transport
        self._slots = asyncio.Semaphore(MAX_AT_ONCE)

    async def get(self, resume_id: str, caller: Identity) -> ResumeDocument:
        """Return the caller's résumé; raises `ResumeNotFound`, `ResumeServiceUnavailable`, `InvalidToken`."""
        if parse_id(resume_id) is None:
            raise ResumeNotFound
        status, body = await self._fetch(f"{PATH}/{resume_id}", caller.headers)
        if status == HTTPStatus.NOT_FOUND:
            raise ResumeNotFound
        if status != HTTPStatus.OK:
            raise _failure(status)
        return _document(body)

    async def has(self, resume_id: str, version: int, caller: Identity) -> bool:
        """Whether the résumé still exists, in this version or a later one.

        Raises `ResumeServiceUnavailable`, `InvalidToken`.
        """
        known = ("If-None-Match", etag(version))
        status, _ = await self._fetch(f"{PATH}/{resume_id}", (known, *caller.headers))
        if status not in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED, HTTPStatus.NOT_FOUND):
            raise _failure(status)
        return status != HTTPStatus.NOT_FOUND

    async def is_erased(self, resume_id: str) -> bool:
        """Whether the owner deleted the résumé, so that its results must go; raises `ResumeServiceUnavailable`."""
        if parse_id(resume_id) is None:
            return False
        status, _ = await self._fetch(f"{PATH}/erasures/{resume_id}", ())
        if status not in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_FOUND):
            raise _failure(status)
        return status == HTTPStatus.NO_CONTENT

    async def check(self) -> None:
        """Return if resume-service is up; raises `ResumeServiceUnavailable` if it is not."""
        status, _ = await self._fetch(f"{PATH}/health", ())
        if status != HTTPStatus.OK:
            raise _failure(status)

    async def _fetch(self, path: str, headers: Headers) -> tuple[int, bytes]:
        try:
            # Waiting for a slot has its own time limit: a burst of requests in this process must not use up the time
            # that resume-service is allowed.
            async with asyncio.timeout(TOTAL_SECONDS):
                await self._slots.acquire()
            try:
                async with asyncio.timeout(TOTAL_SECONDS):
                    return await self._send(path, headers)
            finally:
                self._slots.release()
        except (httpx.HTTPError, TimeoutError) as error:
            logger.warning("resume-service does not respond", error=type(error).__name__)
            raise ResumeServiceUnavailable from error

    async def _send(self, path: str, headers: Headers) -> tuple[int, bytes]:
        sent = (*headers, ("X-Request-ID", request_id.get() or ""))
        try:
            return await self._exchange(path, sent)
        except (httpx.ReadError, httpx.RemoteProtocolError):
            # The server closed a kept-alive connection just as it was reused; a read can be repeated.
            return await self._exchange(path, sent)

    async def _exchange(self, path: str, headers: Headers) -> tuple[int, bytes]:
        request = httpx.Request("GET", self._base_url + path, headers=list(headers), extensions={"timeout": TIMEOUT})
        response = await self._transport.handle_async_request(request)
        try:
            return response.status_code, await response.aread()
        finally:
            await response.aclose()


class _Answer(BaseModel):
    """The fields that every reader relies on, because a proxy may return a 200 with its own page."""

    model_config = ConfigDict(strict=True)

    id: str
    version: Annotated[int, Field(ge=1)]
    name: str
    contact: dict[str, Any] = {}
    technical_skills: dict[str, Any] = {}
    derived: dict[str, Any] = {}
    work_experiences: list[dict[str, Any]] = []
    personal_projects: list[dict[str, Any]] = []
    certifications: list[dict[str, Any]] = []
    activities: list[dict[str, Any]] = []
    education: list[dict[str, Any]] = []


def _document(body: bytes) -> ResumeDocument:
    try:
        content = from_json(body)
        answer = _Answer.model_validate(content)
    except ValueError as error:  # includes Pydantic's ValidationError, whose message would contain the résumé
        logger.warning("resume-service response is not a résumé", error=type(error).__name__)
        raise ResumeServiceUnavailable from None
    return ResumeDocument(answer.id, answer.version, content)


def _failure(status: int) -> AppError:
    if status == HTTPStatus.UNAUTHORIZED:
        # The token expired during the request; the caller needs a new one.
        return InvalidToken()
    logger.warning("resume-service failed", status=status)
    return ResumeServiceUnavailable()


@asynccontextmanager
async def open_resumes(base_url: str) -> AsyncGenerator[ResumeClient]:
    """Yield a client over a pool that is closed at the end; `base_url` has no path."""
    # aiohttp, because httpx's own pool scans all connections for each request, which at 200 concurrent requests cost
    # more than everything else together.
    async with AiohttpTransport(limits=LIMITS) as transport:
        yield ResumeClient(base_url, transport)
