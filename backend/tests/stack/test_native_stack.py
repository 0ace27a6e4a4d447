"""`python -m stack`, as `make run` starts it: what it says, how it stops, what it leaves."""

import os
import pty
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import IO

import httpx
import pytest

from shared.testing.breaking import free_port
from shared.testing.mongod import Mongod
from stack.ports import check_free
from stack.readiness import READY_PATHS
from stack.settings import REPOSITORY

PORTS = (
    *("GATEWAY_PORT", "DASHBOARD_PORT", "MONGODB_PORT", "NATS_PORT"),
    *("RESUME_SERVICE_PORT", "INTERVIEW_SERVICE_PORT", "LEARNING_SERVICE_PORT", "PAGE_PORT"),
)
KEYS = ("OPENAI_API_KEY", "ANTHROPIC_API_KEY", "GEMINI_API_KEY")
STARTED = re.compile(r"^--- started \S+ pid=(?P<pid>\d+)$", re.MULTILINE)
READY_AFTER = re.compile(r"Ready in ([0-9.]+) s")
READY = "Ctrl-C stops everything"
STOP_SECONDS = 5
BACK_SECONDS = 3
POLL_SECONDS = 0.05
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
    def logs(self) -> Path:
        return Path(self.environment["DATA_DIR"]) / "logs"

    @property
    def children(self) -> dict[str, int]:
        """The processes that this stack has started last, as their log files name them."""
        found = {log.stem: STARTED.findall(log.read_text(encoding="utf-8")) for log in self.logs.glob("*.log")}
        return {name: int(pids[-1]) for name, pids in found.items() if pids}

    @property
    def ready_seconds(self) -> float:
        found = READY_AFTER.search(self.output)
        assert found is not None, self.output
        return float(found[1])

    def until_ready(self) -> "Native":
        return self.until(READY)

    def until(self, words: str) -> "Native":
        for line in self.terminal:
            self.lines.append(line)
            if words in line:
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

    def status(self, path: str, port: str = "GATEWAY_PORT") -> int | None:
        """What a GET is answered with; None without an answer."""
        url = f"http://127.0.0.1:{self.environment[port]}{path}"
        try:
            return httpx.get(url, headers={"Host": "api.localhost"}, trust_env=False).status_code
        except httpx.TransportError:
            return None

    def assert_nothing_is_left(self) -> None:
        assert self.children
        for pid in self.children.values():
            with pytest.raises(ProcessLookupError):
                os.kill(pid, 0)
        check_free({name: (int(self.environment[name]), name) for name in PORTS})


Start = Callable[..., Native]
ALIVE = (
    ("resume", "RESUME_SERVICE_PORT", "/api/v1/resumes/health"),
    ("interview", "INTERVIEW_SERVICE_PORT", "/api/v1/interview/health"),
    ("learning", "LEARNING_SERVICE_PORT", "/api/v1/learning/health"),
)


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.fixture
def full_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk without a free block; the test needs the right to mount one."""
    place = tmp_path / "full"
    place.mkdir()
    mount = shutil.which("mount")
    command = [str(mount), "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(place)]
    if mount is None or subprocess.run(command, capture_output=True, check=False).returncode != 0:
        pytest.skip("this user may not mount a small disk; test_diagnosis reads the log of one")
    try:
        with suppress(OSError), (place / "filling").open("wb", buffering=0) as file:
            while True:
                file.write(bytes(4096))
        yield place
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)  # noqa: S607


@contextmanager
def starting(data: Path) -> Generator[Start]:
    """Start a stack with further environment; two of one test share their ports and their data."""
    ports = {name: str(free_port()) for name in PORTS}
    started: list[Native] = []

    def start(*, on_a_terminal: bool = False, **environment: str) -> Native:
        own = {**dict.fromkeys(KEYS, ""), "MONGODB_URL": "", "DATA_DIR": str(data), **ports, **environment}
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

    try:
        yield start
    finally:
        for native in started:
            for pid in (native.process.pid, *native.children.values()):
                with suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            native.process.wait()
            native.terminal.close()


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    with starting(tmp_path / "data") as start:
        yield start


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Native]:
    """A stack of which the tests kill one process after the other."""
    with starting(tmp_path_factory.mktemp("kept")) as start:
        yield start(GATEWAY_RATE_AVERAGE="0").until_ready()


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


@pytest.mark.parametrize("name", ["mongodb", "resume", "interview", "learning", "gateway"])
def test_a_process_that_is_killed_is_back_soon_and_nothing_acknowledged_is_lost(kept: Native, name: str) -> None:
    # A machine that is busy with other tests may take as long as it took for the whole start.
    deadline = max(BACK_SECONDS, kept.ready_seconds)
    killed, pids = kept.children[name], kept.children
    stored = [kept.resumes(RESUME).json()["id"] for _ in range(3)]

    os.kill(killed, signal.SIGKILL)
    dying = monotonic()
    while kept.children[name] == killed or any(kept.status(path) != 200 for path in READY_PATHS):
        assert monotonic() - dying < deadline, kept.logs
        for own, port, path in ALIVE:
            assert own == name or kept.status(path, port) == 200
        with suppress(httpx.TransportError):
            answer = kept.resumes(RESUME)
            stored += [answer.json()["id"]] if answer.status_code == 201 else []
        sleep(POLL_SECONDS)

    assert {kept.status(f"/api/v1/resumes/{resume}") for resume in stored} == {200}
    assert {other: pid for other, pid in kept.children.items() if other != name} == {
        other: pid for other, pid in pids.items() if other != name
    }
    kept.until(f"{name} is back after ")
    assert f"{name} exited unexpectedly (killed by SIGKILL). Restarting " in kept.output


def test_a_process_that_has_children_is_started_again_on_its_port(start: Start, mongod: Mongod) -> None:
    native = start(MONGODB_URL=mongod.url).until_ready()
    url = f"http://127.0.0.1:{native.environment['GATEWAY_PORT']}/api/v1/resumes/import"
    document = (REPOSITORY / "docs" / "examples" / "resume.txt").read_bytes()
    with httpx.Client(headers={"Host": "api.localhost"}, trust_env=False, timeout=30) as client:
        assert client.post(url, content=document, params={"dry_run": "true"}).status_code == 200

    os.kill(native.children["resume"], signal.SIGKILL)

    native.until("resume is back after ")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells a process that its parent has ended")
def test_a_stack_that_is_killed_takes_its_processes_with_it(start: Start) -> None:
    native = start().until_ready()
    stored = native.resumes(RESUME).json()["id"]

    native.process.kill()
    native.process.wait()

    until = monotonic() + STOP_SECONDS
    while any(is_alive(pid) for pid in native.children.values()):
        assert monotonic() < until, native.children
        sleep(POLL_SECONDS)
    native.assert_nothing_is_left()
    assert start().until_ready().status(f"/api/v1/resumes/{stored}") == 200


def test_a_start_is_quiet_and_each_process_has_a_log_file(start: Start) -> None:
    native = start().until_ready()

    before = native.output.partition("Ready in")[0].split("\n")
    assert before[0].startswith("Starting mongodb, nats, resume")
    assert not any(before[1:])
    for name in ("resume", "interview", "learning"):
        assert "Application startup complete" in (native.logs / f"{name}.log").read_text(encoding="utf-8")
    assert "Waiting for connections" in (native.logs / "mongodb.log").read_text(encoding="utf-8")


def test_on_debug_the_start_says_everything(start: Start, mongod: Mongod) -> None:
    native = start(MONGODB_URL=mongod.url, LOG_LEVEL="debug").until_ready()

    assert native.output.index("Application startup complete") < native.output.index("Ready in")


def test_a_process_that_cannot_start_stops_the_others_and_says_why(start: Start, mongod: Mongod) -> None:
    native = start(MONGODB_URL=mongod.url, RESUME_HISTORY="many")

    assert native.to_end() == 1
    assert "Stopped: resume exited unexpectedly (exit code 1)" in native.output
    assert "RESUME_HISTORY" in native.output
    assert "Traceback" not in native.output
    native.assert_nothing_is_left()


def test_a_second_stack_on_the_same_data_says_which_process_has_them(start: Start, mongod: Mongod) -> None:
    first = start(MONGODB_URL=mongod.url).until_ready()

    second = start(MONGODB_URL=mongod.url)

    assert second.to_end() == 1
    assert f"`make run` is already running (process {first.process.pid})" in second.output
    assert "Traceback" not in second.output
    assert first.resumes().status_code == 200


def test_a_mongod_that_cannot_start_says_why_and_where_its_log_is(start: Start, tmp_path: Path) -> None:
    data = tmp_path / "data" / "mongodb"
    data.mkdir(parents=True)
    (data / "storage.bson").write_text("not what mongod expects", encoding="utf-8")

    native = start()

    assert native.to_end() != 0
    assert "mongodb exited unexpectedly" in native.output
    assert "Unable to read the storage engine metadata file" in native.output
    assert str(native.logs / "mongodb.log") in native.output
    native.assert_nothing_is_left()


def test_data_of_a_newer_mongodb_are_named_with_what_to_do(start: Start, tmp_path: Path) -> None:
    first = start().until_ready()
    first.process.send_signal(signal.SIGTERM)
    assert first.to_end() == 0
    turtle = tmp_path / "data" / "mongodb" / "WiredTiger.turtle"
    written = turtle.read_text(encoding="utf-8")
    turtle.write_text(
        re.sub(r"version=\(major=\d+,minor=\d+\)", "version=(major=9,minor=1)", written), encoding="utf-8"
    )

    second = start()

    assert second.to_end() != 0
    assert "was written by a different, probably newer, version of MongoDB" in second.output
    assert "MONGODB_URL" in second.output
    assert "Traceback" not in second.output
    second.assert_nothing_is_left()


def test_a_full_disk_is_named_with_what_to_do(start: Start, full_disk: Path) -> None:
    native = start(DATA_DIR=str(full_disk))

    assert native.to_end() != 0
    assert f"The disk of {full_disk}" in native.output
    assert "is full. Free some space" in native.output
    assert "Traceback" not in native.output


def test_a_data_directory_that_cannot_be_made_is_named(start: Start, tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    native = start(DATA_DIR=str(tmp_path / "file" / "data"))

    assert native.to_end() == 1
    assert f"Cannot start: {tmp_path / 'file'}" in native.output
    assert "DATA_DIR" in native.output
    assert "Traceback" not in native.output


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
    assert f"port {mongod.port} for MongoDB is in use by process {mongod.process.pid} " in native.output
    assert "MONGODB_URL" in native.output
    assert not native.children
