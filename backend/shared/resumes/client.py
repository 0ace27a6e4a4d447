"""Reading a résumé from resume-service over REST: pooled, short time-outs, request id and identity sent on."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Protocol

import httpx
import structlog
from pydantic_core import from_json

from shared.resumes.document import ResumeDocument
from shared.resumes.errors import ResumeNotFound, ResumeServiceUnavailable
from shared.utils.ids import parse_id
from shared.utils.logging import request_id
from shared.web.auth import Identity
from shared.web.conditional import etag

PATH = "/api/v1/resumes"
TOTAL_SECONDS = 1.8
"""A read ends within this, whatever happens; a database that is down takes resume-service 1.5 s to notice."""

CONNECT_SECONDS = 0.5
LIMITS = httpx.Limits(max_connections=200, max_keepalive_connections=100, keepalive_expiry=30)

logger = structlog.stdlib.get_logger(__name__)


class Resumes(Protocol):
    """Where résumés come from."""

    async def get(self, resume_id: str, caller: Identity) -> ResumeDocument:
        """The caller's résumé; raises `ResumeNotFound`, `ResumeServiceUnavailable`."""
        ...

    async def has(self, resume: ResumeDocument, caller: Identity) -> bool:
        """Whether the résumé still exists, in this version or a later one; raises `ResumeServiceUnavailable`."""
        ...


class ResumeClient:
    """The `Resumes` of a resume-service at `http`'s base URL."""

    def __init__(self, http: httpx.AsyncClient) -> None:
        self._http = http

    async def get(self, resume_id: str, caller: Identity) -> ResumeDocument:
        """The caller's résumé; raises `ResumeNotFound`, `ResumeServiceUnavailable`."""
        if parse_id(resume_id) is None:
            raise ResumeNotFound
        response = await self._fetch(f"{PATH}/{resume_id}", caller)
        if response.status_code == HTTPStatus.NOT_FOUND:
            raise ResumeNotFound
        if response.status_code != HTTPStatus.OK:
            raise _unavailable(response)
        content = from_json(response.content)
        return ResumeDocument(content["id"], content["version"], content)

    async def has(self, resume: ResumeDocument, caller: Identity) -> bool:
        """Whether the résumé still exists, in this version or a later one; raises `ResumeServiceUnavailable`."""
        response = await self._fetch(f"{PATH}/{resume.id}", caller, {"If-None-Match": etag(resume.version)})
        if response.status_code not in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED, HTTPStatus.NOT_FOUND):
            raise _unavailable(response)
        return response.status_code != HTTPStatus.NOT_FOUND

    async def check(self) -> None:
        """Return when resume-service is up; raise when it is not."""
        (await self._http.get(f"{PATH}/health")).raise_for_status()

    async def _fetch(self, path: str, caller: Identity, headers: dict[str, str] | None = None) -> httpx.Response:
        sent = {**(headers or {}), **dict(caller.headers), "X-Request-ID": request_id.get() or ""}
        try:
            async with asyncio.timeout(TOTAL_SECONDS):
                try:
                    return await self._http.get(path, headers=sent)
                except (httpx.ReadError, httpx.RemoteProtocolError):
                    # The server closed a kept connection just as it was taken again; a read may be repeated.
                    return await self._http.get(path, headers=sent)
        except (httpx.HTTPError, TimeoutError) as error:
            logger.warning("resume-service does not answer", error=type(error).__name__)
            raise ResumeServiceUnavailable from error


def _unavailable(response: httpx.Response) -> ResumeServiceUnavailable:
    logger.warning("resume-service failed", status=response.status_code)
    return ResumeServiceUnavailable()


@asynccontextmanager
async def open_resumes(base_url: str) -> AsyncGenerator[ResumeClient]:
    """Yield a client over a pool that is closed at the end; `base_url` has no path."""
    timeout = httpx.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS)
    # trust_env off: a proxy of the machine has no business between two services.
    async with httpx.AsyncClient(base_url=base_url, timeout=timeout, limits=LIMITS, trust_env=False) as http:
        yield ResumeClient(http)
