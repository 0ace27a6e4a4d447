from collections.abc import Iterator

import pytest

from clients.product import Product, running_product

pytest.register_assert_rewrite("clients.scenarios")


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Product]:
    """The whole product, shared by tests that break nothing; each has an owner of its own."""
    with running_product(tmp_path_factory.mktemp("product")) as running:
        yield running
