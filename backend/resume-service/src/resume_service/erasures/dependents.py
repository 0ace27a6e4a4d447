"""Client for the services that make something from résumés, to delete what they made."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from http import HTTPStatus
from uuid import UUID

import httpx

from shared.core.lazy import Lazy

TOTAL_SECONDS = 3.0
CONNECT_SECONDS = 0.5
TIMEOUT = httpx.Timeout(TOTAL_SECONDS, connect=CONNECT_SECONDS).as_dict()


class DependentUnavailable(Exception):
    """The service does not respond, or cannot delete now."""


class Dependents:
    """The dependent services, by name."""

    def __init__(self, paths: Mapping[str, str], transport: Lazy[httpx.AsyncBaseTransport]) -> None:
        self._paths = paths
        self._transport = transport

    @property
    def names(self) -> frozenset[str]:
        """Names of the dependent services."""
        return frozenset(self._paths)

    async def forget(self, name: str, resume_id: UUID) -> None:
        """Delete everything that a service made from this résumé; raises `DependentUnavailable`.

        The request carries no token, because the owner's token may have expired. The service asks resume-service
        whether the résumé is really being erased.
        """
        url = self._paths[name].format(resume_id=resume_id)
        request = httpx.Request("DELETE", url, extensions={"timeout": TIMEOUT})
        try:
            async with asyncio.timeout(TOTAL_SECONDS):
                transport = await self._transport.get()
                response = await transport.handle_async_request(request)
                await response.aclose()
        except (httpx.HTTPError, TimeoutError) as error:
            raise DependentUnavailable(type(error).__name__) from error
        # A 404 comes from something else at that URL, and does not mean that the service holds nothing.
        if response.status_code != HTTPStatus.NO_CONTENT:
            raise DependentUnavailable(f"status {response.status_code}")


@asynccontextmanager
async def open_dependents(interview_url: str, learning_url: str) -> AsyncGenerator[Dependents]:
    """Yield a client for both services with its own connection pool. The URLs have no path."""
    paths = {
        "interview-service": f"{interview_url}/api/v1/interview/{{resume_id}}/questions",
        "learning-service": f"{learning_url}/api/v1/learning/{{resume_id}}/learning-paths",
    }
    transport = Lazy(_transport)
    try:
        yield Dependents(paths, transport)
    finally:
        if (opened := await transport.built()) is not None:
            await opened.aclose()


def _transport() -> httpx.AsyncBaseTransport:
    # Imported lazily: it takes a tenth of the startup time, and many processes never erase anything.
    from httpx_aiohttp import AiohttpTransport  # noqa: PLC0415

    return AiohttpTransport()
