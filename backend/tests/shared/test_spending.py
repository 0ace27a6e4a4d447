import asyncio
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from pydantic import SecretStr

from shared.config.base import ServiceSettings
from shared.database.connection import Database, connect
from shared.database.migrations import migrate
from shared.database.spending import COLLECTION, SPENDING_MIGRATION, SpendingLedger
from shared.testing.mongod import Mongod
from shared.utils.clock import utc_now


@pytest_asyncio.fixture
async def database(mongod: Mongod, database_name: str) -> AsyncIterator[Database]:
    async with connect(ServiceSettings(mongodb_url=SecretStr(mongod.url)), database_name) as opened:
        await migrate(opened, (SPENDING_MIGRATION,))
        yield opened


async def test_no_more_is_reserved_than_the_limit_whoever_asks(database: Database) -> None:
    # Each ledger stands for a process; the first reservations of the day race for the document of the day.
    ledgers = [SpendingLedger(database) for _ in range(20)]

    days = await asyncio.gather(*(ledger.reserve(0.30, 1.00) for ledger in ledgers))

    assert sum(day is not None for day in days) == 3
    assert (await spent(database)) == pytest.approx([0.90])


async def test_what_is_more_than_a_whole_day_is_refused(database: Database) -> None:
    assert await SpendingLedger(database).reserve(1.01, 1.00) is None
    assert await spent(database) == []


async def test_what_was_not_needed_is_there_for_the_next(database: Database) -> None:
    ledger = SpendingLedger(database)
    day = await ledger.reserve(0.80, 1.00)
    assert day is not None
    assert await ledger.reserve(0.80, 1.00) is None

    await ledger.settle(day, -0.79)

    assert await ledger.reserve(0.80, 1.00) == day


async def test_days_are_counted_apart(database: Database) -> None:
    ledger = SpendingLedger(database)
    await database[COLLECTION].insert_one({"_id": "2020-01-01", "usd": 5.0, "created_at": utc_now()})

    assert await ledger.reserve(1.00, 1.00) is not None


async def spent(database: Database) -> list[float]:
    return [day["usd"] async for day in database[COLLECTION].find()]
