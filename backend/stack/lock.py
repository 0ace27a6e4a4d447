"""A lock so that only one stack uses a data directory at a time."""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

NAME = "stack.lock"


class AlreadyRunning(RuntimeError):
    """Another stack uses this directory."""


@contextmanager
def only_one(directory: Path) -> Generator[None]:
    """Hold the directory's lock; raise `AlreadyRunning`, which names the process that holds it.

    The kernel releases the lock when the process ends, for whatever reason.
    """
    descriptor = os.open(directory / NAME, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 32).decode(errors="replace").strip() or "unknown"
            raise AlreadyRunning(
                f"`make run` is already running (process {holder}) on the data in {directory}. Use that one, stop it "
                "with Ctrl-C, or start a second one with its own DATA_DIR and ports."
            ) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)
