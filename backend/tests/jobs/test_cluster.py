"""A cluster of three servers: the one that leads is killed, and nothing that was acknowledged is lost."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from time import monotonic
from typing import TypeVar

import pytest

from shared.database.connection import Database
from shared.jobs.broker import EVENTS, JOBS, BrokerLimits
from shared.jobs.errors import JobsUnavailable
from shared.jobs.models import Job, JobEvent
from shared.testing.jobs.cluster import NatsCluster, running_cluster
from shared.testing.jobs.poems import OWNER, Press, press_of

T = TypeVar("T")
BACK_SECONDS = 10.0
PAUSE_SECONDS = 0.05


@pytest.fixture
def cluster() -> Iterator[NatsCluster]:
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture
async def press(database: Database, cluster: NatsCluster) -> AsyncIterator[Press]:
    async with press_of(database, cluster.url, BrokerLimits(replicas=3), max_jobs=1000) as press:
        yield press


async def as_soon_as_possible(ask: Callable[[], Awaitable[T]]) -> T:
    """What is asked for, as a client gets it that tries again after a 503."""
    while True:
        try:
            return await ask()
        except JobsUnavailable:
            await asyncio.sleep(PAUSE_SECONDS)


async def ordered(press: Press, words: str = "roses") -> Job:
    """A job, as soon as one is accepted."""
    return await as_soon_as_possible(lambda: press.order(words))


async def ended(press: Press, job: Job) -> list[JobEvent]:
    """The events of a job, as soon as they can be followed."""
    return await as_soon_as_possible(lambda: press.events(job))


async def test_jobs_outlive_the_leader_of_the_queue(press: Press, cluster: NatsCluster) -> None:
    jobs = [await ordered(press)]
    killed = await cluster.leader(JOBS)
    jobs += [await ordered(press) for _ in range(20)]

    cluster.kill(killed)
    gone = monotonic()
    jobs.append(await ordered(press))
    away = monotonic() - gone
    jobs += [await ordered(press) for _ in range(20)]
    async with press.working():
        ends = [(await ended(press, job))[-1].type for job in jobs]
    cluster.start(killed)

    assert away < BACK_SECONDS
    assert ends == ["completed"] * len(jobs)
    assert {(await press.service.get(OWNER, job.id)).state for job in jobs} == {"succeeded"}
    assert press.shelf.poems.keys() == {job.makes for job in jobs}


async def test_followers_and_workers_outlive_the_leader_of_the_events(press: Press, cluster: NatsCluster) -> None:
    press.muse.hold("violets")
    job = await ordered(press, "roses violets")
    async with press.working():
        await as_soon_as_possible(lambda: press.seen(job, "part", 1))
        following = asyncio.create_task(press.events(job))
        await press.seen(job, "part", 1)
        cluster.kill(await cluster.leader(EVENTS))
        press.muse.give("violets")
        events = await following
    kinds = [event.stage or event.type for event in events]
    assert kinds == ["reading", "writing", "part", "part", "storing", "completed"]
