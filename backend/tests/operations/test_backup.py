"""`make backup` and `make restore` on the native stack: everything comes back but what was erased since."""

import asyncio
import json
import os
import subprocess
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import bson
import httpx
import pytest
from bson.raw_bson import RawBSONDocument
from pymongo import MongoClient

from shared.backup.dumping import connected, dump
from shared.backup.erased import Erased
from shared.backup.folder import Manifest, UnusableBackup
from shared.backup.restoring import restore
from shared.testing.breaking import free_port
from shared.testing.mongod import Mongod, mongod_path
from shared.testing.plugin import MEASURED
from shared.testing.services import example_resume
from shared.testing.waiting import until_none
from stack.running import RunningStack, running_stack
from stack.settings import REPOSITORY

BY_SERVICE = {"resume": "resume_service", "interview": "interview_service", "learning": "learning_service"}
DATABASES = tuple(BY_SERVICE.values())
Documents = dict[str, set[bytes]]
PASSING = {"migrations", "quotas"}
"""Collections in which a starting service or a request between backup and comparison may write."""


def make(target: str, stack: RunningStack, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    assert stack.nats is not None
    environment = {
        **os.environ,
        "MONGODB_URL": stack.mongod.url,
        "NATS_URL": stack.nats.url,
        "BACKUP_DIR": str(folder),
        "ERASURE_LOG": str(folder / "erased.log"),
        **MEASURED,
    }
    command = ["make", "--no-print-directory", target, *words]
    return subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)


async def stored(client: httpx.AsyncClient, name: str) -> str:
    """Make a résumé of three versions with its original file, questions, practice and a path; return its id."""
    document = {"basics": {"name": name, "summary": "Backend"}, "work": [{"name": "Example", "position": "Engineer"}]}
    imported = await client.post("/api/v1/resumes/import", json=document, params={"keep_original": True})
    resume_id: str = imported.json()["resume"]["id"]
    await client.put(f"/api/v1/resumes/{resume_id}", json={**example_resume(), "name": name})
    await client.patch(f"/api/v1/resumes/{resume_id}", json={"summary": f"{name} 소개"})
    made = await client.post(f"/api/v1/interview/{resume_id}/questions", json={"count": 3})
    session = await client.post(f"/api/v1/interview/{resume_id}/sessions", json={"question_set_id": made.json()["id"]})
    assert session.status_code == HTTPStatus.CREATED, session.text
    path = await client.post(f"/api/v1/learning/{resume_id}/learning-path", json={"count": 3})
    assert path.status_code == HTTPStatus.CREATED
    return resume_id


async def seen(client: httpx.AsyncClient, resume_id: str) -> dict[str, Any]:
    paths = (
        *(
            f"/api/v1/resumes/{resume_id}{rest}"
            for rest in ("", "/versions", "/versions/1", "/versions/2", "/original")
        ),
        *(f"/api/v1/interview/{resume_id}/{what}" for what in ("questions", "sessions")),
        f"/api/v1/learning/{resume_id}/learning-paths",
    )
    answers = [await client.get(path) for path in paths]
    return {path: (answer.status_code, answer.content) for path, answer in zip(paths, answers, strict=True)}


def documents(url: str) -> Documents:
    with MongoClient[dict[str, Any]](url, tz_aware=True) as client:
        return {
            f"{database}.{name}": {bson.encode(one) for one in client[database][name].find()}
            for database in DATABASES
            for name in client[database].list_collection_names()
            if name not in PASSING
        }


def structure(url: str) -> Mapping[str, Any]:
    """The options and indexes of each collection."""
    with MongoClient[dict[str, Any]](url) as client:
        return {
            f"{database}.{found['name']}": (found["options"], client[database][found["name"]].index_information())
            for database in DATABASES
            for found in client[database].list_collections()
        }


def mentions(url: str, resume_id: str) -> int:
    """How many stored documents contain the id of a résumé."""
    wanted = UUID(resume_id).bytes
    return sum(wanted in one for name, found in documents(url).items() for one in found if "erasures" not in name)


async def job(client: httpx.AsyncClient, resume_id: str) -> str:
    accepted = await client.post(
        f"/api/v1/interview/{resume_id}/questions", json={"count": 1}, headers={"Prefer": "respond-async"}
    )
    assert accepted.status_code == HTTPStatus.ACCEPTED
    return accepted.headers["Location"]


async def test_a_restore_brings_everything_back_but_what_was_erased_since(tmp_path: Path) -> None:
    folder = tmp_path / "backups"
    log = {"ERASURE_LOG": str(folder / "erased.log")}
    first, second = tmp_path / "first", tmp_path / "second"
    for logs in (first, second):
        logs.mkdir()
    with running_stack(first, jobs=True, environment=log) as stack:
        async with stack.client() as client:
            kept, erased = [await stored(client, name) for name in ("김민수", "이영희")]
            stack.end("interview-worker-1")
            queued = await job(client, kept)
            before, there, built = await seen(client, kept), documents(stack.mongod.url), structure(stack.mongod.url)
            made = await asyncio.to_thread(make, "backup", stack, folder)
            assert made.returncode == 0, made.stderr
            assert (await client.delete(f"/api/v1/resumes/{erased}")).status_code == HTTPStatus.NO_CONTENT
            await until_none(lambda: asyncio.to_thread(mentions, stack.mongod.url, erased))
    (backup,) = (path for path in folder.iterdir() if path.is_dir())

    with running_stack(second, jobs=True, environment=log) as stack:
        stack.end("interview-worker-1")
        restored = await asyncio.to_thread(make, "restore", stack, folder, f"FROM={backup}")
        assert restored.returncode == 0, restored.stderr
        async with stack.client() as client:
            assert await seen(client, kept) == before
            assert {status for status, _ in (await seen(client, erased)).values()} == {HTTPStatus.NOT_FOUND}
            listed = (await client.get("/api/v1/resumes")).json()["items"]
            assert [one["id"] for one in listed] == [kept]
            await until_none(lambda: asyncio.to_thread(mentions, stack.mongod.url, erased))
            assert structure(stack.mongod.url) == built
            compare(documents(stack.mongod.url), there, UUID(erased))
            # The queue is empty, and the job's document is enough to have it carried out.
            stack.again("interview-worker-1")
            async with client.stream("GET", f"{queued}/events") as events:
                assert "completed" in [line.partition("event: ")[2] async for line in events.aiter_lines()]


def compare(now: Documents, then: Documents, erased: UUID) -> None:
    """Assert that the documents are the same but for those of the erased résumé, and the note that a job is waiting."""
    assert now.keys() == then.keys()
    for name in then.keys() - {"resume_service.erasures", "interview_service.jobs"}:
        expected = {one for one in then[name] if erased.bytes not in one}
        assert now[name] == expected, name
    (waits,) = (RawBSONDocument(one) for one in now["interview_service.jobs"])
    assert (waits["state"], waits["published"]) == ("queued", False)


async def test_what_would_bring_back_erased_data_or_delete_other_is_refused(tmp_path: Path) -> None:
    folder, logs = tmp_path / "backups", tmp_path / "logs"
    logs.mkdir()
    with running_stack(logs, jobs=True, environment={"ERASURE_LOG": str(folder / "erased.log")}) as stack:
        async with stack.client() as client:
            made = await client.post("/api/v1/resumes", json=example_resume())
        assert make("backup", stack, folder).returncode == 0
        (backup,) = (path for path in folder.iterdir() if path.is_dir())

        full = make("restore", stack, folder, f"FROM={backup}")
        (folder / "erased.log").rename(folder / "old.log")
        unknown = make("restore", stack, folder, f"FROM={backup}")
        (folder / "erased.log").write_text('{"log_began": "2100-01-01T00:00:00.000Z"}\n', encoding="utf-8")
        late = make("restore", stack, folder, f"FROM={backup}")
        named = make("restore", stack, folder, f"FROM={backup}", f"ERASED={folder / 'old.log'}")
        waived = make("restore", stack, folder, f"FROM={backup}", "ERASED=none")
        manifest = json.loads((backup / "manifest.json").read_text(encoding="utf-8"))
        (backup / "resume" / "resumes.bson.gz").write_bytes(b"changed")
        changed = make("restore", stack, folder, f"FROM={backup}", "ERASED=none")

        async with stack.client() as client:
            assert (await client.get(f"/api/v1/resumes/{made.json()['id']}")).status_code == HTTPStatus.OK
    assert all(one.returncode for one in (full, unknown, late, named, waived, changed))
    assert "contains documents" in full.stderr
    assert "There is no erasure log" in unknown.stderr
    assert "No erasure log goes back to the backup" in late.stderr
    # Both get past the log, to the data that is still there.
    assert "contains documents" in named.stderr
    assert "contains documents" in waived.stderr
    assert "was changed after the backup" in changed.stderr
    assert manifest["consistency"] == "collection"
    assert [path for path in folder.iterdir() if path.name.endswith(".partial")] == []


def test_a_job_about_an_erased_resume_is_not_there_for_a_worker_to_find(tmp_path: Path, mongod: Mongod) -> None:
    names = {service: f"jobs_{service}_{uuid4().hex[:8]}" for service in BY_SERVICE}
    kept, erased = uuid4(), uuid4()
    with connected(mongod.url) as client:
        for service in ("interview", "learning"):
            client[names[service]]["jobs"].insert_many(
                [{"resume_id": one, "state": "queued"} for one in (kept, erased)]
            )
        folder, manifest = dump(client, names, tmp_path / "backups", None)
        for name in names.values():
            client.drop_database(name)

        restore(client, names, folder, manifest, Erased(manifest.time, {erased: manifest.time}))

        found = {service: client[names[service]]["jobs"].distinct("resume_id") for service in ("interview", "learning")}
        for name in names.values():
            client.drop_database(name)
    assert found == {"interview": [kept], "learning": [kept]}


def test_a_replica_set_is_copied_as_of_one_moment(tmp_path: Path) -> None:
    with running_set(tmp_path / "set") as url, connected(url) as client:
        for database in DATABASES:
            client[database]["resumes"].insert_many([{"number": number} for number in range(2000)])

        folder, manifest = dump(client, BY_SERVICE, tmp_path / "backups", None)

    assert manifest.consistency == "snapshot"
    assert manifest.documents == {f"{service}/resumes": 2000 for service in BY_SERVICE}
    assert Manifest.read(folder) == manifest
    assert folder.stat().st_mode & 0o077 == 0


@contextmanager
def running_set(directory: Path) -> Generator[str]:
    """Run a mongod that is a replica set of its own; yield its URL."""
    directory.mkdir()
    port = free_port()
    words = ["--bind_ip", "127.0.0.1", "--port", str(port), "--dbpath", str(directory), "--nounixsocket", "--quiet"]
    with (directory / "mongod.log").open("wb") as log:
        command = [mongod_path(), *words, "--replSet", "one", "--networkMessageCompressors", "snappy"]
        process = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)
    try:
        with MongoClient[dict[str, Any]]("127.0.0.1", port, directConnection=True) as client:
            member = {"_id": 0, "host": f"127.0.0.1:{port}"}
            client.admin.command("replSetInitiate", {"_id": "one", "members": [member]})
        yield f"mongodb://127.0.0.1:{port}/?replicaSet=one"
    finally:
        process.kill()
        process.wait()


def test_a_backup_that_fails_leaves_nothing_behind(tmp_path: Path, mongod: Mongod) -> None:
    missing = {**BY_SERVICE}
    del missing["learning"]

    with connected(mongod.url) as client, pytest.raises(KeyError):
        dump(client, missing, tmp_path / "backups", None)

    assert list((tmp_path / "backups").iterdir()) == []


@pytest.mark.parametrize("text", ["", "{}", '{"format": 99}'])
def test_a_folder_without_a_whole_manifest_is_no_backup(tmp_path: Path, text: str) -> None:
    (tmp_path / "manifest.json").write_text(text, encoding="utf-8")

    with pytest.raises(UnusableBackup, match="no complete backup"):
        Manifest.read(tmp_path)


def test_a_backup_of_another_format_is_refused(tmp_path: Path) -> None:
    Manifest(99, "2026-01-01T00:00:00.000Z", "6.0.5", "collection", {}, {}, {}).write(tmp_path)

    with pytest.raises(UnusableBackup, match="format 99"):
        Manifest.read(tmp_path)
