"""One stack at a time works on a data directory."""

import fcntl
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

NAME = "stack.lock"


class AlreadyRunning(RuntimeError):
    """Another stack works on this directory."""


@contextmanager
def only_one(directory: Path) -> Generator[None]:
    """Hold the directory's lock; raise `AlreadyRunning`, which names the process that has it.

    The kernel releases the lock with the process, however that ends.
    """
    descriptor = os.open(directory / NAME, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(descriptor, 32).decode(errors="replace").strip() or "unknown"
            raise AlreadyRunning(
                f"`make run` is already running (process {holder}) on the data in {directory}. Use that one, end it "
                "with Ctrl-C, or start a second one with a DATA_DIR and ports of its own."
            ) from None
        os.ftruncate(descriptor, 0)
        os.write(descriptor, f"{os.getpid()}\n".encode())
        yield
    finally:
        os.close(descriptor)
