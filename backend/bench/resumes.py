"""CPU of resume-service a request, beside the floor: the same find without anything around it."""

import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import Any

from pymongo import MongoClient

from bench.effort import Effort
from bench.processes import Measured, call, running, wait_for
from bench.report import Figure
from bench.storing import PATH, Store, compact, sent, store_of
from shared.testing.breaking import free_port
from shared.testing.mongod import running_mongod
from stack.commands import Command, service

STORED = 1_000
CLIENTS = 8
WARM_UP = 200
SLICES = 10
REQUESTS = {"floor": 4_000, "GET": 4_000, "POST": 2_000, "list of 20": 2_000}


def resume(effort: Effort) -> list[Figure]:
    """Milliseconds of CPU a request; floor and service take turns within each round."""
    found: dict[str, list[float]] = {kind: [] for kind in REQUESTS}
    with (
        running_mongod() as mongod,
        store_of(mongod.url, STORED) as store,
        _floor(mongod.url, store) as (floor, floor_port),
    ):
        measured = {
            kind: (floor, floor_port, store.reads("", effort.of(count)))
            if kind == "floor"
            else (store.process, store.port, store.requests(kind, effort.of(count)))
            for kind, count in REQUESTS.items()
        }
        for _, port, requests in measured.values():
            sent(port, requests[:WARM_UP], CLIENTS)
        for _ in range(effort.rounds):
            used = dict.fromkeys(measured, 0.0)
            # In slices, turn about: what else the machine does meets all alike.
            for index in range(SLICES):
                for kind, (process, port, requests) in measured.items():
                    before = process.cpu_seconds
                    sent(port, requests[index::SLICES], CLIENTS)
                    used[kind] += process.cpu_seconds - before
            for kind, (_, _, requests) in measured.items():
                found[kind].append(used[kind] * 1000 / len(requests))
    ratio = [get / floor for get, floor in zip(found["GET"], found["floor"], strict=True)]
    return [
        Figure("floor: GET of the stored bytes, CPU", found["floor"], "ms"),
        Figure("GET of a 6 KB résumé, CPU", found["GET"], "ms", 0.8),
        Figure("GET of a 6 KB résumé, CPU against the floor", ratio, "x", 2.0),
        Figure("POST of a 6 KB résumé, CPU", found["POST"], "ms", 1.5),
        Figure("list of 20 résumés of 6 KB, CPU", found["list of 20"], "ms", 2.5),
    ]


@contextmanager
def _floor(mongodb_url: str, store: Store) -> Generator[tuple[Measured, int]]:
    """Run the floor over the same mongod, with the answers of the service as bytes under the same ids."""
    port = free_port()
    _, answer = call(store.port, "GET", f"{PATH}/{store.ids[0]}")
    with MongoClient[dict[str, Any]](mongodb_url, uuidRepresentation="standard") as client:
        client["floor"]["documents"].insert_many(
            {"_id": identifier, "owner_id": "local", "json": compact(answer)} for identifier in store.ids
        )
    environment = {**service("resume", port, mongodb_url).environment}
    with running(Command("floor", [sys.executable, "-m", "bench.floor", str(port)], environment)) as process:
        wait_for(port, f"/{store.ids[0]}")
        yield process, port
