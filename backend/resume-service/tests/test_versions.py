"""The versions of a résumé: each write keeps the one before."""

import asyncio
from collections.abc import AsyncIterator, Callable
from typing import Any
from uuid import UUID

import httpx
import pytest
from pydantic import SecretStr
from resume_service.main import create_app
from resume_service.resumes.crud import ResumeCrud
from resume_service.resumes.deriving import written
from resume_service.settings import ResumeSettings
from resume_service.versions.crud import VersionCrud

from shared.core.clock import utc_now
from shared.database.connection import connect
from shared.testing.mongod import Mongod
from shared.testing.serving import client_of

Json = dict[str, Any]
Make = Callable[..., Json]
KEPT = 3


@pytest.fixture
async def short_memory(mongod: Mongod, database_name: str) -> AsyncIterator[httpx.AsyncClient]:
    """A service that keeps three earlier versions."""
    settings = ResumeSettings(mongodb_url=SecretStr(mongod.url), resume_database=database_name, resume_history=KEPT)
    async with client_of(create_app(settings), "/api/v1/resumes") as client:
        yield client


async def versions(client: httpx.AsyncClient, resume_id: str) -> list[int]:
    answer = await client.get(f"/{resume_id}/versions")
    return [version["version"] for version in answer.json()["items"]]


async def test_what_was_replaced_or_patched_can_still_be_read(client: httpx.AsyncClient, resume: Make) -> None:
    first = (await client.post("", json=resume(summary="처음", extra={"mbti": "INTJ"}))).json()
    path = f"/{first['id']}"
    second = (await client.put(path, json=resume(summary="다음"))).json()
    third = (await client.patch(path, json={"summary": "마지막"})).json()

    listed = (await client.get(f"{path}/versions")).json()["items"]
    assert listed == [
        {"version": 3, "updated_at": third["updated_at"], "current": True},
        {"version": 2, "updated_at": second["updated_at"], "current": False},
        {"version": 1, "updated_at": first["updated_at"], "current": False},
    ]
    for expected in (first, second, third):
        answer = await client.get(f"{path}/versions/{expected['version']}")
        assert answer.json() == expected
        assert answer.headers["etag"] == f'"v{expected["version"]}"'


async def test_only_the_newest_versions_are_kept(short_memory: httpx.AsyncClient, resume: Make) -> None:
    made = (await short_memory.post("", json=resume())).json()
    for number in range(6):
        await short_memory.put(f"/{made['id']}", json=resume(summary=str(number)))

    assert await versions(short_memory, made["id"]) == [7, 6, 5, 4]
    gone = await short_memory.get(f"/{made['id']}/versions/3")
    assert (gone.status_code, gone.json()["code"]) == (404, "RESUME_VERSION_NOT_FOUND")


@pytest.mark.parametrize("number", ["2", "99999999999"])
async def test_a_version_that_never_was_is_not_found(client: httpx.AsyncClient, resume: Make, number: str) -> None:
    made = (await client.post("", json=resume())).json()

    answer = await client.get(f"/{made['id']}/versions/{number}")

    assert (answer.status_code, answer.json()["code"]) == (404, "RESUME_VERSION_NOT_FOUND")


@pytest.mark.parametrize("number", ["0", "-1", "eins", "9" * 40])
async def test_what_is_no_version_is_refused(client: httpx.AsyncClient, resume: Make, number: str) -> None:
    made = (await client.post("", json=resume())).json()

    assert (await client.get(f"/{made['id']}/versions/{number}")).status_code == 422


async def test_a_refused_write_makes_no_version(client: httpx.AsyncClient, resume: Make) -> None:
    made = (await client.post("", json=resume())).json()
    path = f"/{made['id']}"

    stale = await client.put(path, json=resume(), headers={"If-Match": '"v9"'})
    invalid = await client.patch(path, json={"name": ""})

    assert (stale.status_code, invalid.status_code) == (412, 422)
    assert await versions(client, made["id"]) == [1]


async def test_many_writers_leave_every_version_once(client: httpx.AsyncClient, resume: Make) -> None:
    made = (await client.post("", json=resume())).json()
    path = f"/{made['id']}"

    answers = await asyncio.gather(*(client.patch(path, json={"extra": {str(n): n}}) for n in range(12)))

    assert {answer.status_code for answer in answers} == {200}
    assert await versions(client, made["id"]) == list(range(13, 0, -1))
    # What a version added is in it and in every later one.
    for answer in answers:
        kept = (await client.get(f"{path}/versions/{answer.json()['version']}")).json()
        assert kept == answer.json()
        assert len(kept["extra"]) == kept["version"] - 1


async def test_a_process_that_dies_between_keeping_and_writing_leaves_no_trace(
    client: httpx.AsyncClient, settings: ResumeSettings, resume: Make
) -> None:
    made = (await client.post("", json=resume())).json()
    async with connect(settings, settings.resume_database) as database:
        crud, kept = ResumeCrud(database), VersionCrud(database, KEPT)
        current = await crud.find("local", UUID(made["id"]))
        assert current is not None
        await kept.keep(current)
        assert await versions(client, made["id"]) == [1]

        # Another one writes meanwhile; keeping again what is kept already changes nothing.
        await client.put(f"/{made['id']}", json=resume(summary="다음"))
        assert await crud.replace("local", current.id, written(current.content), utc_now(), 1) is None

    assert await versions(client, made["id"]) == [2, 1]


async def test_without_history_nothing_is_kept(mongod: Mongod, database_name: str, resume: Make) -> None:
    settings = ResumeSettings(mongodb_url=SecretStr(mongod.url), resume_database=database_name, resume_history=0)
    async with client_of(create_app(settings), "/api/v1/resumes") as client:
        made = (await client.post("", json=resume())).json()
        await client.put(f"/{made['id']}", json=resume(summary="다음"))

        assert await versions(client, made["id"]) == [2]
        assert (await client.get(f"/{made['id']}/versions/1")).status_code == 404
    async with connect(settings, database_name) as database:
        assert await database["resume_versions"].count_documents({}) == 0


async def test_a_shorter_history_holds_at_once_and_goes_with_the_next_write(
    client: httpx.AsyncClient, settings: ResumeSettings, resume: Make
) -> None:
    path = f"/{(await client.post('', json=resume())).json()['id']}"
    for number in range(3):
        await client.put(path, json=resume(summary=str(number)))

    for kept in (1, 0):
        shorter = settings.model_copy(update={"resume_history": kept})
        async with client_of(create_app(shorter), "/api/v1/resumes") as service:
            answers = [(await service.get(f"{path}/versions/{number}")).status_code for number in (1, 2, 3, 4)]
            assert answers == [404, 404, 200 if kept else 404, 200]
    async with client_of(create_app(shorter), "/api/v1/resumes") as service:
        await service.put(path, json=resume(summary="jetzt"))
    async with connect(settings, settings.resume_database) as database:
        assert await database["resume_versions"].count_documents({}) == 0


async def test_the_versions_of_an_unknown_resume_are_not_found(client: httpx.AsyncClient) -> None:
    unknown = "/01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b/versions"

    for path in (unknown, f"{unknown}/1", "/nonsense/versions"):
        answer = await client.get(path)
        assert (answer.status_code, answer.json()["code"]) == (404, "RESUME_NOT_FOUND")
