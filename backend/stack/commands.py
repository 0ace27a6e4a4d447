"""The processes of the stack as command lines and environments; who runs them decides how."""

import os
import shutil
import signal
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from shared.testing.mongod import mongod_path
from stack.settings import READ_SECONDS, REPOSITORY

SERVICES = ("resume", "interview", "learning")
MONGODB_CACHE_GB = "0.25"


@dataclass(frozen=True, slots=True)
class Command:
    """A process: its name, what to execute, and the environment it gets whole."""

    name: str
    arguments: Sequence[str]
    environment: Mapping[str, str]
    stop: signal.Signals = signal.SIGTERM
    """Asks it to end soon and cleanly."""

    grace: float = 5.0
    """Seconds that it then has before it is killed."""

    log_only: bool = False
    """Its output is for its log file and too much for a terminal."""


def mongod(port: int, data: Path) -> Command:
    """MongoDB on the loopback, with its data below `data`."""
    return Command(
        "mongodb",
        [
            mongod_path(),
            *("--bind_ip", "127.0.0.1", "--port", str(port), "--dbpath", str(data / "mongodb"), "--nounixsocket"),
            # zlib is left out: CVE-2025-14847 of the wheel's version is in it.
            *("--networkMessageCompressors", "snappy,zstd", "--wiredTigerCacheSizeGB", MONGODB_CACHE_GB),
        ],
        os.environ,
        log_only=True,
    )


def service(
    name: str, port: int, mongodb_url: str, urls: Mapping[str, str] | None = None, process: str | None = None
) -> Command:
    """One process of a service (`resume`, `interview`, `learning`); `process` names a further replica.

    `urls` says where it reaches the services, by their names.
    """
    return Command(
        process or name,
        [sys.executable, "-m", f"{name}_service"],
        {
            **os.environ,
            "SERVICE_HOST": "127.0.0.1",
            f"{name.upper()}_SERVICE_PORT": str(port),
            "MONGODB_URL": mongodb_url,
            **{f"{other.upper()}_SERVICE_URL": url for other, url in (urls or {}).items()},
            # Between the service and the terminal stands a pipe, so the service cannot see the terminal itself.
            "LOG_FORMAT": os.environ.get("LOG_FORMAT") or ("console" if sys.stdout.isatty() else "json"),
        },
        # On SIGTERM it would wait for a gateway to look away; where this matters, the gateway has ended before.
        stop=signal.SIGINT,
        grace=2.0,
    )


def traefik(
    web_port: int,
    dashboard_port: int,
    urls: Mapping[str, Sequence[str]],
    access_log: Path | None = None,
    read_seconds: int = READ_SECONDS,
) -> Command:
    """The gateway on the loopback. `urls` gives the replicas of each service; `access_log` is a file to append to.

    A request that is not whole after `read_seconds` is closed; the answer may take any time.
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
        },
        grace=0.5,
    )


def traefik_path() -> str:
    """The Traefik on the PATH, else the one of the locked wheel."""
    return shutil.which("traefik") or str(Path(sys.executable).parent / "traefik")
