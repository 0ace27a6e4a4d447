from collections.abc import AsyncGenerator, Mapping

import pytest
import pytest_asyncio

from shared.llm.base import Provider
from shared.testing.models.adapters import NAMES, TEXT, adapter
from shared.testing.wire import WireProvider, WireServer


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def adapters(shared_wire: WireServer) -> AsyncGenerator[Mapping[str, Provider]]:
    made = {name: adapter(name, shared_wire) for name in NAMES}
    yield made
    for provider in made.values():
        await provider.aclose()


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture
def fake(name: str, shared_wire: WireServer) -> WireProvider:
    provider = shared_wire.providers[name]
    provider.answers(TEXT)
    provider.thinking = ""
    return provider


@pytest.fixture
def asked(name: str, adapters: Mapping[str, Provider]) -> Provider:
    return adapters[name]
