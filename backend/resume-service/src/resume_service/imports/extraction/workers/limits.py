"""What a process that reads documents may use, and how it gives up everything else before it sees the first one."""

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
    """Limits for one document."""

    pages: int
    seconds: float
    memory_mb: int

    def arguments(self) -> list[str]:
        """The limits as the process is given them."""
        return [str(self.pages), str(self.seconds), str(self.memory_mb)]

    @classmethod
    def of(cls, arguments: list[str]) -> "Limits":
        """The limits that `arguments` are."""
        pages, seconds, memory_mb = arguments
        return cls(int(pages), float(seconds), int(memory_mb))


def lock_down(limits: Limits) -> None:
    """Give up files, connections, processes, core dumps, and memory beyond the limit; there is no way back.

    Everything that will be needed must have been imported: no file can be opened afterwards.
    """
    if sys.platform == "win32":
        return
    if sys.platform == "linux":
        # Where the whole container runs out of memory, the kernel ends this process and not the service.
        with suppress(OSError):
            Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")
    megabytes = limits.memory_mb * 1024 * 1024
    # macOS has no limit of the address space that it would keep, and refuses to set one.
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (megabytes, megabytes))
    for kind in (resource.RLIMIT_CORE, resource.RLIMIT_FSIZE, resource.RLIMIT_NPROC, resource.RLIMIT_NOFILE):
        resource.setrlimit(kind, (0, 0))


def allow_seconds(seconds: float) -> None:
    """Let the next document use this much CPU time; then the kernel ends the process.

    The service kills it by the clock before that. This is for a process whose service is no longer there to do so.
    """
    if sys.platform == "win32":
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = ceil(usage.ru_utime + usage.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


class Memory:
    """How much memory this process has, as the limit counts it. Must be made before the process is locked down."""

    def __init__(self) -> None:
        # What `getrusage` says of a child begins with the most its parent ever had.
        self._sizes = os.open("/proc/self/statm", os.O_RDONLY) if sys.platform == "linux" else -1

    def megabytes(self) -> float:
        """The memory now in use; 0 where no system tells."""
        if sys.platform != "linux":
            return 0
        pages = int(os.pread(self._sizes, STATM_BYTES, 0).split()[0])
        return pages * resource.getpagesize() / 1024 / 1024


STATM_BYTES = 256
