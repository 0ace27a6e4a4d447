"""The connection pool. A service opens one in its lifespan and passes it to its `crud`."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from time import monotonic
from typing import Any

import pymongo
import structlog
from pymongo import AsyncMongoClient
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import ConnectionFailure, OperationFailure, PyMongoError

from shared.config.base import ServiceSettings

logger = structlog.stdlib.get_logger(__name__)

CLOSE_SECONDS = 0.5

ENDING_CODES = frozenset({91, 11600, 11602})
"""ShutdownInProgress, InterruptedAtShutdown and InterruptedDueToReplStateChange (MongoDB's error codes)."""

ILLEGAL_OPERATION = 20

AT_ONCE = 32
"""Concurrent operations per `crud`; further ones wait for a semaphore. Without it, the last of hundreds that start
together would use up their time-outs waiting for a connection of the pool."""

Document = dict[str, Any]
Database = AsyncDatabase[Document]
Collection = AsyncCollection[Document]


@asynccontextmanager
async def connect(settings: ServiceSettings, database: str) -> AsyncGenerator[Database]:
    """Yield `database` over a pool that is closed at the end.

    Nothing is sent before the first operation. Every operation, including server selection, ends within
    `mongodb_timeout_ms`, plus half a second by which the driver overruns it when a server just vanished. So a server
    that is gone or frozen costs a request this long, not the driver's 30 seconds.
    Writes are acknowledged by the majority with the journal, so acknowledged writes survive a crash.
    """
    client: AsyncMongoClient[Document] = AsyncMongoClient(
        settings.mongodb_url.get_secret_value(),
        timeoutMS=settings.mongodb_timeout_ms,
        maxPoolSize=settings.mongodb_max_pool_size,
        minPoolSize=2,
        maxConnecting=4,
        tz_aware=True,
        uuidRepresentation="standard",
        w="majority",
        journal=True,
        appname=database,
    )
    try:
        yield client.get_database(database)
    finally:
        # Closing sessions on a server that is gone would take half a minute.
        with suppress(PyMongoError), pymongo.timeout(CLOSE_SECONDS):
            await client.close()


async def wait_for(database: Database, seconds: float = 30) -> None:
    """Wait until the server responds, because services and MongoDB may be started together.

    Raises `pymongo.errors.PyMongoError` if it has not responded after about `seconds`.
    """
    until = monotonic() + seconds
    while True:
        try:
            return await ping(database)
        except ConnectionFailure:
            if monotonic() > until:
                raise
            logger.warning("waiting for the database")


async def ping(database: Database) -> None:
    """Return if the server responds; raises `pymongo.errors.PyMongoError` if it does not."""
    await database.command("ping")


def is_away(error: PyMongoError) -> bool:
    """Whether the server does not respond or is ending, so that the operation itself is not at fault."""
    if isinstance(error, ConnectionFailure) or error.timeout:
        return True
    if not isinstance(error, OperationFailure):
        return False
    # What a single server says to a write that the driver repeats because the server ended during the first attempt.
    repeated = error.code == ILLEGAL_OPERATION and "Transaction numbers" in str(error)
    return repeated or error.code in ENDING_CODES
