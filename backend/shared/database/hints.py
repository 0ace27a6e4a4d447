"""Queries that name their index, on a database that may not have it."""

from collections.abc import Awaitable, Callable
from typing import TypeVar

import structlog
from pymongo.errors import OperationFailure

BAD_VALUE = 2
"""The server's code for a hint at an index that does not exist."""

T = TypeVar("T")
logger = structlog.stdlib.get_logger(__name__)


async def hinted(index: str, ask: Callable[[str | None], Awaitable[T]]) -> T:
    """Return what `ask` finds with the name of an index as its hint, or with `None` if there is no such index.

    A restored backup of an older version lacks the newer indexes until the service starts again, and an operator may
    have dropped one. Then the query takes longer, which is better than none. Raises whatever else `ask` raises.
    """
    try:
        return await ask(index)
    except OperationFailure as error:
        if error.code != BAD_VALUE:
            raise
        logger.warning("index missing", index=index)
        return await ask(None)
