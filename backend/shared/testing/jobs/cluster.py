"""A cluster of three real nats-servers on the loopback."""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from pathlib import Path

import nats
from nats.errors import Error as NatsError
from nats.js.errors import NotFoundError

from shared.testing.breaking import free_port
from shared.testing.jobs.nats import answering, nats_path
from shared.testing.waiting import until_none

NAMES = ("one", "two", "three")


class NatsCluster:
    """Three servers by their names, each of which can be killed and started again."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self._ports = {name: free_port() for name in NAMES}
        self._routes = {name: free_port() for name in NAMES}
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def url(self) -> str:
        """The addresses of all servers, as `NATS_URL` names them."""
        return ",".join(f"nats://127.0.0.1:{port}" for port in self._ports.values())

    def start(self, name: str) -> None:
        """Start a server and return when it takes connections."""
        file = self._directory / f"{name}.conf"
        file.write_text(self._configuration(name), encoding="utf-8")
        with (self._directory / f"{name}.log").open("ab") as log:
            process = subprocess.Popen(  # noqa: S603  the program is the wheel's or the PATH's
                [nats_path(), "-c", str(file)], stdout=log, stderr=subprocess.STDOUT, env=os.environ
            )
        self._processes[name] = answering(process, self._ports[name], self._directory / f"{name}.log")

    def kill(self, name: str) -> None:
        """End a server without a farewell."""
        process = self._processes.pop(name)
        process.kill()
        process.wait()

    def end(self) -> None:
        """End all servers."""
        for name in tuple(self._processes):
            self.kill(name)

    async def leader(self, stream: str) -> str:
        """Return the name of the server that leads a stream, once there is one."""
        found: list[str] = []

        async def undecided() -> int:
            try:
                client = await nats.connect(self.url.split(","), allow_reconnect=False)  # pyright: ignore[reportUnknownMemberType]  its **opts
            except (NatsError, OSError):
                return 1
            async with client:
                try:
                    cluster = (await client.jetstream(timeout=1).stream_info(stream)).cluster  # pyright: ignore[reportUnknownMemberType]  its **opts
                except (NatsError, TimeoutError, NotFoundError):
                    return 1
            found[:] = [cluster.leader] if cluster is not None and cluster.leader in self._processes else []
            return int(not found)

        await until_none(undecided)
        return found[0]

    def _configuration(self, name: str) -> str:
        routes: Mapping[str, int] = {other: port for other, port in self._routes.items() if other != name}
        others = ", ".join(f'"nats://127.0.0.1:{port}"' for port in routes.values())
        return (
            f'server_name: "{name}"\n'
            f'listen: "127.0.0.1:{self._ports[name]}"\n'
            f'jetstream {{ store_dir: "{self._directory / name}", sync_interval: always }}\n'
            f'cluster {{ name: "jobs", listen: "127.0.0.1:{self._routes[name]}", routes: [{others}] }}\n'
        )


@contextmanager
def running_cluster() -> Generator[NatsCluster]:
    """Yield a cluster of one's own."""
    directory = Path(tempfile.mkdtemp(prefix="nats-cluster-"))
    cluster = NatsCluster(directory)
    try:
        for name in NAMES:
            cluster.start(name)
        yield cluster
    finally:
        cluster.end()
        shutil.rmtree(directory, ignore_errors=True)
