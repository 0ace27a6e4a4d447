from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext

from browser.chromium import running_chromium
from browser.visitor import BUILT, Visitor
from stack.running import RunningStack, running_stack

Visit = Callable[..., Visitor]


@pytest.fixture(scope="session")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningStack]:
    """The whole product with its page, without a language model."""
    with running_stack(tmp_path_factory.mktemp("stack"), page_directory=BUILT) as running:
        yield running


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[BrowserContext]:
    """A browser that nobody has used."""
    with running_chromium(tmp_path / "profile") as running:
        yield running


@pytest.fixture
def visit(browser: BrowserContext, stack: RunningStack) -> Visit:
    """Bring somebody to the page who reads this language; of another stack, if it is named."""

    def come(language: str = "ko", of: RunningStack = stack) -> Visitor:
        return Visitor(browser, f"http://api.localhost:{of.web}", language)

    return come
