"""Clients that keep the last byte of their bodies back, through the gateway: little memory, and not for long."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest

from stack.running import RunningStack, running_stack

BODIES, SIZE = 100, 4_000_000
MOST_MEGABYTES = 80
HALF_OPEN = 200


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[RunningStack]:
    with running_stack(tmp_path, environment={"BODY_IDLE_SECONDS": "1", "GATEWAY_READ_SECONDS": "5"}) as stack:
        yield stack


def megabytes(pid: int) -> int:
    """The most memory that a process ever had."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) // 1024


async def held_open(port: int) -> bytes:
    """Send all of a body but its last byte; what is answered until the connection ends."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    head = f"POST /api/v1/resumes/import HTTP/1.1\r\nhost: api.localhost\r\ncontent-length: {SIZE}\r\n\r\n"
    piece = bytes(100_000)
    try:
        writer.write(head.encode())
        for sent in range(0, SIZE, len(piece)):
            writer.write(piece[: SIZE - 1 - sent])
            await writer.drain()
        return await reader.read()
    except OSError:  # what was not wanted is not read to its end
        return b"reset"
    finally:
        writer.close()


async def test_bodies_that_lack_a_byte_cost_little_and_end(stack: RunningStack) -> None:
    pid = stack.processes["resume-1"].pid
    before = megabytes(pid)

    answers = await asyncio.gather(*(held_open(stack.web) for _ in range(BODIES)))

    assert megabytes(pid) - before < MOST_MEGABYTES
    statuses = {answer.split(b" ", 2)[1] for answer in answers if answer.startswith(b"HTTP/1.1 ")}
    # A busy gateway may answer for itself, too.
    assert statuses
    assert not statuses & {b"200", b"201", b"500"}
    async with stack.client() as client:
        assert (await client.get("/api/v1/resumes")).status_code == 200


async def test_connections_that_never_finish_a_request_keep_nobody_out(stack: RunningStack) -> None:
    half_open = [await asyncio.open_connection("127.0.0.1", stack.web) for _ in range(HALF_OPEN)]
    for _, writer in half_open:
        writer.write(b"GET /api/v1/resumes HTTP/1.1\r\nhost: api.local")

    async with stack.client() as client:
        answers = [await asyncio.wait_for(client.get("/api/v1/resumes"), 2) for _ in range(20)]

    assert {answer.status_code for answer in answers} == {200}
    for _, writer in half_open:
        writer.close()
