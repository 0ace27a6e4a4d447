"""Migrations run once, in order, whoever starts."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from pydantic import SecretStr

from shared.config.base import ServiceSettings
from shared.core.clock import utc_now
from shared.database.connection import Database, connect
from shared.database.migrations import LOCK, Migration, migrate
from shared.testing.mongod import Mongod


@pytest.fixture
async def database(mongod: Mongod, database_name: str) -> AsyncIterator[Database]:
    async with connect(ServiceSettings(mongodb_url=SecretStr(mongod.url)), database_name) as database:
        yield database


def step(name: str, ran: list[str]) -> Migration:
    async def apply(_: Database) -> None:
        ran.append(name)

    return Migration(name, apply)


async def test_steps_run_in_order_and_once(database: Database) -> None:
    ran: list[str] = []
    steps = [step("0001_a", ran), step("0002_b", ran)]

    assert await migrate(database, steps) == ["0001_a", "0002_b"]
    assert await migrate(database, steps) == []
    assert await migrate(database, [*steps, step("0003_c", ran)]) == ["0003_c"]
    assert ran == ["0001_a", "0002_b", "0003_c"]


async def test_replicas_that_start_together_run_each_step_once(database: Database) -> None:
    ran: list[str] = []

    await asyncio.gather(*(migrate(database, [step("0001_a", ran), step("0002_b", ran)]) for _ in range(10)))

    assert ran == ["0001_a", "0002_b"]


async def test_a_step_that_failed_runs_again_at_the_next_start(database: Database) -> None:
    ran: list[str] = []

    async def fail(_: Database) -> None:
        raise RuntimeError("power cut")

    with pytest.raises(RuntimeError):
        await migrate(database, [step("0001_a", ran), Migration("0002_b", fail)])
    assert await migrate(database, [step("0001_a", ran), step("0002_b", ran)]) == ["0002_b"]


async def test_a_holder_that_died_is_overtaken(database: Database) -> None:
    past = utc_now() - timedelta(seconds=1)
    await database["migrations"].insert_one({"_id": LOCK, "holder": "dead", "until": past})
    ran: list[str] = []

    async with asyncio.timeout(5):
        await migrate(database, [step("0001_a", ran)])

    assert ran == ["0001_a"]


async def test_a_holder_that_lives_is_waited_for(database: Database) -> None:
    later = utc_now() + timedelta(seconds=60)
    await database["migrations"].insert_one({"_id": LOCK, "holder": "alive", "until": later})
    ran: list[str] = []
    waiting = asyncio.create_task(migrate(database, [step("0001_a", ran)]))

    done, _ = await asyncio.wait({waiting}, timeout=0.3)
    assert not done
    await database["migrations"].delete_one({"_id": LOCK})
    await waiting

    assert ran == ["0001_a"]
