"""A body on the disk while it arrives: in a file without a name, which is gone with whoever opened it."""

import asyncio
import os
import tempfile
from pathlib import Path
from typing import Self

DIRECTORY = Path("/var/tmp")  # noqa: S108  files here have no name
"""A disk on nearly every system; `/tmp` is often memory, which would hold the bodies twice."""


def directory_of(named: Path | None) -> Path:
    """Where bodies are spooled to: what the settings name, else a disk, else wherever the system wants such files."""
    if named is not None:
        return named
    return DIRECTORY if os.access(DIRECTORY, os.W_OK | os.X_OK) else Path(tempfile.gettempdir())


class Spool:
    """The file. Disks can be slow, so all of it happens in threads; may raise `OSError`, as when the disk is full."""

    def __init__(self, directory: Path) -> None:
        self._directory = directory
        self.size = 0

    async def __aenter__(self) -> Self:
        self._file = await asyncio.to_thread(tempfile.TemporaryFile, dir=self._directory)
        return self

    async def __aexit__(self, *_: object) -> None:
        await asyncio.to_thread(self._file.close)

    async def write(self, data: bytes) -> None:
        """Add to the end."""
        await asyncio.to_thread(self._file.write, data)
        self.size += len(data)

    async def read(self) -> bytes:
        """All of it."""
        return await asyncio.to_thread(self._read)

    def _read(self) -> bytes:
        self._file.seek(0)
        return self._file.read()
