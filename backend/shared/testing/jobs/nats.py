"""A real nats-server for tests."""

import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

from shared.testing.breaking import Breakable, running

START_SECONDS = 10


@dataclass(slots=True)
class NatsServer(Breakable):
    """A running nats-server."""

    @property
    def url(self) -> str:
        """Its address."""
        return f"nats://127.0.0.1:{self.port}"

    @staticmethod
    def begin(port: int, directory: Path, before: Sequence[str] = ()) -> subprocess.Popen[bytes]:
        """Start the program and return when it takes connections; `before` is the command that starts it, if any."""
        file = directory / "nats.conf"
        file.write_text(configuration(port, directory / "store"), encoding="utf-8")
        with (directory / "nats.log").open("ab") as log:
            process = subprocess.Popen(  # noqa: S603  the program is the wheel's or the PATH's
                [*before, nats_path(), "-c", str(file)], stdout=log, stderr=subprocess.STDOUT, env=os.environ
            )
        return answering(process, port, directory / "nats.log")


def answering(process: subprocess.Popen[bytes], port: int, log: Path) -> subprocess.Popen[bytes]:
    """Return a nats-server once it takes connections; raises `TimeoutError` if it does not."""
    until = monotonic() + START_SECONDS
    while True:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return process
        if monotonic() > until or process.poll() is not None:
            process.kill()
            raise TimeoutError(f"nats-server did not start; its log is {log}")
        sleep(0.01)


@contextmanager
def running_nats() -> Generator[NatsServer]:
    """Yield a nats-server of one's own."""
    with running(NatsServer) as server:
        yield server


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
