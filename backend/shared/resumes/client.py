"""Reading a résumé from resume-service over REST: pooled, short time-outs, request id and identity sent on."""

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
"""A read ends within this, whatever happens; a database that is down takes resume-service up to 1.7 s to notice."""

CONNECT_SECONDS = 0.5
TIMEOUT = httpx.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS).as_dict()
MAX_AT_ONCE = 16
LIMITS = httpx.Limits(max_connections=MAX_AT_ONCE, max_keepalive_connections=MAX_AT_ONCE, keepalive_expiry=30)

Headers = tuple[tuple[str, str], ...]

logger = structlog.stdlib.get_logger(__name__)


class Resumes(Protocol):
    """Where résumés come from."""

    async def get(self, resume_id: str, caller: Identity) -> ResumeDocument:
        """The caller's résumé; raises `ResumeNotFound`, `ResumeServiceUnavailable`, `InvalidToken`."""
        ...

    async def has(self, resume_id: str, version: int, caller: Identity) -> bool:
        """Whether the résumé still exists, in this version or a later one.

        Raises `ResumeServiceUnavailable`, `InvalidToken`.
        """
        ...

    async def is_erased(self, resume_id: str) -> bool:
        """Whether its owner deleted the résumé, and what was made of it is to go; raises `ResumeServiceUnavailable`."""
        ...


class ResumeClient:
    """The `Resumes` of a resume-service at `base_url`.

    Requests go to httpx's transport itself: between two services there are no cookies, redirects or proxies, and what
    `httpx.AsyncClient` does for these costs as much CPU as the request (0.35 ms, measured).
    """

    def __init__(self, base_url: str, transport: httpx.AsyncBaseTransport) -> None:
        self._base_url = base_url
        self._transport = transport
        self._slots = asyncio.Semaphore(MAX_AT_ONCE)

    async def get(self, resume_id: str, caller: Identity) -> ResumeDocument:
        """The caller's résumé; raises `ResumeNotFound`, `ResumeServiceUnavailable`, `InvalidToken`."""
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
        """Whether its owner deleted the résumé, and what was made of it is to go; raises `ResumeServiceUnavailable`."""
        if parse_id(resume_id) is None:
            return False
        status, _ = await self._fetch(f"{PATH}/erasures/{resume_id}", ())
        if status not in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_FOUND):
            raise _failure(status)
        return status == HTTPStatus.NO_CONTENT

    async def check(self) -> None:
        """Return when resume-service is up; raise `ResumeServiceUnavailable` when it is not."""
        status, _ = await self._fetch(f"{PATH}/health", ())
        if status != HTTPStatus.OK:
            raise _failure(status)

    async def _fetch(self, path: str, headers: Headers) -> tuple[int, bytes]:
        try:
            # Waiting for a slot is this process's own doing and has a time of its own: a burst of requests must not use
            # up the time that resume-service is given.
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
            # The server closed a kept connection just as it was taken again; a read may be repeated.
            return await self._exchange(path, sent)

    async def _exchange(self, path: str, headers: Headers) -> tuple[int, bytes]:
        request = httpx.Request("GET", self._base_url + path, headers=list(headers), extensions={"timeout": TIMEOUT})
        response = await self._transport.handle_async_request(request)
        try:
            return response.status_code, await response.aread()
        finally:
            await response.aclose()


class _Answer(BaseModel):
    """What every reader of a résumé relies on. Something between the services may answer 200 with a page of its own."""

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
    except ValueError as error:  # pydantic's ValidationError is one; its text would carry the résumé
        logger.warning("resume-service response is not a résumé", error=type(error).__name__)
        raise ResumeServiceUnavailable from None
    return ResumeDocument(answer.id, answer.version, content)


def _failure(status: int) -> AppError:
    if status == HTTPStatus.UNAUTHORIZED:
        # The token ended while something was made with it; the caller has to come with a new one.
        return InvalidToken()
    logger.warning("resume-service failed", status=status)
    return ResumeServiceUnavailable()


@asynccontextmanager
async def open_resumes(base_url: str) -> AsyncGenerator[ResumeClient]:
    """Yield a client over a pool that is closed at the end; `base_url` has no path."""
    # Over aiohttp: httpx's own pool looks at every connection for each request, and at 200 requests at once that cost
    # more than everything else together.
    async with AiohttpTransport(limits=LIMITS) as transport:
        yield ResumeClient(base_url, transport)
