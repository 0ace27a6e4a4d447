"""`python -m shared.jobs`: what an operator sees and can do."""

import argparse
from collections.abc import AsyncIterator, Iterator

import pytest
from pydantic import SecretStr

from shared.database.connection import Database
from shared.jobs.__main__ import OperatorSettings, parsed, run
from shared.jobs.broker import JOBS
from shared.testing.jobs.nats import NatsServer, running_nats
from shared.testing.jobs.poems import OWNER, Press, press_of
from shared.testing.mongod import Mongod

KIND = "interview.questions"


@pytest.fixture
def nats_server() -> Iterator[NatsServer]:
    """A queue of its own: others have jobs of the same kind."""
    with running_nats() as running:
        yield running


@pytest.fixture
async def press(database: Database, nats_server: NatsServer) -> AsyncIterator[Press]:
    async with press_of(database, nats_server.url, kind=KIND) as press:
        yield press


@pytest.fixture
def settings(mongod: Mongod, nats_server: NatsServer, database_name: str) -> OperatorSettings:
    return OperatorSettings(
        mongodb_url=SecretStr(mongod.url),
        nats_url=SecretStr(nats_server.url),
        interview_database=database_name,
        learning_database=f"{database_name}_other",
    )


async def test_a_failed_job_is_seen_and_queued_again(
    press: Press, settings: OperatorSettings, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    async def operate(*arguments: str) -> str:
        monkeypatch.setattr("sys.argv", ["shared.jobs", *arguments])
        assert await run(parsed(), settings) == 0
        return capsys.readouterr().out

    press.muse.failures = [ZeroDivisionError()]
    job = await press.order("roses")
    assert f"{KIND}: 1 wait" in await operate("status")
    async with press.working():
        await press.events(job)
    assert "1 failed" in await operate("status")
    assert str(job.id) in await operate("dead")
    assert "queued again" in await operate("redrive", str(job.id))
    async with press.working():
        await press.seen(job, "completed")
    assert (await press.service.get(OWNER, job.id)).state == "succeeded"
    assert str(job.id) not in await operate("dead")


async def test_an_operator_changes_no_stream(press: Press, settings: OperatorSettings) -> None:
    """The limits are those of the services, whatever the operator's own environment says."""
    await press.order("roses")
    before = (await (await press.broker.stream()).stream_info(JOBS)).config

    assert await run(argparse.Namespace(command="status"), settings.model_copy(update={"jobs_max_queued": 7})) == 0

    assert (await (await press.broker.stream()).stream_info(JOBS)).config == before
