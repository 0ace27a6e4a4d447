import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
import pytest_asyncio
from pydantic import SecretStr

from shared.config.base import ServiceSettings
from shared.database.connection import Database, connect
from shared.database.migrations import migrate
from shared.database.spending import COLLECTION, KEPT_SECONDS, SPENDING_MIGRATION, SpendingLedger
from shared.testing.mongod import Mongod

LATE = datetime(2026, 11, 23, 23, 59, 59, tzinfo=UTC)


@pytest_asyncio.fixture
async def database(mongod: Mongod, database_name: str) -> AsyncIterator[Database]:
    async with connect(ServiceSettings(mongodb_url=SecretStr(mongod.url)), database_name) as opened:
        await migrate(opened, (SPENDING_MIGRATION,))
        yield opened


async def test_no_more_is_reserved_than_the_limit_whoever_asks(database: Database) -> None:
    # Each ledger stands for a process; the first reservations of the day race for the document of the day.
    ledgers = [SpendingLedger(database, lambda: LATE) for _ in range(20)]

    days = await asyncio.gather(*(ledger.reserve(0.30, 1.00) for ledger in ledgers))

    assert sum(day is not None for day in days) == 3
    assert (await spent(database)) == pytest.approx([0.90])


async def test_what_is_more_than_a_whole_day_is_refused(database: Database) -> None:
    assert await SpendingLedger(database, lambda: LATE).reserve(1.01, 1.00) is None
    assert await spent(database) == []


async def test_what_was_not_needed_is_there_for_the_next(database: Database) -> None:
    ledger = SpendingLedger(database, lambda: LATE)
    day = await ledger.reserve(0.80, 1.00)
    assert day is not None
    assert await ledger.reserve(0.80, 1.00) is None

    await ledger.settle(day, -0.79)

    assert await ledger.reserve(0.80, 1.00) == day


async def test_midnight_begins_a_new_budget_and_a_late_bill_stays_with_its_day(database: Database) -> None:
    now = LATE
    ledger = SpendingLedger(database, lambda: now)
    day = await ledger.reserve(1.00, 1.00)
    assert day == "2026-11-23"
    assert await ledger.reserve(0.01, 1.00) is None

    now = LATE + timedelta(seconds=2)
    assert await ledger.reserve(1.00, 1.00) == "2026-11-24"
    await ledger.settle(day, -0.90)

    assert await ledger.reserve(0.01, 1.00) is None
    assert sorted(await spent(database)) == pytest.approx([0.10, 1.00])


async def test_a_day_is_forgotten_after_more_than_a_year(database: Database) -> None:
    await SpendingLedger(database, lambda: LATE).reserve(0.10, 1.00)

    indexes = await database[COLLECTION].index_information()
    document = await database[COLLECTION].find_one({})

    assert indexes["kept"]["expireAfterSeconds"] == KEPT_SECONDS == timedelta(days=400).total_seconds()
    assert document is not None
    assert document["created_at"] == LATE


async def spent(database: Database) -> list[float]:
    return [day["usd"] async for day in database[COLLECTION].find()]
