from collections.abc import AsyncGenerator

import pytest_asyncio
from pydantic import BaseModel

from shared.config.llm import KNOWN
from shared.llm import LlmRequest, open_registry
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
