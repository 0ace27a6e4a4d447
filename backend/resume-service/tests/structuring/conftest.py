from collections.abc import Callable
from pathlib import Path

import pytest

from shared.testing.scoring import Example, read_examples

CORPUS = Path(__file__).parent.parent / "corpus"


@pytest.fixture(scope="session")
def corpus() -> list[Example]:
    return read_examples(CORPUS)


@pytest.fixture(scope="session")
def holdout() -> list[Example]:
    return read_examples(CORPUS / "holdout")


@pytest.fixture
def example(corpus: list[Example]) -> Callable[[str], Example]:
    """The document of the corpus whose name begins so."""

    def find(begin: str) -> Example:
        return next(example for example in corpus if example.name.startswith(begin))

    return find
