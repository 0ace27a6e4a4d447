"""Why MongoDB ended, as its user reads it."""

import json
from pathlib import Path
from typing import Any

import pytest

from stack.diagnosis import why_mongod_ended
from stack.output import START_MARK

START = f"{START_MARK}2026-11-30T06:46:29.960+00:00 pid=7"
FATAL = {
    "s": "F",
    "c": "STORAGE",
    "id": 28661,
    "msg": "Unable to read the storage engine metadata file",
    "attr": {"error": {"code": 22, "codeName": "InvalidBSON", "errmsg": "Incorrect BSON length"}},
}
LATER = {"s": "F", "c": "ASSERT", "id": 23091, "msg": "Fatal assertion", "attr": {"msgid": 28661}}
FULL = {
    "s": "E",
    "c": "WT",
    "id": 22435,
    "msg": "WiredTiger error message",
    "attr": {"error": 28, "message": {"msg": "pwrite: failed", "error_str": "No space left on device"}},
}
NEWER_FILES = {
    "s": "E",
    "c": "WT",
    "id": 22435,
    "msg": "WiredTiger error message",
    "attr": {
        "error": 13,
        "message": {
            "msg": "__ckpt_version_chk:1387:file:WiredTiger.wt is an unsupported WiredTiger source file version 9.1; "
            "this WiredTiger build only supports versions from 1.1 to 1.1"
        },
    },
}
NEWER_FEATURES = {
    "s": "F",
    "c": "CONTROL",
    "id": 20573,
    "msg": "Wrong mongod version",
    "attr": {"error": "UPGRADE PROBLEM: Found an invalid featureCompatibilityVersion document"},
}
IN_USE = {
    "s": "E",
    "c": "CONTROL",
    "id": 20557,
    "msg": "DBException in initAndListen, terminating",
    "attr": {
        "error": "DBPathInUse: Unable to lock the lock file: mongod.lock. Another mongod instance is already running"
    },
}


def log_of(path: Path, *entries: dict[str, Any] | str) -> Path:
    log = path / "mongodb.log"
    log.write_text("".join(f"{e if isinstance(e, str) else json.dumps(e)}\n" for e in entries), encoding="utf-8")
    return log


@pytest.mark.parametrize(
    ("entries", "reason"),
    [
        ((FATAL, LATER), "Unable to read the storage engine metadata file: Incorrect BSON length"),
        (("not json", {"s": "I", "msg": "ok"}, LATER), "Fatal assertion"),
        ((FATAL, START, LATER), "Fatal assertion"),
        ((FATAL, START), None),
        ((), None),
    ],
)
def test_the_reason_is_the_first_severe_line_of_the_last_run(
    tmp_path: Path, entries: tuple[dict[str, Any] | str, ...], reason: str | None
) -> None:
    assert why_mongod_ended(log_of(tmp_path, *entries), tmp_path).reason == reason


@pytest.mark.parametrize(
    ("entry", "words"),
    [
        (FULL, "is full. Free some space"),
        (NEWER_FILES, "probably newer, version"),
        (NEWER_FEATURES, "probably newer, version"),
        (IN_USE, "Another MongoDB uses the data"),
    ],
)
def test_the_advice_says_what_to_do(tmp_path: Path, entry: dict[str, Any], words: str) -> None:
    advice = why_mongod_ended(log_of(tmp_path, START, entry, LATER), tmp_path / "data").advice

    assert advice is not None
    assert words in advice
    assert str(tmp_path / "data") in advice


def test_what_is_not_known_has_no_advice(tmp_path: Path) -> None:
    assert why_mongod_ended(log_of(tmp_path, FATAL), tmp_path).advice is None


def test_a_log_that_was_never_written_says_nothing(tmp_path: Path) -> None:
    assert why_mongod_ended(tmp_path / "mongodb.log", tmp_path).reason is None
