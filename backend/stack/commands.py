"""The processes of the stack as command lines and environments. The caller decides how to run them."""

import os
import shutil
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.testing.jobs.nats import configuration, nats_path
from shared.testing.mongod import mongod_path
from stack.settings import READ_SECONDS, REPOSITORY

SERVICES = ("resume", "interview", "learning")
WORKERS = ("interview", "learning")
"""Services whose generations can run in the background."""

MONGODB_CACHE_GB = "0.25"


@dataclass(frozen=True, slots=True)
class Command:
    """A process: its name, command line and complete environment."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    stop: signal.Signals = signal.SIGTERM
    """Signal that asks it to end cleanly."""

    grace: float = 5.0
    """Seconds to wait after `stop` before killing it."""

    log_only: bool = False
    """Whether its output goes to the log file only, because it is too much for a terminal."""


def mongod(port: int, data: Path) -> Command:
    """Return the command for MongoDB on loopback, with its data below `data`."""
    return Command(
        "mongodb",
        [
            mongod_path(),
            *("--bind_ip", "127.0.0.1", "--port", str(port), "--dbpath", str(data / "mongodb"), "--nounixsocket"),
            # Without zlib: the wheel's version is affected by CVE-2025-14847.
            *("--networkMessageCompressors", "snappy,zstd", "--wiredTigerCacheSizeGB", MONGODB_CACHE_GB),
        ],
        os.environ,
        log_only=True,
    )


def nats(port: int, data: Path) -> Command:
    """Return the command for the job queue on loopback, with its data below `data`."""
    directory = data / "nats"
    directory.mkdir(parents=True, exist_ok=True)
    file = directory / "nats.conf"
    file.write_text(configuration(port, directory / "store"), encoding="utf-8")
    return Command("nats", [nats_path(), "-c", str(file)], os.environ, log_only=True)


def worker(
    name: str,
    mongodb_url: str,
    nats_url: str,
    urls: Mapping[str, str],
    process: str | None = None,
    metrics_port: int | None = None,
) -> Command:
    """Return the command for one worker process of a service (`interview`, `learning`).

    Without `metrics_port`, the environment says whether it serves metrics.
    """
    metrics = {} if metrics_port is None else {"WORKER_METRICS_PORT": str(metrics_port)}
    return Command(
        process or f"{name}-worker",
        [sys.executable, "-m", f"{name}_service", "worker"],
        {**_environment(mongodb_url, urls), "NATS_URL": nats_url, **metrics},
        # It hands its jobs back and ends.
        grace=3.0,
    )


def service(
    name: str,
    port: int,
    mongodb_url: str,
    urls: Mapping[str, str] | None = None,
    process: str | None = None,
    nats_url: str | None = None,
    erasure_log: Path | None = None,
) -> Command:
    """Return the command for one process of a service (`resume`, `interview`, `learning`).

    `process` names an additional replica. `urls` maps service names to their addresses. Without `nats_url`, the
    environment says whether there is a queue, and without `erasure_log` whether erasures are recorded.
    """
    return Command(
        process or name,
        [sys.executable, "-m", f"{name}_service"],
        {
            **_environment(mongodb_url, urls or {}),
            "SERVICE_HOST": "127.0.0.1",
            f"{name.upper()}_SERVICE_PORT": str(port),
            **({"NATS_URL": nats_url} if nats_url else {}),
            **({"ERASURE_LOG": str(erasure_log)} if erasure_log else {}),
        },
        # On SIGTERM it would wait for the gateway to stop routing to it; here the gateway has already ended.
        stop=signal.SIGINT,
        grace=2.0,
    )


def page(port: int, directory: Path) -> Command:
    """Return the command for the server of the page that was built into `directory`."""
    return Command(
        "page",
        [sys.executable, "-m", "page"],
        {
            **os.environ,
            "SERVICE_HOST": "127.0.0.1",
            "PAGE_PORT": str(port),
            "PAGE_DIRECTORY": str(directory),
            # It is a package of the repository that is not installed anywhere.
            "PYTHONPATH": str(REPOSITORY / "backend"),
        },
        stop=signal.SIGINT,
        grace=2.0,
    )


def _environment(mongodb_url: str, urls: Mapping[str, str]) -> dict[str, str]:
    return {
        **os.environ,
        "MONGODB_URL": mongodb_url,
        **{f"{other.upper()}_SERVICE_URL": url for other, url in urls.items()},
        # A pipe is between the process and the terminal, so it cannot detect the terminal itself.
        "LOG_FORMAT": os.environ.get("LOG_FORMAT") or ("console" if sys.stdout.isatty() else "json"),
    }


def traefik(
    web_port: int,
    dashboard_port: int,
    urls: Mapping[str, Sequence[str]],
    access_log: Path | None = None,
    read_seconds: int = READ_SECONDS,
    page_url: str = "",
) -> Command:
    """Return the command for the gateway on loopback.

    `urls` lists the replicas of each service, `page_url` is the server of the page if there is one; `access_log` is a
    file to append to. A request that is not complete
    after `read_seconds` is closed; the response may take any time.
    """
    log = ["--accesslog=true", "--accesslog.format=json", f"--accesslog.filepath={access_log}"] if access_log else []
    kept = ["--accesslog.fields.headers.names.X-Request-ID=keep", "--accesslog.fields.queryparameters.defaultmode=drop"]
    return Command(
        "gateway",
        [
            traefik_path(),
            f"--providers.file.filename={REPOSITORY / 'traefik' / 'dynamic.yml'}",
            f"--entrypoints.web.address=127.0.0.1:{web_port}",
            "--entrypoints.web.http.aliasheadersstrategy=delete",
            f"--entrypoints.dashboard.address=127.0.0.1:{dashboard_port}",
            "--entrypoints.dashboard.http.aliasheadersstrategy=delete",
            "--entrypoints.web.transport.lifecycle.gracetimeout=3",
            f"--entrypoints.web.transport.respondingtimeouts.readtimeout={read_seconds}s",
            "--entrypoints.web.transport.respondingtimeouts.writetimeout=0",
            # Shorter than the services keep an idle connection (65 s): the side that reuses is the side that closes.
            "--serverstransport.forwardingtimeouts.idleconntimeout=30s",
            "--api.dashboard=true",
            "--api.insecure=false",
            "--global.checknewversion=false",
            "--global.sendanonymoususage=false",
            "--log.level=ERROR",
            "--log.nocolor=true",
            *(log + kept if log else []),
        ],
        {
            **os.environ,
            **{f"{name.upper()}_SERVICE_URLS": ",".join(urls[name]) for name in SERVICES},
            "DASHBOARD_PORT": str(dashboard_port),
            "PAGE_URL": page_url,
        },
        grace=0.5,
    )


def traefik_path() -> str:
    """Return the path of the Traefik on the PATH, or of the one in the locked wheel."""
    return shutil.which("traefik") or str(Path(sys.executable).parent / "traefik")
