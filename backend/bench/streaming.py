"""A set as a stream: how long after the provider's bytes each question is at the client, one stream and many at once.

The fake of the provider runs in this process and says when it began an answer; what it takes itself to keep its pace is
counted as ours, so the delays are upper bounds.
"""

import asyncio
import json
from collections.abc import AsyncGenerator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from math import ceil
from statistics import quantiles
from time import perf_counter

import httpx
import uvloop

from bench.effort import Effort
from bench.processes import Measured, call, running, wait_for
from bench.report import Figure
from shared.testing.breaking import free_port
from shared.testing.models.questions import answer, question
from shared.testing.mongod import running_mongod
from shared.testing.services import example_resume
from shared.testing.wire import KEYS, Answers, WireServer
from shared.testing.wire.dialects.dialect import Json
from stack.commands import service

QUESTIONS, SECONDS, AT_ONCE = 5, 10.0, 300
PIECE = 60
LENGTH = len(answer([question(number) for number in range(QUESTIONS)]))
PACE = SECONDS / ceil(LENGTH / PIECE)
BODY = {"count": QUESTIONS, "avoid_previous": False}
HEADERS = {"Accept": "text/event-stream"}


class Sayings:
    """What the fake says: each answer carries a number, by which its beginning is found again."""

    def __init__(self) -> None:
        self.begun: list[float] = []

    def __call__(self, _: Json) -> str:
        """The next answer."""
        self.begun.append(perf_counter())
        number = len(self.begun) - 1
        return answer([question(place, topics=[f"{number:05}"]) for place in range(QUESTIONS)])

    def left_at(self, number: int, place: int, text: str) -> float:
        """When the last byte of a question left, at the earliest."""
        end = len(text)
        for _ in range(QUESTIONS - 1 - place):
            end = text.rindex(", {", 0, end)
        return self.begun[number] + (ceil(end / PIECE) - 1) * PACE


@dataclass
class Seen:
    """What the clients saw: seconds of the first question after the start, and of each after its last byte left."""

    first: list[float] = field(default_factory=list[float])
    delays: list[float] = field(default_factory=list[float])


@asynccontextmanager
async def product(wire: WireServer) -> AsyncGenerator[tuple[httpx.AsyncClient, str, Measured]]:
    """interview-service with the fake as its provider; yields a client, the path and the process."""
    resume_port, interview_port = free_port(), free_port()
    key = {"OPENAI_API_KEY": KEYS["openai"], "OPENAI_BASE_URL": wire.openai.base_url, "QUOTA_GENERATIONS_PER_DAY": "0"}
    async with AsyncExitStack() as stack:
        mongod = stack.enter_context(running_mongod())
        stack.enter_context(running(service("resume", resume_port, mongod.url)))
        urls = {"resume": f"http://127.0.0.1:{resume_port}"}
        interview = stack.enter_context(running(service("interview", interview_port, mongod.url, urls), key))
        await asyncio.to_thread(wait_for, interview_port, "/api/v1/interview/ready")
        _, stored = await asyncio.to_thread(call, resume_port, "POST", "/api/v1/resumes", example_resume())
        limits = httpx.Limits(max_connections=AT_ONCE)
        client = httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{interview_port}", timeout=60, limits=limits, trust_env=False
        )
        yield await stack.enter_async_context(client), f"/api/v1/interview/{stored['id']}/questions", interview


def streaming(effort: Effort) -> list[Figure]:
    """Delay of the questions, one stream at a time and many at once; memory of a stream."""
    return uvloop.run(_streaming(effort))


async def _streaming(effort: Effort) -> list[Figure]:
    sayings, count = Sayings(), effort.of(AT_ONCE)
    async with WireServer() as wire, product(wire) as (client, path, process):
        wire.openai.script([Answers(sayings)])
        await _stream(client, path, sayings, Seen())
        wire.openai.piece, wire.openai.pace = PIECE, PACE
        alone, many = Seen(), Seen()
        for _ in range(effort.rounds):
            await _stream(client, path, sayings, alone)
        before = peak = process.rss_megabytes
        # One after the other within ten seconds, so that all are open at the end of them, as people come.
        streams = asyncio.gather(
            *(_stream(client, path, sayings, many, number * SECONDS / count) for number in range(count))
        )
        while not streams.done():
            await asyncio.wait({streams}, timeout=0.2)
            peak = max(peak, process.rss_megabytes)
        await streams
    return [
        Figure("one stream of 10 s: first question at the client", alone.first, "s", 2.3),
        Figure("one stream of 10 s: a question after its last byte, the longest", [max(alone.delays)], "s", 0.05),
        Figure(f"{count} streams at once: p99 of that", [quantiles(many.delays, n=100)[98]], "s", 0.15),
        Figure(f"{count} streams at once: memory of one", [(peak - before) / count], "MB", 1.0),
    ]


async def _stream(client: httpx.AsyncClient, path: str, sayings: Sayings, seen: Seen, after: float = 0) -> None:
    await asyncio.sleep(after)
    started, place, name = perf_counter(), 0, ""
    async with client.stream("POST", path, json=BODY, headers=HEADERS) as response:
        async for line in response.aiter_lines():
            name = line.removeprefix("event: ") if line.startswith("event: ") else name
            if name != "question" or not line.startswith("data: "):
                continue
            now = perf_counter()
            number = int(json.loads(line.removeprefix("data: "))["topics"][0])
            text = answer([question(one, topics=[f"{number:05}"]) for one in range(QUESTIONS)])
            seen.delays.append(now - sayings.left_at(number, place, text))
            if place == 0:
                seen.first.append(now - started)
            place += 1
    assert name == "completed", name
