"""The `originals` bucket (GridFS): files that résumés were imported from, stored on request."""

from typing import Any
from uuid import UUID

from gridfs.asynchronous import AsyncGridFSBucket
from gridfs.errors import CorruptGridFile, NoFile

from resume_service.imports.models import Original
from shared.database.connection import Database

BUCKET = "originals"


class OriginalCrud:
    """Reads and writes originals. An original has the id of its résumé."""

    def __init__(self, database: Database) -> None:
        self._bucket = AsyncGridFSBucket(database, bucket_name=BUCKET)
        self._files = database[f"{BUCKET}.files"]
        self._chunks = database[f"{BUCKET}.chunks"]

    async def store(self, owner_id: str, resume_id: UUID, original: Original) -> None:
        """Store a file, replacing one that an earlier attempt may have left."""
        await self.delete(resume_id)
        metadata: dict[str, Any] = {"owner_id": owner_id, "media_type": original.media_type}
        await self._bucket.upload_from_stream_with_id(
            resume_id, f"resume.{original.extension}", original.data, metadata=metadata
        )

    async def find(self, owner_id: str, resume_id: UUID) -> Original | None:
        """Return the owner's file for this résumé, if any."""
        file = await self._files.find_one({"_id": resume_id, "metadata.owner_id": owner_id})
        if file is None:
            return None
        try:
            stream = await self._bucket.open_download_stream(resume_id)
            data = await stream.read()
        except (NoFile, CorruptGridFile):  # deleted meanwhile, completely or in part
            return None
        return Original(data, file["metadata"]["media_type"], file["filename"].rpartition(".")[2])

    async def delete(self, resume_id: UUID) -> None:
        """Delete the file of a résumé, and leftovers of an unfinished upload."""
        await self._files.delete_one({"_id": resume_id})
        await self._chunks.delete_many({"files_id": resume_id})
