"""Why the stack ended, as its user reads it."""

import errno
import io
import json
from datetime import datetime
from pathlib import Path

import pytest
from honcho.printer import Message

from stack.reporting import Reporter, why_mongod_ended

RESTART = {"s": "I", "c": "CONTROL", "id": 20698, "msg": "***** SERVER RESTARTED *****"}
FATAL = {
    "s": "F",
    "c": "STORAGE",
    "id": 28661,
    "msg": "Unable to read the storage engine metadata file",
    "attr": {"error": {"code": 22, "codeName": "InvalidBSON", "errmsg": "Incorrect BSON length"}},
}
LATER = {"s": "F", "c": "ASSERT", "id": 23091, "msg": "Fatal assertion", "attr": {"msgid": 28661}}


def system(line: str) -> Message:
    return Message("line", line, datetime(2026, 11, 23), "system", None)  # noqa: DTZ001  honcho's are naive


def log_of(path: Path, *entries: dict[str, object] | str) -> Path:
    log = path / "mongodb.log"
    log.write_text("".join(f"{e if isinstance(e, str) else json.dumps(e)}\n" for e in entries), encoding="utf-8")
    return log


def test_the_first_process_that_ends_is_remembered() -> None:
    reporter = Reporter(io.StringIO())

    for line in ("learning started (pid=7)\n", "resume stopped (rc=-9)\n", "learning stopped (rc=0)\n"):
        reporter.write(system(line))

    assert reporter.ended_first == "resume"


def test_a_process_that_writes_such_a_line_has_not_ended() -> None:
    reporter = Reporter(io.StringIO())

    reporter.write(system("x")._replace(name="learning", data=b"resume stopped (rc=1)\n"))

    assert reporter.ended_first is None


def test_a_terminal_that_is_gone_does_not_stop_the_stopping() -> None:
    class Gone(io.StringIO):
        def write(self, s: str, /) -> int:
            raise OSError(errno.EIO, s)

    reporter = Reporter(Gone())

    reporter.write(system("resume stopped (rc=0)\n"))

    assert reporter.ended_first == "resume"


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        ((FATAL, LATER), "Unable to read the storage engine metadata file: Incorrect BSON length"),
        (("not json", {"s": "I", "msg": "ok"}, LATER), "Fatal assertion"),
        ((FATAL, RESTART, LATER), "Fatal assertion"),
        ((FATAL, RESTART), None),
        ((), None),
    ],
)
def test_the_reason_is_the_first_severe_line_of_the_last_run(
    tmp_path: Path, entries: tuple[dict[str, object] | str, ...], reason: str | None
) -> None:
    assert why_mongod_ended(log_of(tmp_path, *entries)) == reason
