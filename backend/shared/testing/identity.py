"""A service that does nothing but say who is calling."""

from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from fastapi import APIRouter, FastAPI
from pydantic import BaseModel

from shared.config.base import ServiceSettings
from shared.core.identity import InvalidToken, IssuerUnavailable
from shared.core.lazy import Lazy
from shared.web.app import build_app
from shared.web.health import Check
from shared.web.identity.auth import Caller, Generator, Reader, Writer
from shared.web.identity.tokens import TokenAuthenticator
from shared.web.routing import JsonRoute

PREFIX = "/api/v1/me"


class Me(BaseModel):
    """The caller."""

    id: str
    scopes: list[str]


class Anything(BaseModel):
    """A body."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class _Nothing:
    checks: Mapping[str, Check] = field(default_factory=dict[str, Check])
    slow: Sequence[Lazy[Any]] = ()


def identity_app(settings: ServiceSettings) -> FastAPI:
    """The application: `GET` for every caller, `GET .../read`, `POST` to write, `POST .../made` to generate."""
    router = APIRouter(prefix=PREFIX, route_class=JsonRoute)

    @router.get("")
    async def me(caller: Caller) -> Me:  # pyright: ignore[reportUnusedFunction]  the router keeps it
        return Me(id=caller.id, scopes=sorted(caller.scopes))

    @router.get("/read")
    async def read(caller: Reader) -> Me:  # pyright: ignore[reportUnusedFunction]  the router keeps it
        return Me(id=caller.id, scopes=sorted(caller.scopes))

    @router.post("")
    async def write(caller: Writer, _: Anything) -> Me:  # pyright: ignore[reportUnusedFunction]  the router keeps it
        return Me(id=caller.id, scopes=sorted(caller.scopes))

    @router.post("/made")
    async def make(caller: Generator, _: Anything) -> Me:  # pyright: ignore[reportUnusedFunction]  the router keeps it
        return Me(id=caller.id, scopes=sorted(caller.scopes))

    @asynccontextmanager
    async def open_resources() -> AsyncGenerator[_Nothing]:
        yield _Nothing()

    return build_app(
        service="identity-test",
        title="Identity",
        description="",
        prefix=PREFIX,
        settings=settings,
        open_resources=open_resources,
        routers=[router],
    )


async def outcome(tokens: TokenAuthenticator, token: str) -> str:
    """What becomes of a token; a renewal that it had to wait for is over then."""
    try:
        await tokens.identify([f"Bearer {token}"])
    except InvalidToken:
        return "refused"
    except IssuerUnavailable:
        return "unknown"
    return "passes"
