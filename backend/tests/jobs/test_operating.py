"""`python -m shared.jobs`: what an operator sees and can do."""

import argparse
from collections.abc import AsyncIterator, Iterator
from contextlib import aclosing

import pytest
from prometheus_client.parser import text_string_to_metric_families
from pydantic import SecretStr

from shared.core.errors import DependencyUnavailable
from shared.database.connection import Database
from shared.jobs.__main__ import OperatorSettings, parsed, run
from shared.jobs.broker import JOBS
from shared.telemetry.jobs import text
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
    status = await operate("status")
    assert "1 given up" in status
    assert "stored: 1 failed" in status
    assert str(job.id) in await operate("dead")
    assert "queued again" in await operate("redrive", str(job.id))
    async with press.working():
        await press.seen(job, "completed")
    assert (await press.service.get(OWNER, job.id)).state == "succeeded"
    assert str(job.id) not in await operate("dead")


async def values(press: Press) -> dict[str, float]:
    """The metrics by their names; every one that has a kind is of this one."""
    found: dict[str, float] = {}
    for family in text_string_to_metric_families(text(await press.service.figures()).decode()):
        for sample in family.samples:
            assert sample.labels.get("kind", KIND) == KIND
            found[sample.name + sample.labels.get("source", "")] = sample.value
    return found


async def test_metrics_say_what_waits_runs_and_was_given_up(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.jobs.retries.FIRST_PAUSE_SECONDS", 3600)
    monkeypatch.setattr("shared.jobs.retries.MAX_PAUSE_SECONDS", 3600)
    nothing = await values(press)
    assert nothing == {**dict.fromkeys(nothing, 0), "jobs_updatabase": 1, "jobs_upqueue": 1}

    press.muse.failures = [ZeroDivisionError(), DependencyUnavailable()]
    broken = await press.order("roses", "http://127.0.0.1:9/")
    async with press.working():
        await press.events(broken)
        retried = await press.order("violets")
        await press.seen(retried, "progress")
        press.muse.hold("sugar")
        running = await press.order("sugar")
        await press.muse.was_asked("sugar", 1)
        async with aclosing(await press.service.follow(running, 0)) as following:
            await anext(following)
            told = await values(press)
    waiting = await press.order("sugar")
    later = await values(press)

    assert (told["jobs_running"], told["jobs_retrying"], told["jobs_dead"]) == (1, 1, 1)
    assert (told["jobs_taken"], told["jobs_queued"], told["jobs_webhooks_queued"]) == (2, 0, 1)
    assert told["jobs_event_followers"] == 1
    assert told["jobs_oldest_waiting_seconds"] > 0
    # The worker handed back what it carried out.
    assert (later["jobs_running"], later["jobs_retrying"]) == (0, 1)
    await press.crud.erase([waiting.id])


async def test_metrics_say_what_is_away(press: Press, nats_server: NatsServer) -> None:
    await press.order("roses")
    nats_server.kill()
    try:
        found = await values(press)
    finally:
        nats_server.restart()
    assert (found["jobs_upqueue"], found["jobs_updatabase"]) == (0, 1)
    assert "jobs_queued" not in found
    assert found["jobs_running"] == 0


async def test_an_operator_changes_no_stream(press: Press, settings: OperatorSettings) -> None:
    """The limits are those of the services, whatever the operator's own environment says."""
    await press.order("roses")
    before = (await (await press.broker.stream(JOBS)).stream_info(JOBS)).config

    assert await run(argparse.Namespace(command="status"), settings.model_copy(update={"jobs_max_queued": 7})) == 0

    assert (await (await press.broker.stream(JOBS)).stream_info(JOBS)).config == before
