"""A real nats-server for tests: started on a free port with an empty directory, gone afterwards."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from shared.testing.mongod import free_port

START_SECONDS = 10
STOP_SECONDS = 10


@dataclass(slots=True)
class NatsServer:
    """A running nats-server, with the means to break it."""

    port: int
    directory: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Its address."""
        return f"nats://127.0.0.1:{self.port}"

    def kill(self) -> None:
        """End it without a farewell, as a power cut would."""
        self.process.kill()
        self.process.wait(STOP_SECONDS)

    def restart(self) -> None:
        """Start it again on the same port with the same data, and return when it answers."""
        self.process = _start(self.port, self.directory)

    def freeze(self) -> None:
        """Stop it in its tracks: connections stay open, nothing is answered."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen server go on."""
        self.process.send_signal(signal.SIGCONT)


@contextmanager
def running_nats() -> Generator[NatsServer]:
    """Yield a nats-server of one's own."""
    memory = Path("/dev/shm")  # noqa: S108  the directory below it is made by mkdtemp
    directory = Path(tempfile.mkdtemp(prefix="nats-", dir=memory if memory.is_dir() else None))
    port = free_port()
    try:
        server = NatsServer(port, directory, _start(port, directory))
        try:
            yield server
        finally:
            server.thaw()
            server.kill()
    finally:
        shutil.rmtree(directory, ignore_errors=True)


def nats_path() -> str:
    """Return the nats-server on the PATH, or the one of the locked wheel."""
    return shutil.which("nats-server") or str(Path(sys.executable).parent / "nats-server")


def configuration(port: int, directory: Path) -> str:
    """Return the configuration of a server on loopback that has written what it acknowledges."""
    return (
        f'listen: "127.0.0.1:{port}"\n'
        # Without it, what was acknowledged within the last two minutes is lost with the power.
        f'jetstream {{ store_dir: "{directory}", sync_interval: always }}\n'
    )


def _start(port: int, directory: Path) -> subprocess.Popen[bytes]:
    file = directory / "nats.conf"
    file.write_text(configuration(port, directory / "store"), encoding="utf-8")
    with (directory / "nats.log").open("ab") as log:
        process = subprocess.Popen(  # noqa: S603  the program is the wheel's or the PATH's
            [nats_path(), "-c", str(file)], stdout=log, stderr=subprocess.STDOUT, env=os.environ
        )
    until = monotonic() + START_SECONDS
    while True:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return process
        if monotonic() > until or process.poll() is not None:
            process.kill()
            raise TimeoutError(f"nats-server did not start; its log is {directory / 'nats.log'}")
        sleep(0.01)
