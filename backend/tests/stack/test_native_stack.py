"""`python -m stack`, as `make run` starts it: what it says, how it stops, what it leaves."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

import httpx
import pytest

from shared.testing.mongod import Mongod, free_port
from stack.settings import REPOSITORY

PORTS = (
    *("GATEWAY_PORT", "DASHBOARD_PORT", "MONGODB_PORT"),
    *("RESUME_SERVICE_PORT", "INTERVIEW_SERVICE_PORT", "LEARNING_SERVICE_PORT"),
)
STOP_SECONDS = 5
STARTED = re.compile(r"(?P<name>\S+) started \(pid=(?P<pid>\d+)\)")
RESUME = {"name": "김민수", "summary": "커머스 백엔드 엔지니어"}


@dataclass
class Native:
    """A stack of the test's own: its ports, its data, and what it has printed so far."""

    environment: dict[str, str]
    process: subprocess.Popen[str]
    lines: list[str] = field(default_factory=list[str])

    @property
    def output(self) -> str:
        return "".join(self.lines)

    @property
    def children(self) -> dict[str, int]:
        return {found["name"]: int(found["pid"]) for found in STARTED.finditer(self.output)}

    def until_ready(self) -> "Native":
        self._read_until("Ctrl-C stops everything")
        return self

    def to_end(self) -> int:
        """Read what is still printed; return the exit code."""
        self._read_until(None)
        return self.process.wait()

    def ask(self, method: str, path: str, **arguments: object) -> httpx.Response:
        url = f"http://127.0.0.1:{self.environment['GATEWAY_PORT']}/api/v1/{path}"
        return httpx.request(method, url, headers={"Host": "api.localhost"}, trust_env=False, **arguments)  # type: ignore[arg-type]

    def _read_until(self, mark: str | None) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if mark is not None and mark in line:
                return
        assert mark is None, self.output
