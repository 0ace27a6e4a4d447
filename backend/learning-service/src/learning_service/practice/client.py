"""Reading practice from interview-service over REST."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from http import HTTPStatus
from typing import Protocol, TypeVar
from urllib.parse import urlencode

import httpx
import structlog
from pydantic import BaseModel, ValidationError

from learning_service.practice.errors import InterviewServiceUnavailable
from learning_service.practice.models import Progress, WeakList, WeakPart, WeakQuestion
from shared.core.identity import Identity
from shared.core.ids import parse_id
from shared.core.paging import MAX_LIMIT
from shared.resumes.errors import ResumeNotFound
from shared.utils.rest import Answer, Upstream, open_transport

PATH = "/api/v1/interview"
MAX_PARTS = 40
"""Parts of one list: more than interview-service has answers for."""

T = TypeVar("T", bound=BaseModel)

logger = structlog.stdlib.get_logger(__name__)


class Practice(Protocol):
    """Where it is known how practice goes."""

    async def weak(self, caller: Identity, below: float, known: str | None) -> WeakList | None:
        """The questions that the caller answered below a level; `None` when the list still has the `known` tag.

        Raises `InterviewServiceUnavailable`, `InvalidToken`.
        """
        ...

    async def progress(self, caller: Identity, resume_id: str) -> Progress:
        """How practice with a résumé goes; raises `ResumeNotFound`, `InterviewServiceUnavailable`, `InvalidToken`."""
        ...


class PracticeClient:
    """The `Practice` of an interview-service at `base_url`."""

    def __init__(self, base_url: str, transport: httpx.AsyncBaseTransport) -> None:
        self._upstream = Upstream("interview-service", base_url, transport, InterviewServiceUnavailable)

    async def weak(self, caller: Identity, below: float, known: str | None) -> WeakList | None:
        """The questions that the caller answered below a level; `None` when the list still has the `known` tag.

        Raises `InterviewServiceUnavailable`, `InvalidToken`.
        """
        found: dict[object, WeakQuestion] = {}
        headers = (("If-None-Match", known), *caller.headers) if known is not None else caller.headers
        first = await self._part(headers, below, None)
        if first.status == HTTPStatus.NOT_MODIFIED:
            return None
        answer, complete = first, True
        for _ in range(MAX_PARTS):
            part = self._read(answer, WeakPart)
            complete = complete and part.complete
            # A question that was answered while this goes on may come a second time; what came first is newer.
            found = {**{one.question_id: one for one in part.items}, **found}
            if part.next_cursor is None:
                return WeakList(tuple(found.values()), first.etag, complete)
            answer = await self._part(caller.headers, below, part.next_cursor)
        return WeakList(tuple(found.values()), None, complete=False)

    async def progress(self, caller: Identity, resume_id: str) -> Progress:
        """How practice with a résumé goes; raises `ResumeNotFound`, `InterviewServiceUnavailable`, `InvalidToken`."""
        if parse_id(resume_id) is None:
            raise ResumeNotFound
        answer = await self._upstream.get(f"{PATH}/{resume_id}/progress", caller.headers)
        if answer.status == HTTPStatus.NOT_FOUND:
            raise ResumeNotFound
        return self._read(answer, Progress)

    async def _part(self, headers: tuple[tuple[str, str], ...], below: float, cursor: str | None) -> Answer:
        query = {"below": below, "limit": MAX_LIMIT, **({"cursor": cursor} if cursor is not None else {})}
        return await self._upstream.get(f"{PATH}/weak-questions?{urlencode(query)}", headers)

    def _read(self, answer: Answer, kind: type[T]) -> T:
        if answer.status != HTTPStatus.OK:
            raise self._upstream.failure(answer.status)
        try:
            return kind.model_validate_json(answer.body)
        except ValidationError as error:
            # Its text would carry what somebody answered.
            logger.warning(
                "interview-service answered something else", wanted=kind.__name__, errors=error.error_count()
            )
            raise InterviewServiceUnavailable from None


@asynccontextmanager
async def open_practice(base_url: str) -> AsyncGenerator[PracticeClient]:
    """Yield a client over a pool that is closed at the end; `base_url` has no path."""
    async with open_transport() as transport:
        yield PracticeClient(base_url, transport)
