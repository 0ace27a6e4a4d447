"""Generation with a key: the real SDK against a wire fake of OpenAI, in a process of its own."""

import json
import sys
import tempfile
from collections.abc import Generator
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from pathlib import Path

from bench.effort import Effort
from bench.load import load, request
from bench.processes import Measured, call, running, wait_for
from bench.report import Figure
from bench.storing import sent
from shared.testing.models.questions import answer, question
from shared.testing.mongod import free_port, running_mongod
from shared.testing.services import example_resume
from stack.commands import Command, service, traefik

QUESTIONS = 5
BODY = json.dumps({"count": QUESTIONS, "avoid_previous": False}).encode()
WARM_UP, REQUESTS, CLIENTS = 50, 2_000, 8
RULES_REQUESTS, RULES_CLIENTS = 500, (1, 32)
SLOW_MS, SLOW_CLIENTS, SLOW_REQUESTS = 500, 200, 2_000
IN_FLIGHT = 500


@contextmanager
def product(delay_ms: int) -> Generator[tuple[int, bytes, list[Measured]]]:
    """interview-service with a key, resume-service and the fake; yields port, request and our processes."""
    wire_port, resume_port, interview_port = free_port(), free_port(), free_port()
    base = service("interview", interview_port, "").environment
    with tempfile.TemporaryDirectory() as directory, running_mongod() as mongod:
        said = Path(directory) / "answer.json"
        said.write_text(answer([question(number) for number in range(QUESTIONS)]), encoding="utf-8")
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
            running(service("interview", interview_port, mongod.url, {"resume": resume_url}), key) as interview,
        ):
            wait_for(interview_port, "/api/v1/interview/ready")
            _, stored = call(resume_port, "POST", "/api/v1/resumes", example_resume())
            path = f"/api/v1/interview/{stored['id']}/questions"
            status, made = call(interview_port, "POST", path, json.loads(BODY))
            assert status == HTTPStatus.CREATED, made
            # More than one attempt, or questions left out, would make another benchmark of this.
            assert made["generation"]["source"] == "llm", made["generation"]
            assert len(made["generation"]["attempts"]) == 1, made["generation"]
            assert len(made["questions"]) == QUESTIONS, made["questions"]
            yield interview_port, request("POST", path, BODY), [resume, interview]


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
    with gateway() as (port, raw, processes):
        sent(port, [raw] * WARM_UP, CLIENTS)
        for _ in range(effort.rounds):
            for clients, spent in found.items():
                spent.append(_cpu_of(processes, port, [raw] * effort.of(RULES_REQUESTS), clients))
    return [
        Figure(f"questions without a key, {clients} at once, CPU with the gateway", spent, "ms", 10)
        for clients, spent in found.items()
    ]


def _cpu_of(processes: list[Measured], port: int, requests: list[bytes], clients: int) -> float:
    """Milliseconds of CPU that each of the requests costs all processes together."""
    before = sum(process.cpu_seconds for process in processes)
    sent(port, requests, clients)
    return (sum(process.cpu_seconds for process in processes) - before) * 1000 / len(requests)


def _cpu(effort: Effort) -> list[Figure]:
    count = effort.of(REQUESTS)
    with product(0) as (port, raw, processes):
        sent(port, [raw] * WARM_UP, CLIENTS)
        found = [_cpu_of(processes, port, [raw] * count, CLIENTS) for _ in range(effort.rounds)]
    return [Figure("questions, provider at 0 ms, CPU of all our processes", found, "ms", 7)]


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
