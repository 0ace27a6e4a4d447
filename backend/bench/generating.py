"""Generation with a key: the real SDK against a wire fake of OpenAI, in a process of its own."""

import json
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from bench.load import load, request
from bench.processes import Measured, call, running, wait_for
from bench.report import Figure
from shared.testing.mongod import free_port, running_mongod
from shared.testing.questions import answer, question
from shared.testing.services import example_resume
from stack.commands import Command, service

BODY = json.dumps({"count": 5, "avoid_previous": False}).encode()
WARM_UP, REQUESTS, CLIENTS = 50, 300, 4
SLOW_MS, SLOW_CLIENTS, SLOW_REQUESTS = 500, 200, 2_000
IN_FLIGHT = 500


@contextmanager
def product(delay_ms: int) -> Generator[tuple[int, bytes, list[Measured]]]:
    """interview-service with a key, resume-service and the fake; yields port, request and our processes."""
    wire_port, resume_port, interview_port = free_port(), free_port(), free_port()
    base = service("interview", interview_port, "", "").environment
    with tempfile.TemporaryDirectory() as directory, running_mongod() as mongod:
        said = Path(directory) / "answer.json"
        said.write_text(answer([question(number) for number in range(5)]), encoding="utf-8")
        options = ["--port", str(wire_port), "--delay-ms", str(delay_ms), "--answer", str(said)]
        fake = Command("wire", [sys.executable, "-m", "shared.testing.wire", *options], base)
        resume_url = f"http://127.0.0.1:{resume_port}"
        key = {"OPENAI_API_KEY": "bench", "OPENAI_BASE_URL": f"http://127.0.0.1:{wire_port}/openai/v1"}
        with (
            running(fake),
            running(service("resume", resume_port, mongod.url, "")) as resume,
            running(service("interview", interview_port, mongod.url, resume_url), key) as interview,
        ):
            wait_for(interview_port, "/api/v1/interview/ready")
            _, stored = call(resume_port, "POST", "/api/v1/resumes", example_resume())
            path = f"/api/v1/interview/{stored['id']}/questions"
            status, made = call(interview_port, "POST", path, json.loads(BODY))
            assert status == 201, made
            assert made["generation"]["source"] == "llm", made["generation"]
            yield interview_port, request("POST", path, BODY), [resume, interview]


def generation(rounds: int) -> list[Figure]:
    """CPU with a provider at 0 ms; throughput and latency with one at 500 ms."""
    cpu: list[float] = []
    with product(0) as (port, raw, processes):
        load(port, [raw] * WARM_UP, CLIENTS)
        for _ in range(rounds):
            before = sum(process.cpu_seconds for process in processes)
            result = load(port, [raw] * REQUESTS, CLIENTS)
            assert not result.errors, result.errors[:5]
            cpu.append((sum(process.cpu_seconds for process in processes) - before) * 1000 / REQUESTS)
    rates: list[float] = []
    slowest: list[float] = []
    errors: list[float] = []
    with product(SLOW_MS) as (port, raw, _):
        load(port, [raw] * SLOW_CLIENTS, SLOW_CLIENTS)
        for _ in range(rounds):
            result = load(port, [raw] * SLOW_REQUESTS, SLOW_CLIENTS)
            assert not result.errors, result.errors[:5]
            rates.append(SLOW_REQUESTS / result.seconds)
            slowest.append(result.quantile(0.99))
        errors.append(len(load(port, [raw] * (2 * IN_FLIGHT), IN_FLIGHT).errors))
    return [
        Figure("questions, provider at 0 ms, CPU of all our processes", cpu, "ms", 7),
        Figure(f"questions, provider at {SLOW_MS} ms, {SLOW_CLIENTS} clients", rates, "/s", 180, at_least=True),
        Figure(f"questions, provider at {SLOW_MS} ms, {SLOW_CLIENTS} clients: p99", slowest, "s", 1.2),
        Figure(f"errors with {IN_FLIGHT} in flight", errors, "", 0),
    ]
