"""Client of resume-service over REST."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Annotated, Any, Protocol

import httpx
import structlog
from pydantic import BaseModel, ConfigDict, Field
from pydantic_core import from_json

from shared.core.etag import etag
from shared.core.identity import Identity
from shared.core.ids import parse_id
from shared.core.kept import Kept
from shared.resumes.document import ResumeDocument, key_of
from shared.resumes.errors import ResumeNotFound, ResumeServiceUnavailable
from shared.utils.rest import Upstream, open_transport

PATH = "/api/v1/resumes"
KEPT = 32
"""Documents that are kept, to be read once for all that is made of them. Each answer is still asked for."""

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
    """The `Resumes` of a resume-service at `base_url`."""

    def __init__(self, base_url: str, transport: httpx.AsyncBaseTransport) -> None:
        self._upstream = Upstream("resume-service", base_url, transport, ResumeServiceUnavailable)
        self._documents: Kept[bytes, ResumeDocument] = Kept(KEPT)

    async def get(self, resume_id: str, caller: Identity) -> ResumeDocument:
        """Return the caller's résumé; raises `ResumeNotFound`, `ResumeServiceUnavailable`, `InvalidToken`."""
        if parse_id(resume_id) is None:
            raise ResumeNotFound
        answer = await self._upstream.get(f"{PATH}/{resume_id}", caller.headers)
        if answer.status == HTTPStatus.NOT_FOUND:
            raise ResumeNotFound
        if answer.status != HTTPStatus.OK:
            raise self._upstream.failure(answer.status)
        return self._documents.get(key_of(answer.body), lambda: _document(answer.body))

    async def has(self, resume_id: str, version: int, caller: Identity) -> bool:
        """Whether the résumé still exists, in this version or a later one.

        Raises `ResumeServiceUnavailable`, `InvalidToken`.
        """
        known = ("If-None-Match", etag(version))
        status = (await self._upstream.get(f"{PATH}/{resume_id}", (known, *caller.headers))).status
        if status not in (HTTPStatus.OK, HTTPStatus.NOT_MODIFIED, HTTPStatus.NOT_FOUND):
            raise self._upstream.failure(status)
        return status != HTTPStatus.NOT_FOUND

    async def is_erased(self, resume_id: str) -> bool:
        """Whether the owner deleted the résumé, so that its results must go; raises `ResumeServiceUnavailable`."""
        if parse_id(resume_id) is None:
            return False
        status = (await self._upstream.get(f"{PATH}/erasures/{resume_id}", ())).status
        if status not in (HTTPStatus.NO_CONTENT, HTTPStatus.NOT_FOUND):
            raise self._upstream.failure(status)
        return status == HTTPStatus.NO_CONTENT

    async def check(self) -> None:
        """Return if resume-service is up; raises `ResumeServiceUnavailable` if it is not."""
        status = (await self._upstream.get(f"{PATH}/health", ())).status
        if status != HTTPStatus.OK:
            raise self._upstream.failure(status)


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


@asynccontextmanager
async def open_resumes(base_url: str) -> AsyncGenerator[ResumeClient]:
    """Yield a client over a pool that is closed at the end; `base_url` has no path."""
    async with open_transport() as transport:
        yield ResumeClient(base_url, transport)
