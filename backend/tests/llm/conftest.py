from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack

import pytest_asyncio
from pydantic import BaseModel

from shared.config.llm import KNOWN
from shared.llm import LlmRequest, open_registry
from shared.llm.factory import configured_providers
from shared.testing.models.silent import Configured
from shared.testing.wire import WireServer, settings_for


class Warmth(BaseModel):
    degrees: int


@pytest_asyncio.fixture(scope="session", loop_scope="session", autouse=True)
async def loaded_sdks() -> None:
    # Loading takes seconds; no test's short time-out shall pay for it.
    async with WireServer() as wire:
        for name in KNOWN:
            async with open_registry(settings_for(wire, name)) as llm:
                await llm.generate(LlmRequest(Warmth, "Answer.", "How warm is it?", "warmth"))


@pytest_asyncio.fixture
async def wire() -> AsyncGenerator[WireServer]:
    async with WireServer() as server:
        yield server


# Building the clients takes longer than most of these tests, so the table shares them; each test has a registry.
@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def shared_wire() -> AsyncGenerator[WireServer]:
    async with WireServer() as server:
        yield server


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def configured(shared_wire: WireServer) -> AsyncGenerator[Configured]:
    opened = configured_providers(settings_for(shared_wire, *KNOWN))
    async with AsyncExitStack() as stack:
        for one in opened:
            stack.push_async_callback(one.provider.aclose)
        yield {one.provider.name: one for one in opened}
