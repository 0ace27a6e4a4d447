"""What a client that follows a job is told, above all when the queue has lost the job's log or is away."""

import asyncio
import json
from uuid import UUID

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import StreamingResponse
from pydantic import BaseModel

from shared.database.connection import Database
from shared.jobs.errors import JobsUnavailable
from shared.jobs.events import EventLog
from shared.jobs.models import Job, JobUrls
from shared.testing.jobs.nats import running_nats
from shared.testing.jobs.poems import OWNER, Line, Poem, Press, Wish, press_of
from shared.testing.waiting import until_none
from shared.web.jobs import LAST_ID, Door

Told = list[tuple[int, str, dict[str, object]]]


class LineOut(BaseModel):
    text: str


class PoemOut(BaseModel):
    id: UUID
    lines: list[str]


def door() -> Door[Wish, Line, Poem]:
    return Door(
        kind="poems",
        urls=JobUrls("/api/v1/poems", "poems"),
        part=lambda line: ("line", LineOut(text=line.text)),
        whole=lambda poem: PoemOut(id=poem.id, lines=[line.text for line in poem.lines]),
        forms={},
    )


async def told(press: Press, job: Job, after: int = 0) -> Told | None:
    """Id, name and data of each event until the stream ends; `None` for a 204."""
    app = FastAPI()
    app.state.draining = False
    found = await press.service.get(OWNER, job.id)
    answer = await door().stream(Request({"type": "http", "app": app}), press.service, found, after)
    if not isinstance(answer, StreamingResponse):
        assert answer.status_code == 204
        return None
    text = "".join([part.decode() if isinstance(part, bytes) else str(part) async for part in answer.body_iterator])
    blocks = [dict(line.split(": ", 1) for line in block.split("\n")) for block in text.strip().split("\n\n")]
    return [(int(one["id"]), one["event"], json.loads(one["data"])) for one in blocks if "event" in one]


@pytest.fixture
async def ended(press: Press) -> Job:
    job = await press.order("roses violets")
    async with press.working():
        await press.events(job)
    return job


async def test_a_client_is_told_all_once(press: Press, ended: Job) -> None:
    events = await told(press, ended)
    assert events is not None
    assert [name for _, name, _ in events] == ["progress", "progress", "line", "line", "progress", "completed"]
    assert [data["text"] for _, name, data in events if name == "line"] == ["roses", "violets"]
    for count, (last, _, _) in enumerate(events[:-1], 1):
        assert await told(press, ended, last) == events[count:]
    assert await told(press, ended, events[-1][0]) is None


async def test_without_its_log_a_job_is_told_from_its_document(press: Press, ended: Job) -> None:
    await EventLog(press.broker).forget(ended.id)
    events = await told(press, ended)
    assert events is not None
    assert [(number, name) for number, name, _ in events] == [(0, "line"), (0, "line"), (LAST_ID, "completed")]
    # Which parts this one has is not known; the result has them all.
    rest = await told(press, ended, 7)
    assert rest is not None
    assert [(number, name, data["lines"]) for number, name, data in rest] == [
        (LAST_ID, "completed", ["roses", "violets"])
    ]
    assert await told(press, ended, LAST_ID) is None


async def test_without_the_queue_nobody_is_told_a_part_twice(database: Database) -> None:
    with running_nats() as server:
        async with press_of(database, server.url) as press:
            job = await press.order("roses violets")
            async with press.working():
                events = await told(press, job)
            assert events is not None
            server.kill()

            async def connections() -> int:
                await asyncio.sleep(0)
                return int(press.broker.connected)

            await until_none(connections)
            new = await told(press, job)
            assert new is not None
            assert [name for _, name, _ in new] == ["line", "line", "completed"]
            with pytest.raises(JobsUnavailable):
                await told(press, job, events[2][0])


async def test_a_deleted_result_and_a_failure_are_told(press: Press, ended: Job) -> None:
    press.shelf.poems.clear()
    events = await told(press, ended)
    assert events is not None
    assert (events[-1][1], events[-1][2]["state"]) == ("cancelled", "succeeded")
    press.muse.failures.append(ValueError("a bug of ours"))
    job = await press.order("sugar")
    async with press.working():
        events = await told(press, job)
    assert events is not None
    assert (events[-1][1], events[-1][2]["code"], events[-1][2]["status"]) == ("failed", "INTERNAL", 500)
