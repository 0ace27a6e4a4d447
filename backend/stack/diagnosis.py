"""Why MongoDB exited, and what the user can do about it."""

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

from stack.output import START_MARK

MONGOD_SEVERE = ("E", "F")

FULL_DISK = re.compile(r"No space left on device|Disk quota exceeded|OutOfDiskSpace")
NEWER_DATA = re.compile(
    r"unsupported WiredTiger (source )?file version"
    r"|Version incompatibility detected"
    r"|Invalid featureCompatibilityVersion"
    r"|invalid featureCompatibilityVersion document"
)
IN_USE = re.compile(r"DBPathInUse|another mongod instance is already running", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The reason MongoDB logged for its exit, and advice; `None` where not known."""

    reason: str | None
    advice: str | None


def why_mongod_ended(log: Path, data: Path) -> Diagnosis:
    """Read the last run of mongod in its log. `data` is the directory of its files."""
    reason = None
    advice = None
    for line in _last_run(log):
        try:
            entry: dict[str, Any] = json.loads(line)
        except ValueError:
            continue
        if entry.get("s") in MONGOD_SEVERE:
            reason = reason or _reason(entry)
            advice = advice or _advice(line, data)
    return Diagnosis(reason, advice)


def full_disk(directory: Path) -> str:
    """Return the advice for a full disk at `directory`."""
    return f"The disk of {directory} is full. Free some space, or set DATA_DIR to a directory on another disk."


def _last_run(log: Path) -> Iterable[str]:
    run: list[str] = []
    try:
        with log.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if line.startswith(START_MARK):
                    run.clear()
                else:
                    run.append(line)
    except OSError:
        return ()
    return run


def _advice(line: str, data: Path) -> str | None:
    if FULL_DISK.search(line):
        return full_disk(data)
    if NEWER_DATA.search(line):
        return (
            f"The data in {data} was written by a different, probably newer, version of MongoDB. Put the mongod of "
            "that version on the PATH, set MONGODB_URL to your own server, or set DATA_DIR to an empty directory."
        )
    if IN_USE.search(line):
        return f"Another MongoDB uses the data in {data}. Stop it, or set DATA_DIR to another directory."
    return None


def _reason(entry: dict[str, Any]) -> str:
    attributes: dict[str, Any] = entry.get("attr", {})
    for name, inner in (("message", "msg"), ("error", "errmsg")):
        detail: Any = attributes.get(name)
        text: Any = cast(dict[str, Any], detail).get(inner) if isinstance(detail, dict) else detail
        if isinstance(text, str):
            return f"{entry['msg']}: {text}"
    return str(entry.get("msg", "")).strip()
