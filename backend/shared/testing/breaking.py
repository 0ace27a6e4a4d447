"""A real server for tests, with the means to break it: on a free port, with an empty directory, gone afterwards."""

import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from abc import ABC, abstractmethod
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

STOP_SECONDS = 10

FIRST_PORT = 12_000
PORTS = 14_000
"""Linux takes ports from 32768 on for outgoing connections, macOS from 49152 on."""

_given: set[int] = set()

ServerT = TypeVar("ServerT", bound="Breakable")


@dataclass(slots=True)
class Breakable(ABC):
    """A running server."""

    port: int
    directory: Path
    process: subprocess.Popen[bytes]

    @staticmethod
    @abstractmethod
    def begin(port: int, directory: Path) -> subprocess.Popen[bytes]:
        """Start the program and return when it answers."""

    def freeze(self) -> None:
        """Stop it in its tracks: connections stay open, nothing is answered."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen server go on."""
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it without a farewell, as a power cut would."""
        self.process.kill()
        self.process.wait(STOP_SECONDS)

    def restart(self) -> None:
        """Start it again on the same port with the same data, and return when it answers."""
        self.process = self.begin(self.port, self.directory)


@contextmanager
def running(kind: type[ServerT]) -> Generator[ServerT]:
    """Yield a server of one's own; its data is in memory where the machine has a place for that."""
    memory = Path("/dev/shm")  # noqa: S108  the directory below it is made by mkdtemp
    prefix = f"{kind.__name__.lower()}-"
    directory = Path(tempfile.mkdtemp(prefix=prefix, dir=memory if memory.is_dir() else None))
    port = free_port()
    try:
        server = kind(port, directory, kind.begin(port, directory))
        try:
            yield server
        finally:
            server.thaw()
            server.kill()
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def free_port() -> int:
    """A TCP port of the loopback that nobody has at this moment, and that this process has not been given before.

    It lies below the range that systems take for outgoing connections: one of those would be in the way of whoever
    binds the port a second later.
    """
    while True:
        port = FIRST_PORT + secrets.randbelow(PORTS)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            if port not in _given:
                _given.add(port)
                return port
