"""resume-service over a mongod, filled with résumés of 6 KB, and the requests that are sent to it."""

import json
import random
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from pymongo import MongoClient

from bench.load import Result, load, request
from bench.processes import Measured, call, running, wait_for
from shared.core.ids import new_id
from shared.testing.breaking import free_port
from shared.testing.services import example_resume
from stack.commands import service

PATH = "/api/v1/resumes"
SIZE = 6_000
BATCH = 2_000
SEED = 20_26


def resume_of_size() -> dict[str, Any]:
    """The example with further jobs, each with a name of its own, until it is a résumé of 6 KB."""
    resume = example_resume()
    jobs = resume["work_experiences"]
    first = tuple(jobs)
    while len(compact(resume)) < SIZE:
        number = len(jobs)
        job = first[number % len(first)]
        jobs.append({**job, "company": f"{job['company']} {number}", "project_name": f"{job['project_name']} {number}"})
    return resume


def compact(value: object) -> bytes:
    """JSON as a client sends it and as the services answer it: UTF-8, no spaces."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


@dataclass(frozen=True, slots=True)
class Store:
    """A running resume-service; `ids` are those of the résumés that were in it at first."""

    process: Measured
    port: int
    mongodb_url: str
    ids: list[UUID]

    def requests(self, kind: str, count: int) -> list[bytes]:
        """Requests of a kind: `GET`, `POST`, `list of 20`."""
        if kind == "POST":
            return [request("POST", PATH, compact(resume_of_size()))] * count
        if kind == "list of 20":
            return [request("GET", f"{PATH}?limit=20")] * count
        return self.reads(PATH, count)

    def reads(self, path: str, count: int) -> list[bytes]:
        """GETs below `path`, spread over all ids."""
        chosen = random.Random(SEED).choices(self.ids, k=count)  # noqa: S311  the same in each run
        return [request("GET", f"{path}/{identifier}") for identifier in chosen]

    def trim(self) -> None:
        """Remove what POST has added, so that the collection keeps its size."""
        with MongoClient[dict[str, Any]](self.mongodb_url, uuidRepresentation="standard") as client:
            client["resume_service"]["resumes"].delete_many({"_id": {"$gt": self.ids[-1]}})


@contextmanager
def store_of(mongodb_url: str, count: int) -> Generator[Store]:
    """Run resume-service over an empty mongod; when it has made its collection, put `count` résumés in.

    So the indexes are the service's own, and every document is a copy of one that the service wrote.
    """
    port = free_port()
    with running(service("resume", port, mongodb_url)) as process:
        wait_for(port, f"{PATH}/ready")
        _, stored = call(port, "POST", PATH, resume_of_size())
        first = UUID(stored["id"])
        yield Store(process, port, mongodb_url, [first, *_copies(mongodb_url, first, count - 1)])


def sent(port: int, requests: list[bytes], clients: int) -> Result:
    """Send the requests; every one must succeed."""
    result = load(port, requests, clients)
    assert not result.errors, result.errors[:5]
    return result


def _copies(mongodb_url: str, original: UUID, count: int) -> list[UUID]:
    ids: list[UUID] = []
    with MongoClient[dict[str, Any]](mongodb_url, uuidRepresentation="standard") as client:
        resumes = client["resume_service"]["resumes"]
        document = resumes.find_one({"_id": original})
        assert document is not None
        while len(ids) < count:
            batch = [new_id() for _ in range(min(BATCH, count - len(ids)))]
            resumes.insert_many({**document, "_id": identifier} for identifier in batch)
            ids += batch
    return ids
