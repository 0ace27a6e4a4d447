"""`ready`: what a dependency that does not answer in time does, and what is done to it."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi import FastAPI

from shared.testing.serving import client_of
from shared.web.health import health_router


class Slow:
    """A dependency that answers when it is let."""

    def __init__(self) -> None:
        self.let = asyncio.Event()
        self.ended: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    async def check(self) -> None:
        try:
            await self.let.wait()
        except asyncio.CancelledError:
            self.ended.set_result("cancelled")
            raise
        self.ended.set_result("by itself")


async def test_a_check_that_takes_too_long_is_not_cancelled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.web.health.CHECK_SECONDS", 0.05)
    slow = Slow()

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncGenerator[dict[str, Any]]:
        yield {"resources": SimpleNamespace(checks={"slow": slow.check})}

    app = FastAPI(lifespan=lifespan)
    app.include_router(health_router("any", "/any"))
    async with client_of(app, "/any") as client:
        answer = await client.get("/ready")
        slow.let.set()
        ended = await slow.ended

    assert answer.status_code >= 500
    assert ended == "by itself"
