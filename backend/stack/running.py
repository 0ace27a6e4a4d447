"""The stack as an object, for tests: processes on free ports that can be stopped, killed or replicated."""

import os
import signal
import subprocess
from collections.abc import Generator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path

import httpx

from shared.testing.breaking import free_port
from shared.testing.jobs.nats import NatsServer, running_nats
from shared.testing.mongod import Mongod, running_mongod
from stack.commands import SERVICES, WORKERS, Command, page, service, traefik, worker
from stack.readiness import wait_until_ready
from stack.settings import READ_SECONDS

READY_SECONDS = 60
STOP_SECONDS = 10


class RunningStack:
    """Running MongoDB, gateway and services. `web` and `dashboard` are the gateway's ports."""

    def __init__(
        self,
        mongod: Mongod,
        logs: Path,
        environment: Mapping[str, str],
        nats: NatsServer | None = None,
        page_directory: Path | None = None,
    ) -> None:
        """Run it with the page of `page_directory`, or without one."""
        self.mongod = mongod
        self.nats = nats
        self.logs = logs
        self._page_directory = page_directory
        self.web = free_port()
        self.dashboard = free_port()
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self._environment = environment
        self._commands: dict[str, Command] = {}
        self.ports: dict[str, int] = {}
        """The ports of services, and of the metrics of workers, by the name of the process."""

    def start(self, replicas: Mapping[str, int]) -> None:
        """Start everything and return when it is ready; raise `TimeoutError` if it does not become ready."""
        ports = {name: [free_port() for _ in range(replicas.get(name, 1))] for name in SERVICES}
        urls = {name: [f"http://127.0.0.1:{port}" for port in of] for name, of in ports.items()}
        first = {name: of[0] for name, of in urls.items()}
        for name in SERVICES:
            for number, port in enumerate(ports[name], 1):
                process = f"{name}-{number}"
                self.ports[process] = port
                queue = None if self.nats is None else self.nats.url
                self._run(service(name, port, self.mongod.url, first, process, queue))
        if self.nats is not None:
            for name in WORKERS:
                for number in range(1, replicas.get(f"{name}-worker", 1) + 1):
                    process = f"{name}-worker-{number}"
                    self.ports[process] = free_port()
                    self._run(worker(name, self.mongod.url, self.nats.url, first, process, self.ports[process]))
        read_seconds = int(self._environment.get("GATEWAY_READ_SECONDS", READ_SECONDS))
        page_url = ""
        if self._page_directory is not None:
            self.ports["page"] = free_port()
            page_url = f"http://127.0.0.1:{self.ports['page']}"
            self._run(page(self.ports["page"], self._page_directory))
        self._run(traefik(self.web, self.dashboard, urls, read_seconds=read_seconds, page_url=page_url))
        if not wait_until_ready(self.web, READY_SECONDS, self._all_run):
            raise TimeoutError(f"the stack is not ready; its logs are in {self.logs}")

    def client(self) -> httpx.AsyncClient:
        """Return a client of the gateway that uses the documented host name."""
        return httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{self.web}", headers={"Host": "api.localhost"}, timeout=30, trust_env=False
        )

    def log(self, process: str) -> str:
        """Return the output of a process so far."""
        return (self.logs / f"{process}.log").read_text(encoding="utf-8")

    def end(self, process: str, with_signal: signal.Signals = signal.SIGTERM) -> int:
        """Send a signal, wait for the process to end, and return its exit code."""
        running = self.processes.pop(process)
        running.send_signal(with_signal)
        return running.wait(STOP_SECONDS)

    def again(self, process: str) -> None:
        """Restart a process that has ended, without waiting for it to become ready."""
        self._run(self._commands[process])

    def end_all(self) -> None:
        """End all running processes."""
        for running in self.processes.values():
            running.terminate()
        for running in self.processes.values():
            try:
                running.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                running.kill()
                running.wait()

    def _all_run(self) -> bool:
        return all(running.poll() is None for running in self.processes.values())

    def _run(self, command: Command) -> None:
        self._commands[command.name] = command
        with (self.logs / f"{command.name}.log").open("ab") as log:
            self.processes[command.name] = subprocess.Popen(  # noqa: S603  the command lines are our own
                command.arguments,
                env={**command.environment, "LOG_FORMAT": "json", **self._environment},
                stdout=log,
                stderr=subprocess.STDOUT,
            )


@contextmanager
def running_stack(
    logs: Path,
    *,
    replicas: Mapping[str, int] | None = None,
    environment: Mapping[str, str] | None = None,
    jobs: bool = False,
    page_directory: Path | None = None,
) -> Generator[RunningStack]:
    """Yield a ready stack and end it afterwards; `environment` is added to that of every process.

    `jobs`: with a queue and workers, of which `replicas` may name more than one (`interview-worker`).
    With `page_directory` it has the page that was built there.
    """
    # Tests send more requests than the rate limit and the quotas allow.
    quotas = ("QUOTA_GENERATIONS_PER_DAY", "QUOTA_IMPORTS_PER_DAY", "QUOTA_READING_SECONDS_PER_DAY")
    own = dict.fromkeys(("GATEWAY_RATE_AVERAGE", *quotas), "0")
    without_keys = {name: "" for name in os.environ if name.endswith("_API_KEY")}
    with running_mongod() as mongod, running_nats() if jobs else nullcontext() as nats:
        stack = RunningStack(mongod, logs, {**own, **without_keys, **(environment or {})}, nats, page_directory)
        try:
            stack.start(replicas or {})
            yield stack
        finally:
            stack.end_all()
