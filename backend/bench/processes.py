"""The processes that are measured, and what the kernel says they used. Linux only: it reads /proc."""

import json
import os
import subprocess
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from time import monotonic, sleep
from typing import Any

from stack.commands import Command

TICKS = os.sysconf("SC_CLK_TCK")
UP_SECONDS = 30
ANSWER_SECONDS = 60
POLL_SECONDS = 0.01
LOG_TAIL = 2_000
NO_KEYS = {"OPENAI_API_KEY": "", "ANTHROPIC_API_KEY": "", "GEMINI_API_KEY": "", "LLM_PROVIDERS": ""}


class Measured:
    """A running process."""

    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self.process = process

    @property
    def cpu_seconds(self) -> float:
        """CPU the process has used so far, in user and kernel mode."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / TICKS

    @property
    def rss_megabytes(self) -> float:
        """Memory of the process that is in RAM."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) / 1024


@contextmanager
def running(command: Command, environment: Mapping[str, str] | None = None) -> Generator[Measured]:
    """Run a process, its output in a file, and end it afterwards. Provider keys of the shell do not reach it.

    When the block fails, the end of the output goes with the exception.
    """
    own = {"LOG_FORMAT": "json", **NO_KEYS, **(environment or {})}
    with tempfile.TemporaryFile() as log:
        process = subprocess.Popen(  # noqa: S603  the command lines are our own
            command.arguments, env={**command.environment, **own}, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            yield Measured(process)
        except Exception as error:
            log.seek(max(0, log.seek(0, os.SEEK_END) - LOG_TAIL))
            error.add_note(f"{command.name} said at last:\n{log.read().decode(errors='replace')}")
            raise
        finally:
            process.kill()
            process.wait()


def wait_for(port: int, path: str) -> float:
    """Wait until `path` answers with 200; return the moment, on the monotonic clock."""
    until = monotonic() + UP_SECONDS
    while monotonic() < until:
        connection = HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", path)
            if connection.getresponse().status == HTTPStatus.OK:
                return monotonic()
        except (OSError, HTTPException):
            pass
        finally:
            connection.close()
        sleep(POLL_SECONDS)
    raise TimeoutError(f"nothing answers at port {port}{path}")


def call(port: int, method: str, path: str, body: object = None) -> tuple[int, Any]:
    """One request; returns the status and the JSON of the answer."""
    connection = HTTPConnection("127.0.0.1", port, timeout=ANSWER_SECONDS)
    try:
        connection.request(
            method, path, json.dumps(body) if body is not None else None, {"Content-Type": "application/json"}
        )
        answer = connection.getresponse()
        text = answer.read()
        return answer.status, json.loads(text) if text else None
    finally:
        connection.close()
