"""Streams of the Python clients: in any pieces, over connections that break, and to their end."""

import httpx2
import pytest

from clients.faking import ONCE, FakeApi, problem, sent, streamed
from interview_prep import Event, NoAnswer, ProblemError, StreamCut, Unavailable, models
from interview_prep.streams import EventDecoder, RawEvent

PROGRESS = {"stage": "writing", "done": 0, "wanted": 2}
ITEM: dict[str, object] = {
    "id": "i",
    "type": "weakness",
    "title": "Caching",
    "description": "한글",
    "reason": "",
    "evidence": [],
    "priority": "high",
    "estimated_hours": 3,
    "milestones": [],
    "resources": [],
    "status": "todo",
    "milestones_done": [],
    "note": None,
    "progress_percent": 0,
}
JOB = {
    "id": "j",
    "kind": "learning.path",
    "state": "cancelled",
    "resume_id": "r",
    "progress": PROGRESS,
    "attempts": 1,
    "created_at": "2026-11-30T00:00:00Z",
}
SET: dict[str, object] = {
    "id": "s",
    "resume_id": "r",
    "resume_version": 1,
    "language": "ko",
    "requested": 1,
    "shortfall": None,
    "profession": None,
    "level": None,
    "match": None,
    "notes": [],
    "questions": [],
    "generation": {"source": "llm", "prompt_version": "p", "latency_ms": 1},
    "created_at": "2026-11-30T00:00:00Z",
}
BEGUN = (sent("progress", PROGRESS, 1), sent("item", ITEM, 2))
OTHER = sent("item", {**ITEM, "id": "k"}, 3)
END = sent("cancelled", JOB, 4)
FAILED = sent("failed", {"status": 503, "code": "LLM_UNAVAILABLE", "detail": "None."}, 5)


async def followed(api: FakeApi, after: str | None = None) -> list[tuple[str, str | None]]:
    async with api.client() as client:
        return [(event.name, event.id) async for event in client.follow_job_of_learning("j", last_event_id=after)]


async def test_a_job_is_followed_over_broken_connections_without_a_gap_or_a_repeat() -> None:
    outage = problem(503, "SERVICE_UNREACHABLE", Retry_After="1")
    api = FakeApi([streamed(*BEGUN), outage, httpx2.ConnectError("refused"), streamed(OTHER, END, whole=True)])

    assert await followed(api) == [("progress", "1"), ("item", "2"), ("item", "3"), ("cancelled", "4")]

    assert api.header("Last-Event-ID") == [None, "2", "2", "2"]
    assert api.header("Accept") == ["text/event-stream"] * 4


async def test_it_goes_on_after_the_event_that_it_is_told() -> None:
    api = FakeApi([httpx2.Response(204)])

    assert await followed(api, after="17") == []
    assert api.header("Last-Event-ID") == ["17"]


async def test_patience_begins_anew_with_each_event() -> None:
    pieces = [sent("progress", PROGRESS, number) for number in range(1, 9)]
    api = FakeApi([*(streamed(piece) for piece in pieces), streamed(END, whole=True)])

    assert len(await followed(api)) == 9


async def test_a_stream_without_any_event_is_given_up() -> None:
    api = FakeApi([streamed(whole=True) for _ in range(4)])
    with pytest.raises(StreamCut):
        await followed(api)

    assert len(api.requests) == 4


async def test_a_failed_job_is_raised_and_not_repeated() -> None:
    api = FakeApi([streamed(*BEGUN, FAILED)])
    with pytest.raises(Unavailable, match="LLM_UNAVAILABLE"):
        await followed(api)

    assert len(api.requests) == 1


async def test_a_broken_post_is_repeated_with_its_key_and_answered_with_the_stored_whole() -> None:
    api = FakeApi([streamed(sent("progress", PROGRESS, 1)), httpx2.Response(201, json=SET)])
    async with api.client() as client:
        seen = [(event.name, event.data) async for event in client.stream_questions("r", {"count": 1})]

    assert [name for name, _ in seen] == ["progress", "completed"]
    assert isinstance(seen[1][1], models.QuestionSetOut)
    assert len(set(api.header("Idempotency-Key"))) == 1


async def test_what_was_delivered_is_not_delivered_again() -> None:
    api = FakeApi([streamed(*BEGUN), streamed(*BEGUN, OTHER, FAILED)])
    seen: list[str | None] = []
    async with api.client() as client:
        stream = client.stream_learning_path("r")
        for _ in range(4):
            seen.append((await anext(stream)).id)  # noqa: PERF401  a comprehension would lose them at the failure
        with pytest.raises(ProblemError):
            await anext(stream)

    # Progress is told again, the item is not.
    assert seen == ["1", "2", "1", "3"]
    assert api.header("Last-Event-ID") == [None, None]


async def test_the_client_that_waits_continues_streams_as_well() -> None:
    api = FakeApi([streamed(*BEGUN), streamed(OTHER, END, whole=True)])
    with api.waiting_client() as client:
        seen = [event.id for event in client.follow_job_of_learning("j")]

    assert (seen, api.header("Last-Event-ID")) == (["1", "2", "3", "4"], [None, "2"])


async def test_without_patience_the_break_is_raised() -> None:
    api = FakeApi([streamed()])
    async with api.client(retries=ONCE) as client:
        with pytest.raises(NoAnswer):
            _ = [event async for event in client.follow_job_of_learning("j")]


async def test_events_of_a_later_version_are_left_out() -> None:
    api = FakeApi([streamed(sent("mood", {}, 1), END, whole=True)])

    assert await followed(api) == [("cancelled", "4")]


async def test_a_stream_that_nobody_reads_on_is_closed() -> None:
    response = streamed(*BEGUN, OTHER)
    api = FakeApi([response])
    async with api.client() as client:
        events = client.follow_job_of_learning("j")
        first = await anext(events)
        assert isinstance(first, Event)
        await events.aclose()

    assert response.is_closed


@pytest.mark.parametrize("newline", [b"\n", b"\r\n"])
def test_pieces_do_not_matter(newline: bytes) -> None:
    beat = b": still here\n\n"
    stream = (BEGUN[0] + beat + BEGUN[1] + b"data: one\ndata: two\n\n").replace(b"\n", newline)
    for size in range(1, len(stream) + 1):
        decoder = EventDecoder()
        events: list[RawEvent] = []
        for start in range(0, len(stream), size):
            events += decoder.feed(stream[start : start + size])

        assert [(event.name, event.id) for event in events] == [("progress", "1"), ("item", "2"), ("message", "2")]
        assert "한글" in events[1].data
        assert events[2].data == "one\ntwo"
