"""`python -m shared.backup create` and `python -m shared.backup restore FOLDER`."""

import argparse
import asyncio
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from nats.errors import Error as NatsError
from nats.js.errors import NotFoundError
from pydantic import Field
from pymongo.errors import PyMongoError

from shared.backup.dumping import connected, dump
from shared.backup.erased import Erased, read_erased
from shared.backup.folder import ERASED, Manifest, UnusableBackup
from shared.backup.restoring import NotEmpty, restore
from shared.config.base import ServiceSettings
from shared.config.jobs import JobSettings
from shared.config.loading import load
from shared.jobs.broker import DLQ, EVENTS, JOBS, WEBHOOKS, open_broker
from shared.jobs.errors import JobsUnavailable

CONNECT_SECONDS = 5
NONE = "none"


class BackupSettings(ServiceSettings, JobSettings):
    """Where the data is, and where backups are kept."""

    resume_database: str = Field(default="resume_service", description="MongoDB database of resume-service.")
    interview_database: str = Field(default="interview_service", description="MongoDB database of interview-service.")
    learning_database: str = Field(default="learning_service", description="MongoDB database of learning-service.")
    backup_dir: Path = Field(default=Path("backups"), description="Where backups are kept.")
    erasure_log: Path | None = Field(default=None, description="File with the ids of erased résumés.")

    @property
    def databases(self) -> Mapping[str, str]:
        """The names of the databases by service."""
        return {
            "resume": self.resume_database,
            "interview": self.interview_database,
            "learning": self.learning_database,
        }


def create(settings: BackupSettings) -> None:
    """Make a backup and print where it is. Raises `OSError`, `PyMongoError`."""
    with connected(settings.mongodb_url.get_secret_value()) as client:
        folder, manifest = dump(client, settings.databases, settings.backup_dir, settings.erasure_log)
    of = "one moment" if manifest.consistency == "snapshot" else "each collection by itself (no replica set)"
    print(f"{folder}: {sum(manifest.documents.values())} documents; consistent: {of}")


def bring_back(settings: BackupSettings, folder: Path, logs: Sequence[str]) -> None:
    """Restore a backup and print what was done.

    Raises `UnusableBackup`, `NotEmpty`, `OSError`, `PyMongoError`, `NatsError`, `JobsUnavailable`,
    `TimeoutError` if the queue does not respond.
    """
    manifest = Manifest.read(folder)
    erased = erased_since(settings, folder, manifest, logs)
    with connected(settings.mongodb_url.get_secret_value()) as client:
        planned = restore(client, settings.databases, folder, manifest, erased)
    if settings.nats_url is not None:
        asyncio.run(_forget_queue(settings.nats_url.get_secret_value()))
    print(f"{folder}: {sum(manifest.documents.values())} documents restored, as of {manifest.created_at}.")
    print(f"{planned} erased résumés stay erased; the services delete what was made from them.")


def erased_since(settings: BackupSettings, folder: Path, manifest: Manifest, logs: Sequence[str]) -> Erased:
    """Return what was erased according to the logs and the backup's own copy.

    Raises `UnusableBackup` unless one of the logs goes back to the backup, or `logs` is `none`.
    """
    own = [path for path in (folder / ERASED,) if path.is_file()]
    if list(logs) == [NONE]:
        return read_erased(own)
    named = [Path(log) for log in logs] or ([settings.erasure_log] if settings.erasure_log is not None else [])
    try:
        began = read_erased(named).began
    except FileNotFoundError as missing:
        raise UnusableBackup(f"There is no erasure log {missing.filename}. {ADVICE}") from missing
    if began is None or began > manifest.time:
        raise UnusableBackup(f"No erasure log goes back to the backup. {ADVICE}")
    return read_erased([*named, *own])


ADVICE = (
    "Without it, résumés that were erased after the backup would come back. Name the newest copy (each backup has one) "
    "with ERASED=path, or ERASED=none if nothing was erased since."
)


async def _forget_queue(url: str) -> None:
    """Empty the queues, the logs and the list of the dead: they are about jobs as they were after the backup."""
    # Without limits: the streams stay as the services have set them up.
    async with open_broker(url, None, "restore") as broker:
        async with asyncio.timeout(CONNECT_SECONDS):
            await broker.opened()
        for name in (JOBS, EVENTS, DLQ, WEBHOOKS):
            stream = await broker.stream(name)
            with suppress(NotFoundError):  # no service has run with this queue yet
                await stream.purge_stream(name)


def parsed(arguments: Sequence[str] | None) -> argparse.Namespace:
    """Return the command line."""
    parser = argparse.ArgumentParser(prog="python -m shared.backup", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("create", help="make a backup in BACKUP_DIR")
    restoring = commands.add_parser("restore", help="read a backup into empty databases")
    restoring.add_argument("folder", type=Path)
    restoring.add_argument("--erased", nargs="*", default=[], help="erasure logs instead of ERASURE_LOG, or `none`")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str] | None = None) -> int:
    """Carry out a command; return the exit code."""
    given, settings = parsed(arguments), load(BackupSettings)
    try:
        if given.command == "create":
            create(settings)
        else:
            bring_back(settings, given.folder, given.erased)
    except (UnusableBackup, NotEmpty, OSError, PyMongoError, NatsError, JobsUnavailable) as error:
        print(f"{type(error).__name__}: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
