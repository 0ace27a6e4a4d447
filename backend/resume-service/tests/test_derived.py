"""What follows from a résumé is answered with it, and follows each change."""

from collections.abc import Callable
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from resume_service.main import create_app
from resume_service.migrations import MIGRATIONS
from resume_service.resumes.schemas import EXAMPLE, ResumeOut
from resume_service.settings import ResumeSettings

from shared.core.clock import utc_now
from shared.core.ids import new_id
from shared.database.connection import connect
from shared.database.migrations import migrate
from shared.testing.mongod import Mongod
from shared.testing.serving import client_of

Make = Callable[..., dict[str, Any]]
DERIVED = {
    "technologies": [
        *("Java", "Spring Boot", "Apache Kafka", "Redis", "MySQL", "Kotlin", "Docker", "GitHub Actions"),
    ],
    "total_experience_months": 36,
    "seniority": "mid",
}


def of_before(content: dict[str, Any]) -> dict[str, Any]:
    """A document as the service stored it when it computed nothing but the months."""
    now = utc_now()
    return {
        "_id": new_id(),
        "owner_id": "local",
        "version": 4,
        "created_at": now,
        "updated_at": now,
        "total_experience_months": 36,
        "content": content,
    }


async def test_the_facts_are_answered_at_creation_reading_and_in_lists(client: httpx.AsyncClient) -> None:
    created = (await client.post("", json=EXAMPLE)).json()

    assert created["derived"] == DERIVED
    assert (await client.get(f"/{created['id']}")).json()["derived"] == DERIVED
    assert (await client.get("")).json()["items"][0]["derived"] == DERIVED
    assert ResumeOut.model_validate(created).derived is not None


async def test_the_facts_follow_a_patch_and_a_put(client: httpx.AsyncClient, resume: Make) -> None:
    created = (await client.post("", json=EXAMPLE)).json()

    patched = await client.patch(f"/{created['id']}", json={"technical_skills": None, "total_experience_months": 90})
    replaced = await client.put(f"/{created['id']}", json=resume(technical_skills={"others": ["도커", "docker"]}))

    assert patched.json()["derived"] == {
        "technologies": ["Java", "Spring Boot", "Apache Kafka", "Redis", "MySQL"],
        "total_experience_months": 90,
        "seniority": "senior",
    }
    assert replaced.json()["derived"] == {"technologies": ["Docker"]}


async def test_what_a_client_says_of_the_facts_is_not_believed(client: httpx.AsyncClient) -> None:
    claimed = {**EXAMPLE, "derived": {"seniority": "lead", "technologies": ["COBOL"]}}

    created = (await client.post("", json=claimed)).json()
    patched = (await client.patch(f"/{created['id']}", json={"derived": {"seniority": "lead"}})).json()

    assert created["derived"] == patched["derived"] == DERIVED
    assert "extra" not in patched


async def test_months_that_two_jobs_share_count_once(client: httpx.AsyncClient, resume: Make) -> None:
    jobs = [{"start": "2020-01", "end": "2020-12"}, {"start": "2020-07", "end": "2021-06"}, {"duration": "2021년"}]

    created = (await client.post("", json=resume(work_experiences=jobs))).json()

    assert created["total_experience_months"] == created["derived"]["total_experience_months"] == 18


@pytest.mark.parametrize("count", [0, 3, 1_200])
async def test_resumes_of_before_get_their_facts_once_and_keep_their_version(
    mongod: Mongod, database_name: str, count: int
) -> None:
    settings = ResumeSettings(mongodb_url=SecretStr(mongod.url))
    async with connect(settings, database_name) as database:
        await migrate(database, MIGRATIONS[:1])
        old = [of_before({**EXAMPLE, "name": f"사람 {number}"}) for number in range(count)]
        if old:
            await database["resumes"].insert_many(old)

        assert await migrate(database, MIGRATIONS[:2]) == ["0002_derived"]
        # As a run that did not come to its end would be repeated.
        await database["migrations"].delete_one({"_id": "0002_derived"})
        assert await migrate(database, MIGRATIONS[:2]) == ["0002_derived"]

        stored = await database["resumes"].find().sort("_id", 1).to_list()
        indexes = {index["name"] async for index in await database["resumes"].list_indexes()}
    assert [document["derived"] for document in stored] == [DERIVED] * count
    assert [document["search"]["name"] for document in stored] == [f"사람 {number}" for number in range(count)]
    assert {document["version"] for document in stored} <= {4}
    assert indexes == {"_id_", "owner_newest_first_by_name", "owner_skill_newest_first"}


async def test_resumes_of_before_are_found_by_their_names(mongod: Mongod, database_name: str) -> None:
    settings = ResumeSettings(mongodb_url=SecretStr(mongod.url), resume_database=database_name)
    async with connect(settings, database_name) as database:
        await migrate(database, MIGRATIONS[:-1])
        search: dict[str, Any] = {"name": "김민수", "skills": [], "text": ""}
        await database["resumes"].insert_many([{**of_before(EXAMPLE), "search": search}, of_before(EXAMPLE)])
    for _ in range(2):
        async with client_of(create_app(settings), "/api/v1/resumes") as client:
            found = (await client.get("", params={"name": "민수"})).json()["items"]
            assert [item["name"] for item in found] == ["김민수"]
        # As a run that did not come to its end would be repeated.
        async with connect(settings, database_name) as database:
            assert (await database["migrations"].delete_one({"_id": "0005_name_parts"})).deleted_count == 1
            indexes = {index["name"] async for index in await database["resumes"].list_indexes()}
        assert indexes == {"_id_", "owner_newest_first", "owner_skill_newest_first", "owner_name_part_newest_first"}


async def test_a_resume_without_facts_is_still_answered(client: httpx.AsyncClient, settings: ResumeSettings) -> None:
    old = of_before(EXAMPLE)
    async with connect(settings, settings.resume_database) as database:
        await database["resumes"].insert_one(old)

    answer = await client.get(f"/{old['_id']}")

    assert (answer.status_code, "derived" in answer.json()) == (200, False)
    assert (await client.get("", params={"q": "커머스"})).json()["items"] == []
