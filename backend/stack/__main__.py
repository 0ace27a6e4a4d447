"""`make run`: start everything, print where it is, keep it running, stop it in order."""

import asyncio
import errno
import signal
import sys
from collections.abc import Sequence
from contextlib import ExitStack
from time import monotonic

from pydantic import ValidationError

from shared.config.loading import in_words
from shared.testing.mongod import MongodMissing
from stack.banner import banner
from stack.commands import SERVICES, WORKERS, Command, mongod, nats, page, service, traefik, worker
from stack.diagnosis import full_disk, why_mongod_ended
from stack.lock import AlreadyRunning, only_one
from stack.output import Console, LogFile
from stack.ports import PortsTaken, check_free
from stack.readiness import wait_until_ready
from stack.settings import StackSettings
from stack.supervisor import End, Supervisor

READY_SECONDS = 60
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
"""SIGHUP: closing the terminal stops the stack too."""


def main() -> int:
    """Run until a signal arrives. Return the exit code, 1 if the start failed."""
    started = monotonic()
    with ExitStack() as held:
        try:
            settings = StackSettings.load()
            settings.logs.mkdir(parents=True, exist_ok=True)
            (settings.data_dir / "mongodb").mkdir(exist_ok=True)
            held.enter_context(only_one(settings.data_dir))
            web_port = settings.web_port
            check_free(_ports(settings, web_port))
            groups = groups_of(settings, web_port)
        except ValidationError as invalid:
            return _refuse(*in_words(invalid))
        except AlreadyRunning as running:
            return _refuse(str(running))
        except PortsTaken as taken:
            return _refuse(f"\n{taken}")
        except MongodMissing as missing:
            return _refuse(f"{missing}, or set MONGODB_URL to your own server.")
        except OSError as error:
            return _refuse(_in_words(error))
        return asyncio.run(Stack(settings, web_port, groups, started).run())


class Stack:
    """The running stack and its messages to the user."""

    def __init__(
        self, settings: StackSettings, web_port: int, groups: Sequence[Sequence[Command]], started: float
    ) -> None:
        self._settings = settings
        self._web_port = web_port
        self._started = started
        self._names = [command.name for group in groups for command in group]
        self._console = Console(sys.stdout, self._names, verbose=settings.log_level == "debug")
        self._supervisor = Supervisor(groups, self._console, settings.logs, self._on_end)
        self._coming_back: dict[str, asyncio.Task[None]] = {}

    async def run(self) -> int:
        """Run until a signal arrives or the start fails. Return the exit code."""
        loop = asyncio.get_running_loop()
        for number in SIGNALS:
            loop.add_signal_handler(number, self._stop)
        self._console.say(f"Starting {', '.join(self._names)} ...")
        announcing = asyncio.create_task(self._announce())
        failure = await self._supervisor.run()
        await asyncio.gather(announcing, *self._coming_back.values())
        if failure is None:
            return 0
        self._console.say(f"Stopped: {failure.name} exited unexpectedly ({failure.meaning}).")
        self._explain(failure)
        return failure.code if failure.code > 0 else 1

    def _stop(self) -> None:
        if not self._supervisor.is_stopping:
            self._console.say("\nStopping ...")
        self._supervisor.stop()

    async def _announce(self) -> None:
        if await self._ready():
            self._supervisor.settled()
            for name in self._names:
                self._console.drop(name)
            self._console.say(banner(self._settings, self._web_port, monotonic() - self._started))
        elif not self._supervisor.is_stopping:
            for name in self._names:
                self._console.show(name)
            self._console.say(f"Not ready after {READY_SECONDS} s; see the output above.")
            self._supervisor.settled()

    def _on_end(self, end: End) -> None:
        when = f"in {end.delay:.1f} s" if end.delay else "now"
        self._console.show(end.name)
        self._console.say(f"{end.name} exited unexpectedly ({end.meaning}). Restarting {when}.")
        self._explain(end)
        if end.name not in self._coming_back:
            self._coming_back[end.name] = asyncio.create_task(self._say_when_back(end.name, monotonic()))

    async def _say_when_back(self, name: str, since: float) -> None:
        while not (back := await self._ready()) and not self._supervisor.is_stopping:
            self._console.say(
                f"{name} is not back after {monotonic() - since:.0f} s. See its log: {self._log(name).path}"
            )
        if back:
            self._console.drop(name)
            self._console.say(f"{name} is back after {monotonic() - since:.1f} s.")
        del self._coming_back[name]

    async def _ready(self) -> bool:
        return await asyncio.to_thread(
            wait_until_ready, self._web_port, READY_SECONDS, lambda: not self._supervisor.is_stopping
        )

    def _explain(self, end: End) -> None:
        log = self._log(end.name).path
        if end.name != "mongodb":
            self._console.say(f"See its log: {log}")
            return
        diagnosis = why_mongod_ended(log, self._settings.data_dir / "mongodb")
        self._console.say(f"See its log: {log}" + (f" ({diagnosis.reason})" if diagnosis.reason else ""))
        if diagnosis.advice:
            self._console.say(diagnosis.advice)

    def _log(self, name: str) -> LogFile:
        return LogFile(self._settings.logs / f"{name}.log")


def _ports(settings: StackSettings, web_port: int) -> dict[str, tuple[int, str]]:
    ports = {
        "the gateway": (web_port, "GATEWAY_PORT"),
        "the dashboard": (settings.dashboard_port, "DASHBOARD_PORT"),
        "resume-service": (settings.resume_service_port, "RESUME_SERVICE_PORT"),
        "interview-service": (settings.interview_service_port, "INTERVIEW_SERVICE_PORT"),
        "learning-service": (settings.learning_service_port, "LEARNING_SERVICE_PORT"),
    }
    if settings.page is not None:
        ports["the page"] = (settings.page_port, "PAGE_PORT")
    if settings.mongodb_url is None:
        ports["MongoDB"] = (settings.mongodb_port, "MONGODB_PORT, or use your own server with MONGODB_URL")
    if settings.nats_url is None:
        ports["NATS"] = (settings.nats_port, "NATS_PORT, or use your own server with NATS_URL")
    return ports


def groups_of(settings: StackSettings, web_port: int) -> list[list[Command]]:
    """Return the commands in groups, dependencies first: the gateway stops first, MongoDB last."""
    database = settings.mongodb_url or f"mongodb://127.0.0.1:{settings.mongodb_port}"
    ports = {
        "resume": settings.resume_service_port,
        "interview": settings.interview_service_port,
        "learning": settings.learning_service_port,
    }
    urls = {name: [f"http://127.0.0.1:{ports[name]}"] for name in SERVICES}
    log = settings.logs / "gateway-access.log" if settings.gateway_access_log else None
    if log is not None:
        # The gateway writes this file itself, so it can only be rotated when the stack starts.
        LogFile(log).rotate()
    pages = [] if settings.page is None else [page(settings.page_port, settings.page)]
    page_url = f"http://127.0.0.1:{settings.page_port}" if pages else ""
    first = {name: of[0] for name, of in urls.items()}
    queue = settings.nats_url or f"nats://127.0.0.1:{settings.nats_port}"
    stores = [
        *([] if settings.mongodb_url else [mongod(settings.mongodb_port, settings.data_dir)]),
        *([] if settings.nats_url else [nats(settings.nats_port, settings.data_dir)]),
    ]
    erased = settings.erasure_log
    services = [service(name, ports[name], database, first, nats_url=queue, erasure_log=erased) for name in SERVICES]
    workers = [worker(name, database, queue, first) for name in WORKERS]
    gateway = traefik(web_port, settings.dashboard_port, urls, log, settings.gateway_read_seconds, page_url)
    return [*([stores] if stores else []), [*services, *workers, *pages], [gateway]]


def _refuse(*reasons: str) -> int:
    for reason in reasons:
        print(f"Cannot start: {reason}", file=sys.stderr)
    return 1


def _in_words(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return full_disk(StackSettings().data_dir)
    return f"{error.filename}: {error.strerror}. Set DATA_DIR to a directory that this user can write to."


if __name__ == "__main__":
    sys.exit(main())
