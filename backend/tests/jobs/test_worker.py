"""Jobs through a real queue: they end once, whatever happens to the worker."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest
from pymongo.errors import WriteError

from shared.core.errors import DependencyUnavailable, Unprocessable
from shared.core.identity import Identity
from shared.core.ids import new_id
from shared.core.paging import Page
from shared.database.connection import Database
from shared.database.idempotency import IdempotencyStore
from shared.database.quotas import QuotaExceeded
from shared.jobs.broker import BrokerLimits
from shared.jobs.errors import JobNotFound, JobsUnavailable, QueueFull, TooManyJobs
from shared.jobs.events import EventLog
from shared.jobs.models import JobEvent
from shared.jobs.queue import JobQueue
from shared.jobs.service import Traces
from shared.jobs.sweep import Sweep
from shared.resumes.document import ResumeDocument
from shared.resumes.errors import ResumeNotFound
from shared.testing.jobs.nats import NatsServer, running_nats
from shared.testing.jobs.poems import MAX_JOBS, OWNER, Press, press_of
from shared.testing.waiting import until_none


def kinds(events: list[JobEvent]) -> list[str]:
    return [event.stage or event.type for event in events]


async def test_a_job_is_made_and_tells_its_progress(press: Press) -> None:
    job = await press.order("roses violets")
    async with press.working():
        events = await press.events(job)
    assert kinds(events) == ["reading", "writing", "part", "part", "storing", "completed"]
    assert [event.number for event in events if event.type == "part"] == [1, 2]
    ended = await press.service.get(OWNER, job.id)
    assert (ended.state, ended.attempts) == ("succeeded", 1)
    assert [line.text for line in press.shelf.poems[ended.makes].lines] == ["roses", "violets"]
    assert [part["text"] for part in ended.parts] == ["roses", "violets"]
    listed = (await press.service.list(OWNER, "succeeded", Page(10, None))).items
    assert [(one.id, one.done, one.wanted, one.parts) for one in listed] == [(job.id, 2, 2, ())]


async def test_a_worker_that_ends_hands_its_job_over(press: Press) -> None:
    press.muse.hold("violets")
    job = await press.order("roses violets sugar")
    async with press.working():
        await press.seen(job, "part", 1)
    press.muse.give("violets")
    async with press.working():
        events = await press.events(job)
    ended = await press.service.get(OWNER, job.id)
    # An attempt that the end of a worker broke off does not count, and what was delivered is not made again.
    assert (ended.state, ended.attempts) == ("succeeded", 1)
    assert press.muse.asked == ["roses", "violets", "violets", "sugar"]
    assert [event.number for event in events if event.type == "part"] == [1, 2, 3]
    assert [line.text for line in press.shelf.poems[ended.makes].lines] == ["roses", "violets", "sugar"]


async def test_followers_that_come_back_miss_nothing_and_see_nothing_twice(press: Press) -> None:
    job = await press.order("roses violets sugar")
    async with press.working():
        whole = await press.events(job)
    for count in range(len(whole)):
        assert await press.events(job, whole[count - 1].sequence if count else 0) == whole[count:]


async def test_a_cancelled_job_stops_its_writer(press: Press) -> None:
    press.muse.hold("violets")
    job = await press.order("roses violets")
    async with press.working():
        await press.seen(job, "part", 1)
        await asyncio.sleep(0)
        await press.service.cancel(OWNER, job.id)
        events = await press.events(job)
        assert events[-1].type == "cancelled"
    assert press.muse.stopped == ["violets"]
    assert (await press.service.get(OWNER, job.id)).state == "cancelled"
    assert not press.shelf.poems


async def test_a_frozen_worker_is_fenced_off(press: Press) -> None:
    """Its lease runs out while it waits; the other worker goes on, and the first writes nothing more."""
    press.muse.hold("violets")
    job = await press.order("roses violets sugar")
    async with press.working(frozen=True):
        await press.muse.was_asked("violets", 1)
        async with press.working():
            await press.muse.was_asked("violets", 2)
            press.muse.give("violets")
            events = await press.events(job)
    assert [event.number for event in events if event.type == "part"] == [1, 2, 3]
    assert events[-1].type == "completed"
    ended = await press.service.get(OWNER, job.id)
    assert (ended.state, ended.attempts) == ("succeeded", 2)
    assert [line.text for line in press.shelf.poems[ended.makes].lines] == ["roses", "violets", "sugar"]


async def test_a_job_that_fails_for_a_while_is_tried_again(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.jobs.retries.FIRST_PAUSE_SECONDS", 0.02)
    press.muse.failures = [DependencyUnavailable(retry_after=0), DependencyUnavailable(retry_after=0)]
    job = await press.order("roses")
    async with press.working():
        events = await press.events(job)
    assert kinds(events).count("queued") == 2
    ended = await press.service.get(OWNER, job.id)
    assert (ended.state, ended.attempts) == ("succeeded", 3)


@pytest.mark.parametrize(
    ("failure", "code", "attempts"),
    [(Unprocessable("No."), "VALIDATION_FAILED", 1), (ZeroDivisionError(), "INTERNAL", 1)],
)
async def test_a_job_that_cannot_succeed_fails_at_once(
    press: Press, failure: Exception, code: str, attempts: int
) -> None:
    press.muse.failures = [failure]
    job = await press.order("roses")
    async with press.working():
        events = await press.events(job)
    assert events[-1].type == "failed"
    ended = await press.service.get(OWNER, job.id)
    assert ended.failure is not None
    assert (ended.failure.code, ended.attempts) == (code, attempts)


async def test_a_job_is_given_up_after_four_attempts(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.jobs.retries.FIRST_PAUSE_SECONDS", 0.02)
    press.muse.failures = [DependencyUnavailable(retry_after=0) for _ in range(4)]
    job = await press.order("roses")
    async with press.working():
        await press.events(job)
    ended = await press.service.get(OWNER, job.id)
    assert (ended.state, ended.attempts) == ("failed", 4)
    assert job.id in [one async for one in JobQueue(press.broker).buried()]


async def test_a_job_that_ends_its_workers_is_given_up(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.jobs.worker.HELD_SECONDS", 0.1)
    press.muse.hold("roses")
    job = await press.order("roses")
    for attempt in range(1, 5):
        async with press.working(frozen=True):
            await press.muse.was_asked("roses", attempt)
    async with press.working():
        events = await press.events(job)
    assert events[-1].type == "failed"
    ended = await press.service.get(OWNER, job.id)
    assert ended.failure is not None
    assert (ended.failure.code, ended.attempts) == ("JOB_POISONED", 5)
    assert job.id in [one async for one in JobQueue(press.broker).buried()]


async def test_a_full_queue_refuses_the_next_job(database: Database) -> None:
    with running_nats() as server:
        async with press_of(database, server.url, BrokerLimits(queued=1)) as press:
            await press.order("roses")
            with pytest.raises(QueueFull):
                await press.order("violets")
            assert len((await press.service.list(OWNER, None, Page(10, None))).items) == 1


async def test_jobs_outlive_the_queue(database: Database) -> None:
    """The server is killed between two lines: the job goes on where it was, and followers see each event once."""
    with running_nats() as server:
        async with press_of(database, server.url) as press:
            press.muse.hold("violets")
            job = await press.order("roses violets")
            async with press.working():
                following = asyncio.create_task(press.events(job))
                await press.seen(job, "part", 1)
                server.kill()
                press.muse.give("violets")
                server.restart()
                events = await following
    assert kinds(events) == ["reading", "writing", "part", "part", "storing", "completed"]


async def test_without_a_queue_a_job_is_refused_at_once(database: Database) -> None:
    with running_nats() as server:
        async with press_of(database, server.url) as press:
            server.kill()

            async def connections() -> int:
                await asyncio.sleep(0)
                return int(press.broker.connected)

            await until_none(connections)
            with pytest.raises(JobsUnavailable):
                await press.order("roses")
            assert not (await press.service.list(OWNER, None, Page(10, None))).items
            server.restart()


async def test_the_sweep_queues_what_a_crash_left(press: Press) -> None:
    """The process ended after it had stored the job, and before it had queued it."""
    job = replace(await press.order("roses"), id=new_id(), makes=new_id())
    await press.crud.insert(job)
    async with press.working():
        assert await Sweep(press.crud, JobQueue(press.broker), (press.kind,), timedelta(0)).once() == 1
        assert (await press.events(job))[-1].type == "completed"


async def test_a_deleted_resume_takes_its_running_jobs_with_it(press: Press) -> None:
    press.muse.hold("violets")
    job = await press.order("roses violets")
    async with press.working():
        await press.muse.was_asked("violets", 1)
        del press.resumes.by_id[press.resume_id]
        await press.service.erase(press.resume_id)
        await press.muse.was_stopped("violets")
    assert not press.shelf.poems
    assert await press.service.read_again(job) is None
    assert await EventLog(press.broker).last(job.id) is None


async def test_a_resume_that_goes_during_the_acceptance_leaves_no_job(press: Press) -> None:
    """The erasure came before the job was stored, so it found none."""
    taken = press.resumes.get

    async def last_time(resume_id: str, caller: Identity) -> ResumeDocument:
        resume = await taken(resume_id, caller)
        del press.resumes.by_id[resume_id]
        return resume

    press.resumes.get = last_time
    with pytest.raises(ResumeNotFound):
        await press.order("roses")
    assert await press.database["jobs"].count_documents({}) == 0
    assert (await JobQueue(press.broker).backlog(press.kind)).waiting == 0


async def test_an_owner_may_have_so_many_jobs_at_a_time(press: Press) -> None:
    jobs = [await press.order("roses") for _ in range(MAX_JOBS)]
    with pytest.raises(TooManyJobs):
        await press.order("violets")
    await press.service.cancel(OWNER, jobs[0].id)
    await press.order("violets")


async def test_a_used_up_quota_refuses_the_job_and_not_its_work(database: Database, nats_server: NatsServer) -> None:
    async with press_of(database, nats_server.url, limit=1) as press:
        job = await press.order("roses")
        async with press.working():
            await press.events(job)
        with pytest.raises(QuotaExceeded):
            await press.order("violets")


async def test_what_is_deleted_takes_its_job_along(press: Press) -> None:
    job = await press.order("roses")
    async with press.working():
        await press.events(job)
    await Traces(IdempotencyStore(press.database), press.crud).forget_things([job.makes])
    with pytest.raises(JobNotFound):
        await press.service.get(OWNER, job.id)


async def test_a_write_that_cannot_succeed_ends_the_job(press: Press, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tried again, it would fail the same way for ever."""

    async def refused(*_: object) -> None:
        raise WriteError("Resulting document is too large", 17419)

    monkeypatch.setattr(press.crud, "part", refused)
    job = await press.order("roses")
    async with press.working():
        assert (await press.events(job))[-1].type == "failed"
    ended = await press.service.get(OWNER, job.id)
    assert (ended.state, ended.attempts) == ("failed", 1)


async def test_a_stopped_worker_hands_its_job_over_although_it_holds_others(press: Press) -> None:
    press.muse.hold("violets")
    jobs = [await press.order("violets") for _ in range(2)]
    async with press.working():
        await press.muse.was_asked("violets", 2)
    found = [await press.service.get(OWNER, job.id) for job in jobs]
    assert [(job.state, job.attempts) for job in found] == [("queued", 0), ("queued", 0)]


async def test_every_job_that_was_given_up_is_listed(press: Press) -> None:
    queue, ids = JobQueue(press.broker), [new_id() for _ in range(1_010)]
    for start in range(0, len(ids), 101):
        await asyncio.gather(*(queue.bury("poems", one) for one in ids[start : start + 101]))

    listed = [one async for one in queue.buried()]

    assert set(ids) <= set(listed)


async def test_a_follower_that_waits_reads_no_parts_again(press: Press) -> None:
    job = await press.order("roses")
    async with press.working():
        await press.seen(job, "completed")
    whole = await press.service.get(OWNER, job.id)

    looked = await press.service.look_again(replace(job, parts=()))

    assert looked is not None
    assert (looked.state, looked.parts, len(whole.parts) > 0) == ("succeeded", (), True)
    assert await press.service.look_again(replace(job, id=new_id())) is None
