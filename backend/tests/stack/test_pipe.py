"""The supervisor reads everything that a process writes, but does not wake for each line."""

import asyncio
import os
import sys
from contextlib import aclosing

from shared.testing.waiting import descriptors
from stack.pipe import PIPE_BYTES, Pipe

LINES = 200
WRITING = f"""
import sys
for number in range({LINES}):
    print(number, flush=True)
"""


async def read(code: str) -> list[bytes]:
    """What the supervisor gets of a program's output, piece by piece."""
    pipe = Pipe()
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=pipe.sink)
    os.close(pipe.sink)
    async with aclosing(pipe.chunks()) as chunks:
        found = [chunk async for chunk in chunks]
    assert await process.wait() == 0
    return found


async def test_all_lines_arrive_in_order_and_many_at_once() -> None:
    chunks = await read(WRITING)

    assert b"".join(chunks).split() == [str(number).encode() for number in range(LINES)]
    assert len(chunks) < LINES / 10


async def test_a_process_can_write_much_at_once() -> None:
    chunks = await read(f"print('x' * {PIPE_BYTES * 2})")

    assert sum(map(len, chunks)) == PIPE_BYTES * 2 + 1


async def test_the_pipe_is_closed_at_the_end() -> None:
    before = descriptors()

    await read("")

    assert descriptors() <= before
