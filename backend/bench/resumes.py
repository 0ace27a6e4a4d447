"""résumés: CPU of the service a request beside the floor, then the same with 100,000 résumés in the collection."""

import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import UUID

from pymongo import MongoClient

from bench.load import load, request
from bench.processes import Measured, call, running, wait_for
from bench.report import Figure
from shared.testing.mongod import free_port, running_mongod
from shared.testing.services import example_resume
from shared.utils.clock import utc_now
from shared.utils.ids import new_id
from stack.commands import Command, service

PATH = "/api/v1/resumes"
SIZE = 6_000
CLIENTS = 8
MANY_CLIENTS = 32
FEW, MANY = 1_000, 100_000
BATCH = 2_000
REQUESTS = {"GET": 2_000, "POST": 1_000, "list of 20": 400, "floor": 2_000}

T = TypeVar("T")
Kinds = Mapping[str, Callable[[], list[bytes]]]


def resume_of_size() -> dict[str, Any]:
    """The example with further jobs, until it is a résumé of 6 KB."""
    resume = example_resume()
    jobs = resume["work_experiences"]
    while len(json.dumps(resume, ensure_ascii=False).encode()) < SIZE:
        jobs.append(dict(jobs[len(jobs) % 2]))
    return resume


@dataclass(frozen=True)
class Bench:
    """resume-service and the floor, over one mongod."""

    service: Measured
    floor: Measured
    service_port: int
    floor_port: int
    kinds: Kinds

    def cpu(self, kind: str) -> float:
        """Milliseconds of CPU a request of this kind."""
        process, port = (self.floor, self.floor_port) if kind == "floor" else (self.service, self.service_port)
        requests = self.kinds[kind]()
        before = process.cpu_seconds
        result = load(port, requests, CLIENTS)
        assert not result.errors, result.errors[:5]
        return (process.cpu_seconds - before) * 1000 / len(requests)


def cpu(rounds: int) -> list[Figure]:
    """CPU a request against the floor."""
    with running_mongod() as mongod:
        figures = _with_bench(mongod.url, FEW, lambda bench: _rounds(bench, rounds))
    ratio = [get / floor for get, floor in zip(figures["GET"], figures["floor"], strict=True)]
    return [
        Figure("floor: GET of the stored bytes, CPU", figures["floor"], "ms"),
        Figure("GET of a 6 KB résumé, CPU", figures["GET"], "ms", 0.8),
        Figure("GET of a 6 KB résumé, CPU against the floor", ratio, "x", 2.0),
        Figure("POST of a 6 KB résumé, CPU", figures["POST"], "ms", 1.5),
        Figure("list of 20 résumés of 6 KB, CPU", figures["list of 20"], "ms", 2.5),
    ]


def growth(rounds: int) -> list[Figure]:
    """The same with 1,000 and with 100,000 résumés, in turn, and 32 clients at the larger."""
    with running_mongod() as small, running_mongod() as large:
        _fill(small.url, FEW)
        _fill(large.url, MANY)
        few: dict[str, list[float]] = {}
        many: dict[str, list[float]] = {}
        slowest: list[float] = []

        def both(one: Bench, other: Bench) -> None:
            for _ in range(rounds):
                for kind in ("GET", "POST", "list of 20"):
                    few.setdefault(kind, []).append(one.cpu(kind))
                    many.setdefault(kind, []).append(other.cpu(kind))
                slowest.append(_mixed(other))

        _with_bench(small.url, 0, lambda one: _with_bench(large.url, 0, lambda other: both(one, other)))
    figures = [
        Figure(
            f"{kind}: CPU at {MANY:,} résumés against {FEW:,}",
            [m / f for m, f in zip(many[kind], few[kind], strict=True)],
            "x",
            1.1,
        )
        for kind in few
    ]
    return [*figures, Figure(f"{MANY_CLIENTS} clients, GET, list and POST, at {MANY:,}: p99", slowest, "ms", 150)]


def _mixed(bench: Bench) -> float:
    requests = [
        one
        for three in zip(*(bench.kinds[kind]()[:400] for kind in bench.kinds if kind != "floor"), strict=True)
        for one in three
    ]
    result = load(bench.service_port, requests, MANY_CLIENTS)
    assert not result.errors, result.errors[:5]
    return result.quantile(0.99) * 1000


def _rounds(bench: Bench, rounds: int) -> dict[str, list[float]]:
    for kind in bench.kinds:
        bench.cpu(kind)  # to warm up
    found: dict[str, list[float]] = {kind: [] for kind in bench.kinds}
    for _ in range(rounds):
        for kind in bench.kinds:
            found[kind].append(bench.cpu(kind))
    return found


def _with_bench(url: str, fill: int, use: Callable[[Bench], T]) -> T:
    service_port, floor_port = free_port(), free_port()
    floor = Command(
        "floor", [sys.executable, "-m", "bench.floor", str(floor_port)], {**_environment(), "MONGODB_URL": url}
    )
    with running(service("resume", service_port, url, "")) as measured, running(floor) as beside:
        wait_for(service_port, f"{PATH}/ready")
        if fill:
            _fill(url, fill)
        body = resume_of_size()
        _, stored = call(service_port, "POST", PATH, body)
        with MongoClient[dict[str, Any]](url, uuidRepresentation="standard") as client:
            document = {
                "_id": UUID(stored["id"]),
                "owner_id": "local",
                "json": json.dumps(stored, ensure_ascii=False).encode(),
            }
            client["floor"]["documents"].insert_one(document)
        raw = json.dumps(body, ensure_ascii=False).encode()
        wait_for(floor_port, f"/{stored['id']}")
        kinds: Kinds = {
            "floor": lambda: [request("GET", f"/{stored['id']}")] * REQUESTS["floor"],
            "GET": lambda: [request("GET", f"{PATH}/{stored['id']}")] * REQUESTS["GET"],
            "POST": lambda: [request("POST", PATH, raw)] * REQUESTS["POST"],
            "list of 20": lambda: [request("GET", f"{PATH}?limit=20")] * REQUESTS["list of 20"],
        }
        return use(Bench(measured, beside, service_port, floor_port, kinds))


def _environment() -> Mapping[str, str]:
    return service("resume", 0, "", "").environment


def _fill(url: str, count: int) -> None:
    """Insert so many résumés of the local owner, as resume-service stores them."""
    content = resume_of_size()
    with MongoClient[dict[str, Any]](url, uuidRepresentation="standard") as client:
        resumes = client["resume_service"]["resumes"]
        resumes.create_index([("owner_id", 1), ("_id", -1)], name="owner_newest_first")
        for start in range(0, count, BATCH):
            now = utc_now()
            resumes.insert_many(
                {
                    "_id": new_id(),
                    "owner_id": "local",
                    "version": 1,
                    "created_at": now,
                    "updated_at": now,
                    "total_experience_months": 48,
                    "content": content,
                }
                for _ in range(min(BATCH, count - start))
            )
