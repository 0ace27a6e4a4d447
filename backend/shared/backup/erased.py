"""The erasure log: which résumés were erased, in a file apart from MongoDB.

A finished erasure leaves nothing in the database, so a backup that was made before it would bring the résumé back. A
restore reads this file and erases again what is in it. It contains ids and times, nothing of a person.
"""

import asyncio
import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

import structlog

from shared.core.clock import rfc3339, utc_now

BEGAN, RESUME, ERASED = "log_began", "resume_id", "erased_at"
MODE = 0o600

logger = structlog.stdlib.get_logger(__name__)


class ErasureLog:
    """Appends to the file. Several processes may use one file; without a path nothing is recorded."""

    def __init__(self, path: Path | None) -> None:
        self._path = path

    def begin(self) -> None:
        """Create the file with the time from which on it is complete, unless it exists.

        Raises `OSError` if it cannot be written.
        """
        if self._path is None:
            return
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, MODE)
        try:
            if not os.fstat(descriptor).st_size:
                _append(descriptor, {BEGAN: rfc3339(utc_now())})
        finally:
            os.close(descriptor)

    async def record(self, resume_id: UUID) -> None:
        """Append an erased résumé and return once it is on the disk. Raises `OSError`."""
        if self._path is not None:
            await asyncio.to_thread(self._record, self._path, resume_id)

    def _record(self, path: Path, resume_id: UUID) -> None:
        # Not created here: a file without its beginning would claim to be complete.
        descriptor = os.open(path, os.O_WRONLY | os.O_APPEND)
        try:
            _append(descriptor, {RESUME: str(resume_id), ERASED: rfc3339(utc_now())})
        finally:
            os.close(descriptor)


@dataclass(frozen=True, slots=True)
class Erased:
    """What one or more logs say: the erased résumés, each with its latest time.

    `began` is the earliest time from which on one of the logs is complete.
    """

    began: datetime | None
    resumes: Mapping[UUID, datetime]

    def since(self, moment: datetime) -> list[UUID]:
        """Return what was erased at `moment` or later."""
        return sorted(resume_id for resume_id, erased_at in self.resumes.items() if erased_at >= moment)


def read_erased(paths: Iterable[Path]) -> Erased:
    """Return what the logs say together; raises `OSError`.

    A line that is not whole is left out: its writer died before it could go on, and another process recorded the
    erasure again.
    """
    began: list[datetime] = []
    resumes: dict[UUID, datetime] = {}
    for line in (line for path in paths for line in path.read_bytes().splitlines() if line):
        try:
            entry = json.loads(line)
            if BEGAN in entry:
                began.append(datetime.fromisoformat(entry[BEGAN]))
            else:
                resume_id, erased_at = UUID(entry[RESUME]), datetime.fromisoformat(entry[ERASED])
                resumes[resume_id] = max(erased_at, resumes.get(resume_id, erased_at))
        except (ValueError, KeyError, TypeError):
            logger.warning("unreadable line in the erasure log")
    return Erased(min(began, default=None), resumes)


def _append(descriptor: int, entry: dict[str, str]) -> None:
    # The first line break ends a line that another writer left unfinished.
    os.write(descriptor, b"\n" + json.dumps(entry).encode() + b"\n")
    os.fsync(descriptor)
