"""A body on disk while it arrives: in an unnamed file, which disappears with the process that opened it."""

import asyncio
import os
import tempfile
from pathlib import Path
from typing import Self

DIRECTORY = Path("/var/tmp")  # noqa: S108  files here have no name
"""On disk on nearly every system; `/tmp` is often in memory, which would hold the bodies twice."""


def directory_of(named: Path | None) -> Path:
    """Return the spool directory: `named` if set, else `/var/tmp` if writable, else the system's default."""
    if named is not None:
        return named
    return DIRECTORY if os.access(DIRECTORY, os.W_OK | os.X_OK) else Path(tempfile.gettempdir())


class Spool:
    """A temporary file. Disks can be slow, so all access is in threads; raises `OSError`, such as for a full disk."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self.size = 0

    async def __aenter__(self) -> Self:
        self._file = await asyncio.to_thread(tempfile.TemporaryFile, dir=self._directory)
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self._file.close)

    async def write(self, data: bytes) -> None:
        """Append `data`."""
        await asyncio.to_thread(self._file.write, data)
        self.size += len(data)

    async def read(self) -> bytes:
        """Return the whole content."""
        return await asyncio.to_thread(self._read)

    def _read(self) -> bytes:
        self._file.seek(0)
        return self._file.read()
