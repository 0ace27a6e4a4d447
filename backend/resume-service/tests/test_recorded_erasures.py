"""The service records what it erased in a file apart from the database."""

import asyncio
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI, Response
from resume_service.main import create_app
from resume_service.settings import ResumeSettings

from shared.backup.erased import read_erased
from shared.database.connection import connect
from shared.testing.serving import client_of, serving
from shared.testing.waiting import until_none

Make = Callable[..., dict[str, Any]]


@pytest.fixture
def log(tmp_path: Path) -> Path:
    return tmp_path / "backups" / "erased.log"


@pytest.fixture
async def client(settings: ResumeSettings, log: Path) -> AsyncIterator[httpx.AsyncClient]:
    others = FastAPI(openapi_url=None)
    others.delete("/{path:path}")(forget)
    async with serving(others) as url:
        wired = settings.model_copy(
            update={"interview_service_url": url, "learning_service_url": url, "erasure_log": log}
        )
        async with client_of(create_app(wired), "/api/v1/resumes") as client:
            yield client


async def forget(path: str) -> Response:
    assert path
    return Response(status_code=204)


async def stored(client: httpx.AsyncClient, body: dict[str, Any]) -> str:
    return (await client.post("", json=body)).json()["id"]


async def until_recorded(log: Path, *ids: str) -> None:
    async def missing() -> int:
        found = await asyncio.to_thread(read_erased, [log])
        return len({UUID(one) for one in ids} - set(found.resumes))

    await until_none(missing)


async def test_what_is_deleted_is_recorded_without_a_word_about_its_owner(
    client: httpx.AsyncClient, log: Path, resume: Make
) -> None:
    single, kept = await stored(client, resume()), await stored(client, resume())
    await client.delete(f"/{single}", headers={"If-Match": '"v9"'})
    await client.delete(f"/{single}")
    await until_recorded(log, single)
    assert UUID(kept) not in read_erased([log]).resumes

    await client.delete("", params={"confirm": "all"})

    await until_recorded(log, kept)
    assert "local" not in written(log)


async def test_a_stale_delete_is_not_recorded(client: httpx.AsyncClient, log: Path, resume: Make) -> None:
    kept, erased = await stored(client, resume()), await stored(client, resume())

    assert (await client.delete(f"/{kept}", headers={"If-Match": '"v9"'})).status_code == 412
    await client.delete(f"/{erased}")

    await until_recorded(log, erased)
    assert UUID(kept) not in read_erased([log]).resumes


async def test_an_erasure_stays_pending_until_it_can_be_recorded(
    client: httpx.AsyncClient, settings: ResumeSettings, log: Path, resume: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("resume_service.erasures.service.MAX_WAIT", 0.1)
    made = await stored(client, resume())
    away = moved(log, log.with_name("away"))

    await client.delete(f"/{made}")

    async with connect(settings, settings.resume_database) as database:
        mine, others = {"resume_id": UUID(made)}, ["interview-service", "learning-service", "resume-service"]
        # The deletion itself goes on.
        deleted = {**mine, "done": others}
        await until_none(lambda: count(database["erasures"].count_documents(deleted), 1))
        moved(away, log)
        await until_recorded(log, made)


async def count(found: Any, wanted: int) -> int:
    return wanted - await found


def written(log: Path) -> str:
    return log.read_text(encoding="utf-8")


def moved(log: Path, to: Path) -> Path:
    return log.rename(to)
