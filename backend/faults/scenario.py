"""The scenario: jobs come and are followed, processes die at random, and in the end everything is counted."""

import asyncio
import json
import random
import signal
from collections import Counter
from collections.abc import AsyncGenerator, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from itertools import count as count_from
from pathlib import Path
from time import monotonic

import httpx

from faults.following import ENDS, Client
from shared.testing.jobs.receiver import HOOKS, Receiver, receiving
from shared.testing.models.questions import answer, question
from shared.testing.services import example_resume
from shared.testing.wire import WireServer, environment_for
from stack.running import RunningStack, running_stack

RESUMES, INTERVIEW = "/api/v1/resumes", "/api/v1/interview"
WORKERS, APIS = 2, 2
QUESTIONS = 5
PIECE_SECONDS = 0.01
"""Pause between two pieces of the model's answer, which takes a second or two: long enough to be hit."""

AT_ONCE = 24
PATIENCE_SECONDS = 120.0


@dataclass(slots=True)
class Outcome:
    """What was done, and what did not hold."""

    jobs: int
    kills: Counter[str] = field(default_factory=Counter[str])
    reconnected: int = 0
    attempts: Counter[int] = field(default_factory=Counter[int])
    states: Counter[str] = field(default_factory=Counter[str])
    told: Counter[str] = field(default_factory=Counter[str])
    """How often each end was told, by the id of its webhook."""

    seconds: float = 0.0
    wrong: list[str] = field(default_factory=list[str])


async def survive(logs: Path, *, jobs: int, kills: int, seed: int) -> Outcome:
    """Run `jobs` jobs while `kills` processes are killed, one after another, and return what came of it."""
    chance = random.Random(seed)  # noqa: S311  the sequence is to be repeatable
    outcome = Outcome(jobs)
    started = monotonic()
    async with _product(logs) as (stack, gateway), receiving() as receiver:
        stored = await gateway.post(RESUMES, json=example_resume())
        path = f"{INTERVIEW}/{stored.json()['id']}/questions"
        tick = asyncio.Event()
        clients = [Client(gateway, path, f"job-{seed}-{number}", tick, receiver.url) for number in range(jobs)]
        room = asyncio.Semaphore(AT_ONCE)
        async with asyncio.TaskGroup() as group:
            running = [group.create_task(_run(client, room)) for client in clients]
            killing = group.create_task(_kill(stack, chance, kills, tick, outcome))
            await asyncio.wait(running, timeout=PATIENCE_SECONDS + jobs)
            killing.cancel()
            for task in running:
                task.cancel()
        for client in clients:
            await _check(client, gateway, outcome)
        await _check_told(clients, receiver, outcome)
    outcome.seconds = monotonic() - started
    return outcome


async def _run(client: Client, room: asyncio.Semaphore) -> None:
    async with room:
        await client.run()


async def _kill(stack: RunningStack, chance: random.Random, kills: int, tick: asyncio.Event, outcome: Outcome) -> None:
    """Kill one process after another, each after a few events, and start it again."""
    assert stack.nats is not None
    processes = [f"interview-worker-{number}" for number in range(1, WORKERS + 1)]
    processes += [f"interview-{number}" for number in range(1, APIS + 1)]
    for _ in range(kills):
        for _ in range(chance.randint(1, 6)):
            tick.clear()
            await tick.wait()
        victim = chance.choice([*processes, "nats", "mongodb"])
        outcome.kills[victim.rstrip("-0123456789")] += 1
        if victim == "nats":
            stack.nats.kill()
            await asyncio.to_thread(stack.nats.restart)
        elif victim == "mongodb":
            stack.mongod.kill()
            await asyncio.to_thread(stack.mongod.restart)
        else:
            await asyncio.to_thread(stack.end, victim, signal.SIGKILL)
            stack.again(victim)


async def _check(client: Client, gateway: httpx.AsyncClient, outcome: Outcome) -> None:
    """Compare what a client saw with what is stored."""
    names = [event.name for event in client.events]
    ids = [event.id for event in client.events]
    if not names or names[-1] not in ENDS:
        outcome.wrong.append(f"{client.key}: no end, {names}")
        return
    outcome.reconnected += client.connections - 1
    job = await client.job()
    outcome.attempts[job["attempts"]] += 1
    outcome.states[job["state"]] += 1
    if sorted(set(ids)) != ids:
        outcome.wrong.append(f"{client.key}: events repeated or out of order: {ids}")
    if job["state"] != "succeeded":
        outcome.wrong.append(f"{client.key}: {job['state']} after {job['attempts']} attempts: {job['error']}")
        return
    result = await gateway.get(job["result_url"])
    if result.status_code != HTTPStatus.OK:
        outcome.wrong.append(f"{client.key}: its result is {result.status_code}")
        return
    seen = [event.data["id"] for event in client.events if event.name == "question"]
    if seen != [question["id"] for question in result.json()["questions"]]:
        outcome.wrong.append(f"{client.key}: saw {len(seen)} questions, not those of the result")
    if client.events[-1].data["id"] != job["result_id"]:
        outcome.wrong.append(f"{client.key}: another result than the job's")


async def _check_told(clients: Sequence[Client], receiver: Receiver, outcome: Outcome) -> None:
    """Compare the webhooks with the jobs: each end is told, under one id."""
    ends = {client.location.rpartition("/")[2] for client in clients if client.location}
    ids: dict[str, set[str]] = {}
    with suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_SECONDS):
            for count in count_from(1):
                one = (await receiver.got(count))[count - 1]
                message, webhook = json.loads(one.body), one.headers["webhook-id"]
                outcome.told[webhook] += 1
                ids.setdefault(message["data"]["id"], set()).add(webhook)
                if message["type"] != "job.succeeded":
                    outcome.wrong.append(f"{webhook}: told {message['type']}")
                if ids.keys() >= ends:
                    break
    outcome.wrong += [f"{job}: its end was not told" for job in sorted(ends - ids.keys())]
    outcome.wrong += [f"{job}: told under {len(known)} ids" for job, known in ids.items() if len(known) > 1]


@asynccontextmanager
async def _product(logs: Path) -> AsyncGenerator[tuple[RunningStack, httpx.AsyncClient]]:
    async with WireServer() as wire:
        wire.openai.answers(answer([question(number) for number in range(QUESTIONS)]))
        wire.openai.pace = PIECE_SECONDS
        environment = {**environment_for(wire.openai.base_url), **HOOKS}
        replicas = {"interview": APIS, "interview-worker": WORKERS}
        started = running_stack(logs, replicas=replicas, environment=environment, jobs=True)
        stack = await asyncio.to_thread(started.__enter__)
        try:
            async with stack.client() as gateway:
                yield stack, gateway
        finally:
            await asyncio.to_thread(started.__exit__, None, None, None)
