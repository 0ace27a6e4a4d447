"""Jobs through a real queue: they end once, whatever happens to the worker."""

import asyncio

from shared.jobs.models import JobEvent
from shared.testing.poems import OWNER, Press


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
