"""Limits of a reader process, and how it drops all other rights before its first document."""

import os
import sys
from contextlib import suppress
from dataclasses import dataclass
from math import ceil
from pathlib import Path

if sys.platform != "win32":
    import resource


@dataclass(frozen=True, slots=True)
class Limits:
    """Limits per document."""

    pages: int
    seconds: float
    memory_mb: int

    def arguments(self) -> list[str]:
        """Return the limits as command-line arguments."""
        return [str(self.pages), str(self.seconds), str(self.memory_mb)]

    @classmethod
    def of(cls, arguments: list[str]) -> "Limits":
        """Parse the limits from command-line arguments."""
        pages, seconds, memory_mb = arguments
        return cls(int(pages), float(seconds), int(memory_mb))


def lock_down(limits: Limits) -> None:
    """Permanently drop access to files, sockets, processes, core dumps, and memory beyond the limit.

    Import everything needed beforehand, because no file can be opened afterwards.
    """
    if sys.platform == "win32":
        return
    if sys.platform == "linux":
        # If the container runs out of memory, the kernel kills this process instead of the service.
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    megabytes = limits.memory_mb * 1024 * 1024
    # macOS does not enforce a limit on the address space and refuses to set one.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (megabytes, megabytes))
    for kind in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC, resource.RLIMIT_NOFILE):
        resource.setrlimit(kind, (0, 0))


def allow_seconds(seconds: float) -> None:
    """Allow this much CPU time for the next document; then the kernel kills the process.

    The service normally kills it earlier by wall-clock time. This is for a process that has outlived its service.
    """
    if sys.platform == "win32":
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = ceil(usage.ru_utime + usage.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


class Memory:
    """The memory of this process as counted by the limit. Create it before the process is locked down."""

    def __init__(self) -> None:
        # `getrusage` of a child starts with the peak of its parent.
        self._sizes = os.open("/proc/self/statm", os.O_RDONLY) if sys.platform == "linux" else -1

    def megabytes(self) -> float:
        """Return the memory in use, in MB; 0 if the system does not report it."""
        if sys.platform != "linux":
            return 0
        pages = int(os.pread(self._sizes, STATM_BYTES, 0).split()[0])
        return pages * resource.getpagesize() / 1024 / 1024


STATM_BYTES = 256
