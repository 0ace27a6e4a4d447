"""The leases of keys, and the answers that are kept under them."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from shared.config.base import ServiceSettings
from shared.database.connection import Database, connect
from shared.database.idempotency import (
    GONE,
    IDEMPOTENCY_MIGRATION,
    LEASE_TIME,
    Answer,
    Answered,
    IdempotencyStore,
    Key,
    KeyInUse,
    KeyReused,
    Lease,
)
from shared.database.migrations import migrate
from shared.testing.mongod import Mongod

TWINS = 20


@pytest.fixture
async def database(mongod: Mongod, database_name: str) -> AsyncIterator[Database]:
    async with connect(ServiceSettings(mongodb_url=SecretStr(mongod.url)), database_name) as database:
        yield database


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
async def store(database: Database) -> tuple[IdempotencyStore, Clock]:
    await migrate(database, [IDEMPOTENCY_MIGRATION])
    clock = Clock()
    return IdempotencyStore(database, clock), clock


async def test_leases_end_by_the_clock_of_the_database(database: Database) -> None:
    await migrate(database, [IDEMPOTENCY_MIGRATION])
    keys = IdempotencyStore(database)
    hold = await begun(keys)

    with pytest.raises(KeyInUse):
        await keys.begin(A_KEY, b"f")
    await keys.let_go(hold)
    again = await begun(keys)

    assert (again.thing_id, again.again) == (hold.thing_id, True)
    await keys.renew(again)
    (document,) = [one async for one in database["idempotency"].find({})]
    assert (
        LEASE_TIME - timedelta(seconds=1)
        < document["leased_until"] - document["created_at"]
        < LEASE_TIME + timedelta(seconds=9)
    )


Store = tuple[IdempotencyStore, Clock]
A_KEY = Key("local", "/api/v1/resumes", "k")
ANSWER = Answer(201, {"location": "/x"}, b"{}")


async def begun(store: IdempotencyStore, key: Key = A_KEY, fingerprint: bytes = b"f") -> Lease:
    lease = await store.begin(key, fingerprint)
    assert isinstance(lease, Lease)
    return lease


async def test_a_lease_keeps_others_out_until_it_ends_or_is_renewed(store: Store) -> None:
    keys, clock = store
    lease = await begun(keys)
    clock.now += LEASE_TIME - timedelta(seconds=1)
    await keys.renew(lease)
    clock.now += LEASE_TIME - timedelta(seconds=1)
    with pytest.raises(KeyInUse):
        await keys.begin(A_KEY, b"f")

    clock.now += timedelta(seconds=1)
    taken = await begun(keys)

    assert (taken.thing_id, taken.again) == (lease.thing_id, True)
    # Who was thought dead and is not has lost the key, and cannot answer for the other.
    await keys.finish(lease, ANSWER)
    await keys.forget(lease)
    with pytest.raises(KeyInUse):
        await keys.begin(A_KEY, b"f")
    await keys.finish(taken, ANSWER)
    assert await keys.begin(A_KEY, b"f") == Answered(lease.thing_id, ANSWER)


async def test_what_is_deleted_before_it_is_answered_leaves_no_answer(store: Store) -> None:
    keys, _ = store
    lease = await begun(keys)

    await keys.forget_things([lease.thing_id])
    await keys.finish(lease, ANSWER)

    assert await keys.begin(A_KEY, b"f") == Answered(lease.thing_id, GONE)


async def test_of_many_that_take_over_one_does(store: Store) -> None:
    keys, clock = store
    await begun(keys)
    clock.now += LEASE_TIME

    taken = await asyncio.gather(*(keys.begin(A_KEY, b"f") for _ in range(TWINS)), return_exceptions=True)

    assert [type(one) for one in taken].count(Lease) == 1
    assert {type(one) for one in taken} == {Lease, KeyInUse}


@pytest.mark.parametrize(
    "other",
    [Key("somebody", A_KEY.path, A_KEY.key), Key("local", "/api/v1/other", A_KEY.key), Key("local", A_KEY.path, "K")],
)
async def test_another_owner_path_or_key_is_another_request(store: Store, other: Key) -> None:
    keys, _ = store
    await begun(keys)

    assert not (await begun(keys, other, b"g")).again
    with pytest.raises(KeyReused):
        await keys.begin(A_KEY, b"g")


async def test_answers_are_kept_for_a_day(database: Database, store: Store) -> None:
    assert store[0]
    indexes = {index["name"]: index async for index in await database["idempotency"].list_indexes()}

    assert indexes["kept"]["expireAfterSeconds"] == 24 * 3600
