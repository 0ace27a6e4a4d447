"""What the user reads while the stack runs, and why it ended."""

import json
import re
from pathlib import Path
from typing import Any, cast

from honcho.printer import Printer

SYSTEM = "system"
STOPPED = re.compile(r"(?P<name>\S+) stopped \(rc=-?\d+\)")

MONGOD_START = 20698
"""Id of the line with which mongod begins anew in a log that it appends to."""

MONGOD_SEVERE = ("E", "F")


class Reporter(Printer):
    """honcho's printer, which outlives its terminal and remembers which process ended first."""

    ended_first: str | None = None

    def write(self, message: Any) -> None:
        """Print a message of a process, or of honcho itself."""
        if self.ended_first is None and message.name == SYSTEM and (stopped := STOPPED.match(str(message.data))):
            self.ended_first = stopped["name"]
        try:
            super().write(message)  # pyright: ignore[reportUnknownMemberType]  honcho has no types
        except OSError:
            # The terminal is gone, or the reader of the pipe; stopping the processes must go on all the same.
            return


def why_mongod_ended(log: Path) -> str | None:
    """The first severe line that mongod's last run has left in its log; None when there is none."""
    reason = None
    with log.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            try:
                entry: dict[str, Any] = json.loads(line)
            except ValueError:
                continue
            if entry.get("id") == MONGOD_START:
                reason = None
            elif reason is None and entry.get("s") in MONGOD_SEVERE:
                reason = _reason(entry)
    return reason


def _reason(entry: dict[str, Any]) -> str:
    attributes: dict[str, Any] = entry.get("attr", {})
    for name, inner in (("message", "msg"), ("error", "errmsg")):
        detail: Any = attributes.get(name)
        text: Any = cast(dict[str, Any], detail).get(inner) if isinstance(detail, dict) else detail
        if isinstance(text, str):
            return f"{entry['msg']}: {text}"
    return str(entry.get("msg", "")).strip()
