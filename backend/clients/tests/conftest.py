from collections.abc import Iterator

import pytest

from clients.product import Product, running_product
from clients.writing import SDK
from stack.building import find_npm, install

TYPESCRIPT = SDK / "typescript"


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The whole product; each scenario has an owner of its own."""
    with running_product(tmp_path_factory.mktemp("product")) as running:
        yield running


@pytest.fixture(scope="session")
def npm() -> list[str]:
    """The command of npm, with everything installed that the client is made with."""
    found = find_npm()
    install(found, TYPESCRIPT, "what the TypeScript client is made with")
    return found
