import json
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from stack.running import RunningStack, running_stack
from stack.settings import REPOSITORY

ORIGIN = "https://app.example.com"


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """The whole product, one process a service, shared by the tests that break nothing."""
    logs = tmp_path_factory.mktemp("stack")
    with running_stack(logs, environment={"CORS_ALLOWED_ORIGINS": f"{ORIGIN}, http://localhost:3000"}) as running:
        yield running


@pytest.fixture
async def gateway(stack: RunningStack) -> AsyncIterator[httpx.AsyncClient]:
    """A client of the gateway."""
    async with stack.client() as client:
        yield client


@pytest.fixture(scope="session")
def example() -> dict[str, Any]:
    """The résumé that the README posts."""
    return json.loads((REPOSITORY / "docs" / "examples" / "resume.json").read_text(encoding="utf-8"))
