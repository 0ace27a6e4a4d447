"""Writes a backup."""

import gzip
import shutil
from collections.abc import Generator, Iterable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any, cast

from bson import json_util
from pymongo import MongoClient
from pymongo.client_session import ClientSession
from pymongo.database import Database

from shared.backup.folder import ERASED, FORMAT, Consistency, Manifest, begin, digest_of, finish
from shared.core.clock import rfc3339, utc_now

Client = MongoClient[dict[str, Any]]
LEVEL = 6
LAST = ("erasures", "resumes")
"""Collections that are read after all others where there is no snapshot. Whatever was made from a résumé is read before
it, so a result whose résumé is missing is one that was erased meanwhile, and the erasure log names it."""

ORDER = ("interview", "learning", "resume")


def dump(client: Client, databases: Mapping[str, str], parent: Path, erased: Path | None) -> tuple[Path, Manifest]:
    """Write a backup of the services' databases into a new folder of `parent`; return it with its manifest.

    With a replica set all of it is one moment; with a single server each collection is read for itself, while others
    may be written. `erased` is the erasure log, of which a copy is added. Raises `OSError`, `PyMongoError`.
    """
    now = utc_now()
    partial, final = begin(parent, now)
    try:
        is_set = "setName" in client.admin.command("hello")
        consistency: Consistency = "snapshot" if is_set else "collection"
        with client.start_session(snapshot=True) if is_set else nullcontext() as session:
            documents = dict(_dumped(client, databases, partial, session))
        if erased is not None and erased.is_file():
            shutil.copyfile(erased, partial / ERASED)
        files = {
            path.relative_to(partial).as_posix(): digest_of(path)
            for path in sorted(partial.rglob("*"))
            if path.is_file()
        }
        server = str(client.server_info()["version"])
        manifest = Manifest(FORMAT, rfc3339(now), server, consistency, dict(databases), documents, files)
        manifest.write(partial)
        finish(partial, final)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return final, manifest


def _dumped(
    client: Client, databases: Mapping[str, str], folder: Path, session: ClientSession | None
) -> Iterator[tuple[str, int]]:
    """Write each collection; yield its name with that of its database, and the number of its documents."""
    for service in ORDER:
        database = client[databases[service]]
        target = folder / service
        target.mkdir()
        found = [one for one in database.list_collections() if not one["name"].startswith("system.")]
        for one in sorted(found, key=lambda one: (one["name"] in LAST, one["name"])):
            yield f"{service}/{one['name']}", _collection(database, one, target, session)


def _collection(
    database: Database[dict[str, Any]], found: Mapping[str, Any], folder: Path, session: ClientSession | None
) -> int:
    """Write a collection with its options and indexes; return the number of its documents."""
    name: str = found["name"]
    collection = database[name]
    metadata = {
        "options": found.get("options", {}),
        "indexes": list(collection.list_indexes()),
        "collectionName": name,
        "type": "collection",
    }
    with gzip.open(folder / f"{name}.metadata.json.gz", "wt", LEVEL, encoding="utf-8") as file:
        file.write(json_util.dumps(metadata, json_options=json_util.CANONICAL_JSON_OPTIONS))
    count = 0
    with gzip.open(folder / f"{name}.bson.gz", "wb", LEVEL) as file:
        # The driver's annotation is that of a cursor of documents; its batches are bytes.
        for batch in cast("Iterable[bytes]", collection.find_raw_batches({}, session=session)):
            file.write(batch)
            count += _length(batch)
    return count


def _length(batch: bytes) -> int:
    """Return how many BSON documents are in a batch; each begins with its own size."""
    count = position = 0
    while position < len(batch):
        position += int.from_bytes(batch[position : position + 4], "little")
        count += 1
    return count


@contextmanager
def connected(url: str) -> Generator[Client]:
    """Yield a client without time limits for the operations themselves, which may be long."""
    client: Client = MongoClient(url, serverSelectionTimeoutMS=5000, tz_aware=True, uuidRepresentation="standard")
    try:
        yield client
    finally:
        client.close()
