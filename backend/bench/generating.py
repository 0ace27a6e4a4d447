"""Generation without a key behind the gateway, and with one: the real SDK against a wire fake in its own process."""

import json
import sys
import tempfile
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from pathlib import Path

from bench.effort import Effort
from bench.load import load, request
from bench.processes import Measured, call, running, wait_for
from bench.report import Figure
from bench.storing import sent
from shared.testing.breaking import free_port
from shared.testing.models.paths import path_answer
from shared.testing.models.questions import answer, question
from shared.testing.mongod import running_mongod
from shared.testing.services import example_resume
from stack.commands import Command, service, traefik

QUESTIONS = ITEMS = 5
BODY = json.dumps({"count": QUESTIONS, "avoid_previous": False}).encode()
WARM_UP, REQUESTS, CLIENTS = 50, 2_000, 8
RULES_REQUESTS, RULES_CLIENTS = 500, (1, 32)
READS = 2_000
SLOW_MS, SLOW_CLIENTS, SLOW_REQUESTS = 500, 200, 2_000
IN_FLIGHT = 500


@dataclass(frozen=True, slots=True)
class Made:
    """What is made: by which service, at which path, of which answer of the model, and where its parts are."""

    service: str
    noun: str
    body: bytes
    answer: str
    parts: str


SET = Made("interview", "questions", BODY, answer([question(number) for number in range(QUESTIONS)]), "questions")
PATH = Made("learning", "learning-path", json.dumps({"count": ITEMS}).encode(), path_answer(ITEMS), "items")


@contextmanager
def product(delay_ms: int, what: Made = SET) -> Generator[tuple[int, bytes, list[Measured]]]:
    """A service with a key, resume-service and the fake; yields port, request and our processes."""
    wire_port, resume_port, port = free_port(), free_port(), free_port()
    base = service(what.service, port, "").environment
    with tempfile.TemporaryDirectory() as directory, running_mongod() as mongod:
        said = Path(directory) / "answer.json"
        said.write_text(what.answer, encoding="utf-8")
        options = ["--port", str(wire_port), "--delay-ms", str(delay_ms), "--answer", str(said)]
        fake = Command("wire", [sys.executable, "-m", "shared.testing.wire", *options], base)
        resume_url = f"http://127.0.0.1:{resume_port}"
        key = {
            "OPENAI_API_KEY": "bench",
            "OPENAI_BASE_URL": f"http://127.0.0.1:{wire_port}/openai/v1",
            "QUOTA_GENERATIONS_PER_DAY": "0",
        }
        with (
            running(fake),
            running(service("resume", resume_port, mongod.url)) as resume,
            running(service(what.service, port, mongod.url, {"resume": resume_url}), key) as maker,
        ):
            wait_for(port, f"/api/v1/{what.service}/ready")
            _, stored = call(resume_port, "POST", "/api/v1/resumes", example_resume())
            path = f"/api/v1/{what.service}/{stored['id']}/{what.noun}"
            status, made = call(port, "POST", path, json.loads(what.body))
            assert status == HTTPStatus.CREATED, made
            # Other attempts, parts left out or by the rules would make another benchmark of this.
            generation = made["generation"]
            assert [one["provider"] for one in generation["contributors"]] == ["openai"], generation
            assert not generation["rejected"], generation
            assert {one["outcome"] for one in generation["attempts"]} == {"ok"}, generation
            assert len(made[what.parts]) in (QUESTIONS, ITEMS), made[what.parts]
            yield port, request("POST", path, what.body), [resume, maker]


@contextmanager
def gateway() -> Generator[tuple[int, bytes, list[Measured]]]:
    """The services without a key behind Traefik; yields its port, request and all processes."""
    web, resume_port, interview_port = free_port(), free_port(), free_port()
    resume_url, interview_url = f"http://127.0.0.1:{resume_port}", f"http://127.0.0.1:{interview_port}"
    unlimited = {"QUOTA_GENERATIONS_PER_DAY": "0", "GATEWAY_RATE_AVERAGE": "0"}
    urls = {"resume": [resume_url], "interview": [interview_url], "learning": [interview_url]}
    with (
        running_mongod() as mongod,
        running(service("resume", resume_port, mongod.url)) as resume,
        running(service("interview", interview_port, mongod.url, {"resume": resume_url}), unlimited) as interview,
        ExitStack() as stack,
    ):
        wait_for(resume_port, "/api/v1/resumes/ready")
        wait_for(interview_port, "/api/v1/interview/ready")
        # Later than the services: what it finds down at its first look is down until its next.
        proxy = stack.enter_context(running(traefik(web, free_port(), urls), unlimited))
        wait_for(web, "/api/v1/interview/ready")
        _, stored = call(resume_port, "POST", "/api/v1/resumes", example_resume())
        path = f"/api/v1/interview/{stored['id']}/questions"
        status, made = call(web, "POST", path, json.loads(BODY))
        assert status == HTTPStatus.CREATED, made
        assert made["generation"]["source"] == "rule_based", made["generation"]
        yield web, request("POST", path, BODY), [proxy, resume, interview]


def generation(effort: Effort) -> list[Figure]:
    """CPU without a key, and with a provider at 0 ms; throughput and latency with one at 500 ms."""
    return [*_rules(effort), *_cpu(effort), *_throughput(effort)]


def _rules(effort: Effort) -> list[Figure]:
    found: dict[int, list[float]] = {clients: [] for clients in RULES_CLIENTS}
    reads: list[float] = []
    with gateway() as (port, raw, processes):
        read = request("GET", f"/api/v1/resumes/{raw.split(b'/')[4].decode()}")
        sent(port, [raw] * WARM_UP, CLIENTS)
        for _ in range(effort.rounds):
            for clients, spent in found.items():
                spent.append(_cpu_of(processes, port, [raw] * effort.of(RULES_REQUESTS), clients))
            reads.append(_cpu_of(processes[:1], port, [read] * effort.of(READS), 1))
    return [
        Figure("a GET of a résumé, one at a time, CPU of the gateway", reads, "ms", 0.5),
        *(
            Figure(f"questions without a key, {clients} at once, CPU with the gateway", spent, "ms", 10)
            for clients, spent in found.items()
        ),
    ]


def _cpu_of(processes: list[Measured], port: int, requests: list[bytes], clients: int) -> float:
    """Milliseconds of CPU that each of the requests costs all processes together."""
    before = sum(process.cpu_seconds for process in processes)
    sent(port, requests, clients)
    return (sum(process.cpu_seconds for process in processes) - before) * 1000 / len(requests)


def _cpu(effort: Effort) -> list[Figure]:
    count = effort.of(REQUESTS)
    figures: list[Figure] = []
    for what, limit in ((SET, 7), (PATH, 12)):
        with product(0, what) as (port, raw, processes):
            sent(port, [raw] * WARM_UP, CLIENTS)
            found = [_cpu_of(processes, port, [raw] * count, CLIENTS) for _ in range(effort.rounds)]
        name = what.noun.replace("-", " ")
        figures.append(Figure(f"{name}, provider at 0 ms, CPU of all our processes", found, "ms", limit))
    return figures


def _throughput(effort: Effort) -> list[Figure]:
    count = max(effort.of(SLOW_REQUESTS), SLOW_CLIENTS)
    rates: list[float] = []
    slowest: list[float] = []
    errors: dict[int, list[float]] = {SLOW_CLIENTS: [], IN_FLIGHT: []}
    with product(SLOW_MS) as (port, raw, _):
        load(port, [raw] * SLOW_CLIENTS, SLOW_CLIENTS)
        for _ in range(effort.rounds):
            result = load(port, [raw] * count, SLOW_CLIENTS)
            rates.append((count - len(result.errors)) / result.seconds)
            slowest.append(result.quantile(0.99))
            errors[SLOW_CLIENTS].append(len(result.errors))
            errors[IN_FLIGHT].append(len(load(port, [raw] * (2 * IN_FLIGHT), IN_FLIGHT).errors))
    what = f"questions, provider at {SLOW_MS} ms"
    return [
        Figure(f"{what}, {SLOW_CLIENTS} clients: sets made", rates, "/s", 180, at_least=True),
        Figure(f"{what}, {SLOW_CLIENTS} clients: p99", slowest, "s", 1.2),
        *(
            Figure(f"{what}, {clients} in flight: most errors in a round", [max(counts)], "", 0)
            for clients, counts in errors.items()
        ),
    ]
