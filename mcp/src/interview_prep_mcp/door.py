"""The way to the API: each request with the identity of whoever sent it."""

from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

import httpx2
from mcp.server.mcpserver import Context
from mcp.server.mcpserver.exceptions import ResourceError, ResourceNotFoundError, ToolError

from interview_prep import AsyncInterviewPrep, InterviewPrepError, NotFound, ProblemError

AnyContext = Context[Any, Any]


@dataclass(frozen=True)
class Door:
    """Opens a client for each request. Nothing about the caller outlives the request."""

    url: str
    http: httpx2.AsyncClient
    token: str | None = None
    over_http: bool = False
    """Whether the caller is who the request's own headers say. The server's token is nobody else's."""

    @asynccontextmanager
    async def tool(self, context: AnyContext) -> AsyncGenerator[AsyncInterviewPrep]:
        """Yield a client with the caller's token. What the API refuses is told to the model as it is."""
        try:
            yield self.client(context.headers)
        except InterviewPrepError as error:
            raise ToolError(said(error)) from error

    @asynccontextmanager
    async def resource(self, context: AnyContext) -> AsyncGenerator[AsyncInterviewPrep]:
        """The same for a resource."""
        try:
            yield self.client(context.headers)
        except NotFound as error:
            raise ResourceNotFoundError(said(error)) from error
        except InterviewPrepError as error:
            raise ResourceError(said(error)) from error

    def client(self, headers: Mapping[str, str] | None) -> AsyncInterviewPrep:
        """Return a client with the token of these headers, or the server's own if there are none by design."""
        token = bearer(headers or {}) if self.over_http else self.token
        return AsyncInterviewPrep(self.url, token=token, http=self.http)


def bearer(headers: Mapping[str, str]) -> str | None:
    """Return the bearer token in the headers of a request."""
    scheme, _, token = headers.get("authorization", "").partition(" ")
    return token.strip() or None if scheme.lower() == "bearer" else None


def said(error: InterviewPrepError) -> str:
    """Return what a model needs to know about a failure to do something about it."""
    if not isinstance(error, ProblemError):
        return f"{type(error).__name__}: {error}"
    parts = [f"{error.code}: {error.detail}"]
    parts += [f"{part.pointer}: {part.detail}" for part in error.errors]
    if error.retry_after is not None:
        parts.append(f"Try again in {error.retry_after:g} s.")
    parts.append(f"(request {error.request_id})")
    return "\n".join(parts)
