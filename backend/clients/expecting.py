"""What scenarios need: documents, and a look at the error that a call must raise."""

import json
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from typing import Any, Generic, TypeVar

from stack.settings import REPOSITORY

EXAMPLES = REPOSITORY / "docs" / "examples"

E = TypeVar("E", bound=Exception)


class Caught(Generic[E]):
    """The error that a block raised."""

    error: E


@contextmanager
def raised(kind: type[E]) -> Generator[Caught[E]]:
    """Yield where the error of the block is found; raises `AssertionError` if there is none of this kind."""
    caught = Caught[E]()
    try:
        yield caught
    except kind as error:
        caught.error = error
        return
    raise AssertionError(f"no {kind.__name__} was raised")


def example() -> Mapping[str, Any]:
    """Return the résumé of the documentation."""
    return json.loads((EXAMPLES / "resume.json").read_text(encoding="utf-8"))


def text() -> str:
    """Return the same résumé as a text."""
    return (EXAMPLES / "resume.txt").read_text(encoding="utf-8")
