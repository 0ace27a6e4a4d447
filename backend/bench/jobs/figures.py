"""Jobs through the gateway: acceptance, start, delay of events, throughput, and a job whose worker is killed.

Delays of events are counted from the time at which NATS stored them to the moment the client has read them; both clocks
are this machine's. The clients are in this process, so with many of them their own work is in the figure.
"""

import asyncio
import json
import signal
import sys
from collections.abc import AsyncGenerator, Generator, Mapping
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter, time
from typing import Any

import httpx
import uvloop
from nats.aio.client import Client
from nats.js import JetStreamContext
from pymongo import MongoClient

from bench.effort import Effort
from bench.load import load, request
from bench.processes import running
from bench.report import Figure
from shared.jobs.broker import EVENTS
from shared.testing.breaking import free_port
from shared.testing.models.questions import answer, question
from shared.testing.services import example_resume
from shared.testing.wire import WireServer, environment_for
from stack.commands import Command, service
from stack.running import RunningStack, running_stack

QUESTIONS = 5
ONE_BY_ONE, FOLLOWERS, MANY = 100, 300, 600
CONNECTIONS, OPEN = 16, 90
FOLLOWERS_SECONDS = 10.0
"""How long the provider takes while all followers connect."""

MILLISECONDS = 1000
CHUNK = 65_536
ENDS = frozenset({b"completed", b"failed", b"cancelled"})
BODY = {"count": QUESTIONS, "avoid_previous": False}
ASYNC = {"Prefer": "respond-async"}
TEXT = answer([question(number) for number in range(QUESTIONS)])
HOST = {"Host": "api.localhost"}


def jobs(effort: Effort) -> list[Figure]:
    """All figures of jobs."""
    return [*uvloop.run(_one_by_one(effort)), *_throughput(effort)]


async def _one_by_one(effort: Effort) -> list[Figure]:
    count, followers = effort.of(ONE_BY_ONE), effort.of(FOLLOWERS)
    async with WireServer() as wire, _product(wire) as (stack, client, path):
        wire.openai.answers(TEXT)
        await _follow(stack, (await _accepted(client, path))[1])
        accepted: list[float] = []
        alone: list[float] = []
        for _ in range(count):
            seconds, job = await _accepted(client, path)
            accepted.append(seconds * MILLISECONDS)
            alone += await _delays(stack, await _follow(stack, job))
        started = _starts(stack)
        wire.openai.delay = FOLLOWERS_SECONDS
        _, job = await _accepted(client, path)
        seen = await asyncio.gather(*(_follow(stack, job) for _ in range(followers)))
        together = [delay for one in seen for delay in await _delays(stack, one)]
        taken_over = [await _taken_over(stack, client, path, wire) for _ in range(min(effort.rounds, 3))]
    return [
        Figure("a POST of a job through the gateway", [median(accepted)], "ms", 15),
        Figure("from its acceptance to its start", [median(started)], "ms", 10),
        Figure("an event, from the log to its client through the gateway", [median(alone)], "ms", 15),
        Figure(f"the same with {followers} clients of one job, p99", [quantiles(together, n=100)[98]], "ms", 300),
        Figure("a job whose worker is killed, until it runs elsewhere", taken_over, "s", 12),
    ]


async def _accepted(client: httpx.AsyncClient, path: str) -> tuple[float, str]:
    """Send a job; return the seconds until it was accepted, and its path."""
    began = perf_counter()
    accepted = await client.post(path, json=BODY, headers=ASYNC)
    seconds = perf_counter() - began
    assert accepted.status_code == HTTPStatus.ACCEPTED, accepted.text
    return seconds, accepted.headers["Location"]


async def _follow(stack: RunningStack, job: str) -> dict[int, float]:
    """Read the events of a job to its end; return when each came, by its id.

    Over a bare connection: 300 clients of a real library take longer than what they measure.
    """
    seen: dict[int, float] = {}
    reader, writer = await asyncio.open_connection("127.0.0.1", stack.web)
    writer.write(request("GET", f"{job}/events"))
    name, rest = b"", b""
    while name not in ENDS:
        text = await reader.read(CHUNK)
        assert text, name
        now, lines = time(), (rest + text).split(b"\n")
        rest = lines.pop()
        for line in lines:
            if line.startswith(b"id: "):
                seen[int(line[4:])] = now
            elif line.startswith(b"event: "):
                name = line[7:].strip()
    writer.close()
    assert name == b"completed", name
    return seen


async def _delays(stack: RunningStack, seen: Mapping[int, float]) -> list[float]:
    """Milliseconds between the storing of events and their arrival."""
    assert stack.nats is not None
    connection = Client()
    await connection.connect(stack.nats.url)
    try:
        log = JetStreamContext(connection)
        stored = {number: (await log.get_msg(EVENTS, number)).time for number in seen}
    finally:
        await connection.close()
    return [(seen[number] - at.timestamp()) * MILLISECONDS for number, at in stored.items() if at is not None]


def _starts(stack: RunningStack) -> list[float]:
    """Milliseconds between acceptance and start of all jobs so far."""
    return [
        (job["started_at"] - job["created_at"]).total_seconds() * MILLISECONDS for job in _stored(stack, "succeeded")
    ]


def _stored(stack: RunningStack, state: str) -> list[dict[str, Any]]:
    with MongoClient[dict[str, Any]](stack.mongod.url, tz_aware=True, tzinfo=UTC) as mongo:
        fields = {"created_at": 1, "started_at": 1, "finished_at": 1}
        return list(mongo["interview_service"]["jobs"].find({"state": state}, fields))


async def _taken_over(stack: RunningStack, client: httpx.AsyncClient, path: str, wire: WireServer) -> float:
    """Seconds from the SIGKILL of a worker to the second call of the provider, by another worker."""
    wire.openai.delay = FOLLOWERS_SECONDS * 3
    await asyncio.to_thread(stack.end, "interview-worker-2")
    asked = wire.openai.asked_times
    _, job = await _accepted(client, path)
    await wire.openai.asked(asked + 1)
    stack.again("interview-worker-2")
    # It is up when it takes a job of its own.
    _, other = await _accepted(client, path)
    await wire.openai.asked(asked + 2)
    await asyncio.to_thread(stack.end, "interview-worker-1", signal.SIGKILL)
    began = perf_counter()
    await wire.openai.asked(asked + 3)
    seconds = perf_counter() - began
    stack.again("interview-worker-1")
    wire.openai.delay = 0.0
    for one in (job, other):
        await client.delete(one)
    return seconds


def _throughput(effort: Effort) -> list[Figure]:
    rates = {workers: [_rate(effort.of(MANY), workers) for _ in range(min(effort.rounds, 3))] for workers in (1, 2)}
    ratio = [two / one for one, two in zip(rates[1], rates[2], strict=True)]
    return [
        Figure("jobs a second with one worker, provider at 0 ms", rates[1], "/s", 150, at_least=True),
        Figure("the same with two workers, as a multiple", ratio, "x", 1.6, at_least=True),
    ]


def _rate(count: int, workers: int) -> float:
    """Jobs a second, from the first acceptance to the last end."""
    with _fake() as base_url, _running(base_url, workers) as (stack, path):
        raw = request("POST", path, json.dumps(BODY).encode(), ASYNC)
        load(stack.web, [raw] * CONNECTIONS, CONNECTIONS)
        _wait_for(stack, CONNECTIONS)
        left = count
        while left:
            # A caller may have so many jobs that wait or run.
            room = OPEN - len(_stored(stack, "queued")) - len(_stored(stack, "running"))
            if (now := min(room, left)) > 0:
                result = load(stack.web, [raw] * now, CONNECTIONS)
                assert not result.errors, result.errors[:3]
                left -= now
        done = sorted(_wait_for(stack, count + CONNECTIONS), key=lambda job: job["created_at"])[CONNECTIONS:]
    first: datetime = min(job["created_at"] for job in done)
    last: datetime = max(job["finished_at"] for job in done)
    return count / (last - first).total_seconds()


def _wait_for(stack: RunningStack, count: int) -> list[dict[str, Any]]:
    while len(done := _stored(stack, "succeeded")) < count:
        assert not _stored(stack, "failed")
    return done


@contextmanager
def _fake() -> Generator[str]:
    """The provider as a process of its own; yields its base URL."""
    port = free_port()
    with TemporaryDirectory() as folder:
        said = Path(folder) / "answer.json"
        said.write_text(TEXT, encoding="utf-8")
        arguments = [sys.executable, "-m", "shared.testing.wire", "--port", str(port), "--answer", str(said)]
        with running(Command("wire", arguments, service("interview", port, "").environment)):
            yield f"http://127.0.0.1:{port}/openai/v1"


@contextmanager
def _running(base_url: str, workers: int) -> Generator[tuple[RunningStack, str]]:
    """The product with that many workers; yields it and the path at which questions are made."""
    replicas = {"interview-worker": workers}
    with (
        TemporaryDirectory() as logs,
        running_stack(Path(logs), replicas=replicas, environment=environment_for(base_url), jobs=True) as stack,
        httpx.Client(base_url=f"http://127.0.0.1:{stack.web}", headers=HOST, trust_env=False) as client,
    ):
        stored = client.post("/api/v1/resumes", json=example_resume()).json()
        yield stack, f"/api/v1/interview/{stored['id']}/questions"


@asynccontextmanager
async def _product(wire: WireServer) -> AsyncGenerator[tuple[RunningStack, httpx.AsyncClient, str]]:
    product = _running(wire.openai.base_url, 2)
    stack, path = await asyncio.to_thread(product.__enter__)
    try:
        limits = httpx.Limits(max_connections=2 * FOLLOWERS)
        base = f"http://127.0.0.1:{stack.web}"
        async with httpx.AsyncClient(base_url=base, headers=HOST, timeout=60, limits=limits, trust_env=False) as client:
            yield stack, client, path
    finally:
        await asyncio.to_thread(product.__exit__, None, None, None)
