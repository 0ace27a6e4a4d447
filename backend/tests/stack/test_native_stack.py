"""`python -m stack`, as `make run` starts it: what it says, how it stops, what it leaves."""

import os
import pty
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic
from typing import IO

import httpx
import pytest

from shared.testing.mongod import Mongod, free_port
from stack.ports import check_free
from stack.settings import REPOSITORY

PORTS = (
    *("GATEWAY_PORT", "DASHBOARD_PORT", "MONGODB_PORT"),
    *("RESUME_SERVICE_PORT", "INTERVIEW_SERVICE_PORT", "LEARNING_SERVICE_PORT"),
)
KEYS = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY")
STARTED = re.compile(r"(?P<name>\S+) started \(pid=(?P<pid>\d+)\)")
READY = "Ctrl-C stops everything"
STOP_SECONDS = 5
RESUME = {"name": "김민수", "summary": "커머스 백엔드 엔지니어"}


@dataclass
class Native:
    """A stack of the test's own."""

    environment: dict[str, str]
    process: subprocess.Popen[bytes]
    terminal: IO[str]
    lines: list[str] = field(default_factory=list[str])

    @property
    def output(self) -> str:
        return "".join(self.lines)

    @property
    def children(self) -> dict[str, int]:
        return {found["name"]: int(found["pid"]) for found in STARTED.finditer(self.output)}

    def until_ready(self) -> "Native":
        for line in self.terminal:
            self.lines.append(line)
            if READY in line:
                return self
        raise AssertionError(self.output)

    def to_end(self) -> int:
        """Read what is still printed; return the exit code."""
        self.lines.extend(self.terminal)
        return self.process.wait()

    def resumes(self, posting: dict[str, str] | None = None) -> httpx.Response:
        url = f"http://127.0.0.1:{self.environment['GATEWAY_PORT']}/api/v1/resumes"
        with httpx.Client(headers={"Host": "api.localhost"}, trust_env=False) as client:
            return client.get(url) if posting is None else client.post(url, json=posting)

    def assert_nothing_is_left(self) -> None:
        assert self.children
        for pid in self.children.values():
            with pytest.raises(ProcessLookupError):
                os.kill(pid, 0)
        check_free({name: (int(self.environment[name]), name) for name in PORTS})


Start = Callable[..., Native]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start a stack with further environment; two of one test share their ports and their data."""
    ports = {name: str(free_port()) for name in PORTS}
    started: list[Native] = []

    def start(*, on_a_terminal: bool = False, **environment: str) -> Native:
        own = {**dict.fromkeys(KEYS, ""), "MONGODB_URL": "", "DATA_DIR": str(tmp_path / "data"), **ports, **environment}
        reading, writing = pty.openpty() if on_a_terminal else os.pipe()
        process = subprocess.Popen(
            [sys.executable, "-m", "stack"],
            cwd=REPOSITORY / "backend",
            env={**os.environ, **own},
            stdout=writing,
            stderr=writing,
            start_new_session=True,
        )
        os.close(writing)
        started.append(Native(own, process, os.fdopen(reading, encoding="utf-8")))
        return started[-1]

    yield start
    for native in started:
        for pid in (*native.children.values(), native.process.pid):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        native.process.wait()
        native.terminal.close()


def test_data_survive_a_stop_and_a_stop_leaves_nothing(start: Start) -> None:
    first = start().until_ready()
    stored = first.resumes(RESUME).json()
    first.process.send_signal(signal.SIGINT)
    assert first.to_end() == 0
    first.assert_nothing_is_left()

    second = start().until_ready()
    assert [resume["id"] for resume in second.resumes().json()["items"]] == [stored["id"]]
    stopping = monotonic()
    second.process.send_signal(signal.SIGTERM)
    assert second.to_end() == 0
    assert monotonic() - stopping < STOP_SECONDS
    second.assert_nothing_is_left()


def test_it_says_where_everything_is_and_never_a_key(start: Start, mongod: Mongod) -> None:
    native = start(MONGODB_URL=mongod.url, OPENAI_API_KEY="sk-known-secret").until_ready()

    gateway, dashboard = native.environment["GATEWAY_PORT"], native.environment["DASHBOARD_PORT"]
    for page in ("resumes/docs", "interview/docs", "learning/docs"):
        assert f"http://api.localhost:{gateway}/api/v1/{page}" in native.output
    assert f"http://127.0.0.1:{dashboard}/dashboard/" in native.output
    assert "in your own MongoDB" in native.output
    assert "by openai" in native.output
    assert "sk-known-secret" not in native.output
    assert "mongodb" not in native.children


def test_a_terminal_that_closes_stops_it(start: Start, mongod: Mongod) -> None:
    native = start(on_a_terminal=True, MONGODB_URL=mongod.url).until_ready()

    native.terminal.close()
    native.process.send_signal(signal.SIGHUP)
    native.process.wait(STOP_SECONDS)

    native.assert_nothing_is_left()


def test_a_process_that_dies_stops_the_others_and_is_named(start: Start, mongod: Mongod) -> None:
    native = start(MONGODB_URL=mongod.url).until_ready()

    os.kill(native.children["interview"], signal.SIGKILL)

    assert native.to_end() not in (0, None)
    assert "interview ended by itself (killed by SIGKILL)" in native.output
    native.assert_nothing_is_left()


def test_a_mongod_that_cannot_start_says_why_and_where_its_log_is(start: Start, tmp_path: Path) -> None:
    data = tmp_path / "data" / "mongodb"
    data.mkdir(parents=True)
    (data / "storage.bson").write_text("not what mongod expects", encoding="utf-8")

    native = start()

    assert native.to_end() != 0
    assert "mongodb ended by itself" in native.output
    assert "Unable to read the storage engine metadata file" in native.output
    assert str(tmp_path / "data" / "logs" / "mongodb.log") in native.output
    native.assert_nothing_is_left()


@pytest.mark.parametrize(("name", "value"), [("GATEWAY_PORT", "eighty"), ("MONGODB_PORT", "70000")])
def test_a_wrong_setting_is_named_without_its_value(start: Start, name: str, value: str) -> None:
    native = start(**{name: value})

    assert native.to_end() == 1
    assert f"Cannot start: {name}: " in native.output
    assert value not in native.output
    assert not native.children


def test_a_taken_port_is_said_before_anything_starts(start: Start, mongod: Mongod) -> None:
    native = start(MONGODB_PORT=str(mongod.port))

    assert native.to_end() == 1
    assert f"port {mongod.port} for MongoDB is held by process {mongod.process.pid} " in native.output
    assert "MONGODB_URL" in native.output
    assert not native.children
