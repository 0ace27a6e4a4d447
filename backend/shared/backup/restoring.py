"""Reads a backup into empty databases."""

import gzip
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import timedelta
from itertools import islice
from pathlib import Path
from typing import Any, cast
from uuid import UUID

import bson
from bson import json_util
from bson.binary import UUID_SUBTYPE, Binary
from bson.codec_options import CodecOptions
from bson.raw_bson import RawBSONDocument
from pymongo import WriteConcern

from shared.backup.dumping import Client
from shared.backup.erased import Erased
from shared.backup.folder import Manifest, UnusableBackup
from shared.core.clock import utc_now
from shared.core.ids import new_id

AT_ONCE = 500
RAW: CodecOptions[RawBSONDocument] = CodecOptions(document_class=RawBSONDocument)
DURABLE = WriteConcern(w="majority", j=True)
NAMED_BY = {("resume", "resumes"): "_id", ("interview", "jobs"): "resume_id", ("learning", "jobs"): "resume_id"}
"""What is left out if it is about an erased résumé, and the field that says so. A job has a copy of the résumé, and a
running worker would carry it out before its erasure is."""

BOOKKEEPING = frozenset({"migrations"})
"""Collections that a service fills when it starts, so that they are no sign of data."""

MARGIN = timedelta(hours=1)
"""Longer than an erasure takes while all services are up, and than clocks differ."""

RESTORED_OWNER = "erased-before-the-restore"
"""Owner in an erasure that the restore plans: who it was is not in the erasure log."""


class NotEmpty(Exception):
    """The databases contain documents that a restore would delete."""


def restore(client: Client, databases: Mapping[str, str], folder: Path, manifest: Manifest, erased: Erased) -> int:
    """Replace the services' databases by the backup in `folder`; return the number of erasures that it plans.

    Résumés in `erased` and jobs about them are not restored. What the backup contains of them besides is deleted by the
    running services, through the same erasures as after any DELETE; nothing of it is shown, because its résumé is
    missing. Raises `UnusableBackup`, `NotEmpty`, `OSError`, `PyMongoError`.
    """
    _refuse_data(client, databases)
    for path in sorted(folder.glob("*/*.metadata.json.gz")):
        service, name = path.parent.name, path.name.removesuffix(".metadata.json.gz")
        if service not in databases or f"{service}/{name}" not in manifest.documents:
            raise UnusableBackup(f"{path} does not belong to the backup.")
        _collection(client, databases[service], path, NAMED_BY.get((service, name)), erased.resumes.keys())
    for service in ("interview", "learning"):
        # The queue knows nothing of these jobs: the sweep of the workers queues what is not published.
        jobs = client[databases[service]].get_collection("jobs", write_concern=DURABLE)
        jobs.update_many({"state": "queued"}, {"$set": {"published": False}})
    # What was erased earlier was gone before the backup, or its erasure is in the backup.
    return _plan_erasures(client, databases["resume"], erased.since(manifest.time - MARGIN))


def _refuse_data(client: Client, databases: Mapping[str, str]) -> None:
    for database in databases.values():
        for name in client[database].list_collection_names(filter={"name": {"$not": {"$regex": r"^system\."}}}):
            if name not in BOOKKEEPING and client[database][name].find_one({}, {"_id": 1}) is not None:
                raise NotEmpty(
                    f"{database}.{name} contains documents. Restore into an empty MongoDB: stop the stack, "
                    "move its data directory or volume away, and start it again."
                )


def _collection(client: Client, database: str, path: Path, field: str | None, without: Collection[UUID]) -> None:
    with gzip.open(path, "rt", encoding="utf-8") as file:
        metadata = json_util.loads(file.read())
    name: str = metadata["collectionName"]
    client[database].drop_collection(name)
    client[database].create_collection(name, **metadata["options"])
    target = client[database].get_collection(name, codec_options=RAW, write_concern=DURABLE)
    documents = _documents(path.with_name(f"{name}.bson.gz"), field, without)
    while batch := list(islice(documents, AT_ONCE)):
        # As they were: a validator of a later time may have accepted them only because they were already there.
        target.insert_many(batch, ordered=False, bypass_document_validation=True)
    indexes = [{key: value for key, value in index.items() if key != "ns"} for index in metadata["indexes"]]
    client[database].command("createIndexes", name, indexes=indexes)


def _documents(path: Path, field: str | None, without: Collection[UUID]) -> Iterator[RawBSONDocument]:
    with gzip.open(path, "rb") as file:
        for document in bson.decode_file_iter(cast("Any", file), RAW):
            if field is None or _uuid(document[field]) not in without:
                yield document


def _uuid(value: Any) -> UUID | None:
    return value.as_uuid() if isinstance(value, Binary) and value.subtype == UUID_SUBTYPE else None


def _plan_erasures(client: Client, database: str, erased: Sequence[UUID]) -> int:
    if not erased:
        return 0
    now = utc_now()
    documents: list[dict[str, Any]] = [
        {
            "_id": new_id(),
            "resume_id": resume_id,
            "owner_id": RESTORED_OWNER,
            "version": 1,
            "requested_at": now,
            "due_at": now,
            "sweep": 0,
            "done": [],
            "failures": 0,
        }
        for resume_id in erased
    ]
    client[database].get_collection("erasures", write_concern=DURABLE).insert_many(documents)
    return len(documents)
