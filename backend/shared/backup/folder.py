"""A backup as files: BSON and metadata as `mongodump --gzip` lays them out, and a manifest."""

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal, Self

from shared.core.clock import rfc3339

MANIFEST = "manifest.json"
ERASED = "erased.log"
PARTIAL = ".partial"
FORMAT = 1
READ_BYTES = 1 << 20

Consistency = Literal["snapshot", "collection"]


class UnusableBackup(Exception):
    """The folder is no backup, is incomplete or was changed."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup contains. `documents` counts by database and collection, `files` has the SHA-256 of each file."""

    format: int
    created_at: str
    server: str
    consistency: Consistency
    databases: Mapping[str, str]
    """The names of the databases, by service."""

    documents: Mapping[str, int]
    files: Mapping[str, str]

    @property
    def time(self) -> datetime:
        """When the backup began."""
        return datetime.fromisoformat(self.created_at)

    def write(self, folder: Path) -> None:
        """Write it into the folder."""
        (folder / MANIFEST).write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Return the manifest of a backup whose files are all there and unchanged; raises `UnusableBackup`."""
        try:
            found = cls(**json.loads((folder / MANIFEST).read_text(encoding="utf-8")))
        except (OSError, ValueError, TypeError) as error:
            raise UnusableBackup(f"{folder} has no readable {MANIFEST}, so it is no complete backup.") from error
        if found.format != FORMAT:
            raise UnusableBackup(f"{folder} has format {found.format}; this version reads {FORMAT}.")
        for name, digest in found.files.items():
            path = folder / name
            if not path.is_file() or digest_of(path) != digest:
                raise UnusableBackup(f"{path} is missing or was changed after the backup.")
        return found


def begin(parent: Path, now: datetime) -> tuple[Path, Path]:
    """Create the folder of a backup under a temporary name; return it and its final path. Raises `OSError`."""
    name = rfc3339(now).partition(".")[0].rstrip("Z").replace(":", "") + "Z"
    final, partial = parent / name, parent / f"{name}{PARTIAL}"
    parent.mkdir(parents=True, exist_ok=True)
    partial.mkdir(mode=0o700)
    return partial, final


def finish(partial: Path, final: Path) -> None:
    """Give a complete backup its name, once all of it is on the disk. Raises `OSError`."""
    for path in (*partial.rglob("*"), partial):
        _sync(path)
    partial.rename(final)
    _sync(final.parent)


def digest_of(path: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while data := file.read(READ_BYTES):
            digest.update(data)
    return digest.hexdigest()


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
