"""What attacks are played on: the whole product behind the real gateway, started here, with a scripted model."""

import asyncio
import os
import secrets
from collections.abc import AsyncGenerator, Mapping
from contextlib import AsyncExitStack, ExitStack, asynccontextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path
from typing import Any

import httpx

from attack.model import Model
from shared.testing.issuer import Issuer
from shared.testing.services import example_resume
from shared.testing.wire import WireServer, environment_for
from stack.running import RunningStack, running_stack
from stack.settings import REPOSITORY

RESUMES, INTERVIEW, LEARNING = "/api/v1/resumes", "/api/v1/interview", "/api/v1/learning"
PATIENCE_SECONDS = 60
LOGS = REPOSITORY / ".data" / "attack"
"""What the processes wrote; kept, for who wants to know why something did not hold. `make clean-data` removes it."""


@dataclass
class Stage:
    """A running product. `model` writes what an attack lets it; `gateway` is a client with nobody's token."""

    stack: RunningStack
    gateway: httpx.AsyncClient
    model: Model
    issuer: Issuer | None = None

    def bearer(self, subject: str) -> dict[str, str]:
        """The headers of a request of this owner."""
        return self.issuer.bearer(subject) if self.issuer is not None else {}

    async def resume(self, **members: object) -> str:
        """Store the example with `members` on top; its id."""
        answer = await self.gateway.post(RESUMES, json={**example_resume(), **members})
        if answer.status_code != HTTPStatus.CREATED:
            raise RuntimeError(f"a résumé was not stored: {answer.status_code} {answer.text[:200]}")
        return answer.json()["id"]

    async def questions(self, resume: str, headers: Mapping[str, str] | None = None, **body: object) -> httpx.Response:
        """Ask for questions about a résumé."""
        wish = {"language": "ko", "avoid_previous": False, **body}
        return await self.gateway.post(f"{INTERVIEW}/{resume}/questions", json=wish, headers=headers)

    async def path(self, resume: str, **body: object) -> httpx.Response:
        """Ask for a learning path."""
        return await self.gateway.post(
            f"{LEARNING}/{resume}/learning-path", json={"language": "ko", "count": 3, **body}
        )


@asynccontextmanager
async def alone() -> AsyncGenerator[Stage]:
    """The product as one person runs it, without tokens, and with a model."""
    async with WireServer() as wire:
        environment = {**environment_for(wire.openai.base_url), "LLM_RETRIES": "0"}
        async with _running(environment) as stack, _client(stack) as gateway:
            yield Stage(stack, gateway, Model(wire.openai))


@asynccontextmanager
async def among_others() -> AsyncGenerator[Stage]:
    """The product with tokens, as many share it, without a model, and with the limits that it has by itself."""
    async with AsyncExitStack() as opened:
        issuer = await opened.enter_async_context(Issuer())
        wire = await opened.enter_async_context(WireServer())
        tokens = {f"{name}".upper(): str(value) for name, value in issuer.settings.items()}
        quotas = ("QUOTA_GENERATIONS_PER_DAY", "QUOTA_IMPORTS_PER_DAY", "QUOTA_READING_SECONDS_PER_DAY")
        stack = await opened.enter_async_context(_running({**tokens, **dict.fromkeys(quotas, "")}))
        gateway = await opened.enter_async_context(_client(stack))
        yield Stage(stack, gateway, Model(wire.openai), issuer)


@asynccontextmanager
async def _running(environment: Mapping[str, str]) -> AsyncGenerator[RunningStack]:
    logs = LOGS / secrets.token_hex(4)
    logs.mkdir(parents=True)
    with ExitStack() as opened:
        # In a thread: the issuer and the model of this process are asked while the product starts.
        starting = asyncio.ensure_future(
            asyncio.to_thread(opened.enter_context, running_stack(logs, environment=environment))
        )
        try:
            yield await asyncio.shield(starting)
        except asyncio.CancelledError:
            await asyncio.wait({starting})
            raise


def _client(stack: RunningStack) -> httpx.AsyncClient:
    client = stack.client()
    client.timeout = httpx.Timeout(PATIENCE_SECONDS)
    return client


def texts(value: Any) -> list[str]:
    """Every text within a JSON value."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return [text for member in value.values() for text in texts(member)]  # pyright: ignore[reportUnknownVariableType]
    return [text for element in value for text in texts(element)] if isinstance(value, list) else []  # pyright: ignore[reportUnknownVariableType]


def megabytes(pids: Mapping[str, int]) -> float:
    """What these processes and their children have in memory."""
    return sum(_resident(pid) for own in pids.values() for pid in (own, *_children(own)))


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for task in Path(f"/proc/{pid}/task").iterdir():
        found += map(int, (task / "children").read_text().split())
    return found


def _resident(pid: int) -> float:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except FileNotFoundError:  # it ended just now
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1_048_576
