"""A real queue and a real database for the tests of jobs."""

from collections.abc import AsyncIterator

import pytest
from pydantic import SecretStr

from shared.config.base import ServiceSettings
from shared.database.connection import Database, connect
from shared.database.idempotency import IDEMPOTENCY_MIGRATION
from shared.database.migrations import migrate
from shared.database.quotas import QUOTA_MIGRATION
from shared.jobs.crud import JOBS_MIGRATION
from shared.jobs.webhooks.crud import CALLBACKS_MIGRATION
from shared.testing.jobs.nats import NatsServer
from shared.testing.jobs.poems import Press, press_of
from shared.testing.mongod import Mongod


@pytest.fixture
async def database(mongod: Mongod, database_name: str) -> AsyncIterator[Database]:
    async with connect(ServiceSettings(mongodb_url=SecretStr(mongod.url)), database_name) as database:
        await migrate(database, [QUOTA_MIGRATION, IDEMPOTENCY_MIGRATION, JOBS_MIGRATION, CALLBACKS_MIGRATION])
        yield database


@pytest.fixture
async def press(database: Database, nats_server: NatsServer) -> AsyncIterator[Press]:
    async with press_of(database, nats_server.url) as press:
        yield press
