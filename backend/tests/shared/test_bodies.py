"""Bodies of requests: bounded in memory, on the disk and in time, and shared between owners."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import httpx
import pytest
from pydantic import ValidationError
from starlette.requests import ClientDisconnect
from starlette.types import Message, Scope

from shared.config.base import ServiceSettings
from shared.core.errors import BadRequest, ContentTooLarge, RequestTimeout
from shared.core.identity import Identity
from shared.testing.identity import PREFIX, identity_app
from shared.testing.problems import assert_problem
from shared.testing.serving import client_of, serving
from shared.web.identity.auth import IDENTIFIED
from shared.web.requests.bodies import IN_MEMORY, Bodies, BodyLimits, UploadsBusy
from shared.web.server import LingeringProtocol

LARGE = b"0123456789abcdef" * (IN_MEMORY // 8)
LIMITS = BodyLimits(largest=4 * len(LARGE), memory=8 * len(LARGE), disk=8 * len(LARGE))


class Sender:
    """A client that sends these pieces, and then nothing."""

    def __init__(self, *pieces: bytes, ends: bool = True, leaves: bool = False) -> None:
        self._messages: list[Message] = [{"type": "http.request", "body": piece, "more_body": True} for piece in pieces]
        if ends:
            self._messages.append({"type": "http.request", "body": b"", "more_body": False})
        if leaves:
            self._messages.append({"type": "http.disconnect"})
        self.asked = 0
        self.waited_for = asyncio.Event()

    async def __call__(self) -> Message:
        self.asked += 1
        if not self._messages:
            self.waited_for.set()
            await asyncio.Event().wait()
        return self._messages.pop(0)


def scope_of(owner: str) -> Scope:
    return {"type": "http", "path": "/x", "client": ("127.0.0.1", 1), IDENTIFIED: Identity(owner)}


async def whole(bodies: Bodies, sender: Sender, length: int | None, owner: str = "a") -> bytes:
    body = bodies.of(scope_of(owner), sender, None if length is None else str(length).encode())
    try:
        body.check()
        message = await body.receive()
        assert message["more_body"] is False
        return message["body"]
    finally:
        body.close()


def nothing_held(bodies: Bodies) -> bool:
    return (bodies.memory.free, bodies.disk.free) == (bodies.limits.memory, bodies.limits.disk)


@pytest.mark.parametrize("data", [b"x", LARGE], ids=["small", "large"])
@pytest.mark.parametrize("is_declared", [True, False], ids=["declared", "in chunks"])
async def test_a_body_comes_whole_and_leaves_nothing_behind(data: bytes, is_declared: bool) -> None:
    bodies = Bodies(LIMITS)

    got = await whole(bodies, Sender(data[:100], data[100:]), len(data) if is_declared else None)

    assert got == data
    assert nothing_held(bodies)


async def test_a_body_is_not_touched_before_somebody_asks_for_it() -> None:
    bodies, sender = Bodies(LIMITS), Sender(LARGE)

    bodies.of(scope_of("a"), sender, str(len(LARGE)).encode()).close()

    assert sender.asked == 0
    assert nothing_held(bodies)


async def test_a_large_body_is_not_in_memory_while_it_arrives(tmp_path: Path) -> None:
    bodies = Bodies(BodyLimits(largest=len(LARGE), memory=len(LARGE), disk=len(LARGE), directory=tmp_path))
    arriving = asyncio.create_task(whole(bodies, sender := Sender(LARGE[:-1], ends=False), len(LARGE)))
    await sender.waited_for.wait()

    assert (bodies.memory.free, bodies.disk.free) == (len(LARGE), 0)
    # Nobody finds a résumé there, whatever becomes of this process.
    assert not any(os.scandir(tmp_path))
    arriving.cancel()
    await asyncio.wait({arriving})
    assert nothing_held(bodies)


@pytest.mark.parametrize("size", [IN_MEMORY, IN_MEMORY * 2], ids=["memory", "disk"])
async def test_an_owner_that_holds_many_leaves_a_quarter_to_others(size: int) -> None:
    bodies = Bodies(BodyLimits(largest=size, memory=size * 8, disk=size * 8))
    senders = [Sender(b"", ends=False) for _ in range(6)]
    held = [asyncio.create_task(whole(bodies, sender, size)) for sender in senders]
    for sender in senders:
        await sender.waited_for.wait()
    seventh = asyncio.create_task(whole(bodies, unread := Sender(b""), size))
    await asyncio.sleep(0)
    data = b"x" * size

    assert await whole(bodies, Sender(data), size, "b") == data

    assert (seventh.done(), unread.asked) == (False, 0)
    for task in (*held, seventh):
        task.cancel()
    await asyncio.wait({*held, seventh})
    assert nothing_held(bodies)


async def test_what_finds_no_place_is_refused_before_it_is_read() -> None:
    bodies = Bodies(BodyLimits(largest=200, memory=100, disk=100))
    sender = Sender(b"x" * 200)

    with pytest.raises(UploadsBusy) as busy:
        await whole(bodies, sender, 200)

    assert sender.asked == 0
    assert int(busy.value.headers["Retry-After"]) > 0


async def test_a_disk_that_takes_nothing_is_a_refusal_and_not_a_failure(tmp_path: Path) -> None:
    bodies = Bodies(BodyLimits(largest=len(LARGE), directory=tmp_path / "none"))

    with pytest.raises(UploadsBusy):
        await whole(bodies, Sender(LARGE), len(LARGE))

    assert nothing_held(bodies)


@pytest.mark.parametrize("size", [100, len(LARGE)])
async def test_a_body_that_stops_is_given_up(size: int) -> None:
    bodies = Bodies(BodyLimits(largest=size, idle_seconds=0.01))

    with pytest.raises(RequestTimeout, match=r"0\.01") as late:
        await whole(bodies, Sender(b"x", ends=False), size)

    assert late.value.headers["Connection"] == "close"
    assert nothing_held(bodies)


@pytest.mark.parametrize("size", [100, len(LARGE)])
async def test_a_body_that_drips_is_given_up(size: int) -> None:
    bodies = Bodies(BodyLimits(largest=size, seconds=0.05))

    async def drip() -> Message:
        await asyncio.sleep(0.001)
        return {"type": "http.request", "body": b"", "more_body": True}

    body = bodies.of(scope_of("a"), drip, str(size).encode())
    with pytest.raises(RequestTimeout, match=r"0\.05"):
        await body.receive()
    body.close()

    assert nothing_held(bodies)


async def test_more_than_was_said_is_too_much_and_read_to_its_end() -> None:
    bodies = Bodies(BodyLimits(largest=100))
    sender = Sender(b"x" * 60, b"x" * 60, b"x" * 60)

    with pytest.raises(ContentTooLarge):
        await whole(bodies, sender, None)

    assert sender.asked == 4


@pytest.mark.parametrize(("length", "error"), [(b"x", BadRequest), (b"-1", BadRequest), (b"101", ContentTooLarge)])
def test_a_length_that_cannot_be_is_refused(length: bytes, error: type[Exception]) -> None:
    body = Bodies(BodyLimits(largest=100)).of(scope_of("a"), Sender(), length)

    with pytest.raises(error):
        body.check()


async def test_a_client_that_goes_away_leaves_nothing_behind() -> None:
    bodies = Bodies(LIMITS)

    with pytest.raises(ClientDisconnect):
        await whole(bodies, Sender(LARGE[:1000], ends=False, leaves=True), len(LARGE))

    assert nothing_held(bodies)


def test_the_largest_body_must_find_a_place() -> None:
    with pytest.raises(ValidationError, match="INGEST_BYTES_IN_FLIGHT"):
        ServiceSettings(max_body_bytes=2_000, ingest_bytes_in_flight=1_999)


@pytest.fixture
async def hasty() -> AsyncIterator[str]:
    async with serving(identity_app(ServiceSettings(body_idle_seconds=0.05))) as url:
        yield url


async def said(url: str, request: bytes) -> bytes:
    """All that a service answers until it closes the connection."""
    host, _, port = url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(request)
    answer = await reader.read()
    writer.close()
    return answer


async def test_a_body_that_stops_is_a_408_on_the_services_own_port_and_ends_the_connection(hasty: str) -> None:
    head = f"POST {PREFIX} HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 12\r\n\r\n"

    answer = await said(hasty, head.encode() + b'{"text":"x"')

    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b'"code":"REQUEST_TIMEOUT"' in answer


class Hasty(LingeringProtocol):
    linger_seconds = 0.05


NOWHERE = b"POST /none HTTP/1.1\r\nhost: localhost\r\ncontent-length: 9\r\n\r\n"


async def test_a_connection_whose_body_nobody_wants_ends_soon() -> None:
    async with serving(identity_app(ServiceSettings()), Hasty) as url:
        assert (await said(url, NOWHERE + b"half")).startswith(b"HTTP/1.1 404 ")


async def test_a_connection_whose_body_came_whole_after_the_answer_may_be_used_again() -> None:
    ending = b"GET /none HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n"
    async with serving(identity_app(ServiceSettings()), LingeringProtocol) as url:
        host, _, port = url.removeprefix("http://").partition(":")
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(NOWHERE + b"half")
        first = await reader.readuntil(b"}")
        writer.write(b" more" + ending)
        second = await reader.read()
        writer.close()

    assert first.startswith(b"HTTP/1.1 404 ")
    assert second.startswith(b"HTTP/1.1 404 ")


async def test_a_body_without_a_place_is_a_503_that_says_when_to_come_again() -> None:
    narrow = ServiceSettings(max_body_bytes=1_024, ingest_bytes_in_flight=1_024, ingest_disk_bytes=1_024)
    app = identity_app(narrow.model_copy(update={"max_body_bytes": 100_000}))
    async with client_of(app, PREFIX) as client:
        refused = await client.post("", json={"text": "x" * 50_000})
        taken = await client.post("", json={"text": "x"})

    assert_problem(refused, 503, "UPLOADS_BUSY")
    assert int(refused.headers["retry-after"]) > 0
    assert taken.status_code == 200


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with client_of(identity_app(ServiceSettings()), PREFIX) as client:
        yield client


@pytest.mark.parametrize("text", [lambda: "가" * 10, lambda: "가" * 200_000], ids=["small", "large"])
async def test_a_body_arrives_as_it_was_sent(client: httpx.AsyncClient, text: Callable[[], str]) -> None:
    body = ('{"text": "' + text() + '"}').encode()

    async def pieces() -> AsyncIterator[bytes]:
        for at in range(0, len(body), 10_000):
            yield body[at : at + 10_000]

    headers = {"Content-Type": "application/json"}
    at_once = await client.post("", content=body, headers=headers)
    in_chunks = await client.post("", content=pieces(), headers=headers)

    assert [answer.status_code for answer in (at_once, in_chunks)] == [200, 200]
