"""A deleted résumé takes everything with it through the whole product, even while processes are down."""

import asyncio
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from pymongo import AsyncMongoClient

from stack.running import RunningStack, running_stack

PATIENCE = 40
Made = dict[str, str]


@pytest.fixture
def stack(tmp_path: Path) -> Iterator[RunningStack]:
    with running_stack(tmp_path) as running:
        yield running


async def make(client: httpx.AsyncClient, example: dict[str, Any]) -> Made:
    """A résumé with a question set and a learning path; their addresses."""
    resume = (await client.post("/api/v1/resumes", json=example)).json()["id"]
    questions = await client.post(f"/api/v1/interview/{resume}/questions")
    path = await client.post(f"/api/v1/learning/{resume}/learning-path")
    assert (questions.status_code, path.status_code) == (201, 201), questions.text + path.text
    return {
        "id": resume,
        "resume": f"/api/v1/resumes/{resume}",
        "questions": questions.headers["Location"],
        "path": path.headers["Location"],
    }


async def left(stack: RunningStack, made: Made) -> dict[str, int]:
    """How many documents of the résumé each collection holds."""
    of_it = {"resume_id": UUID(made["id"])}
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(stack.mongod.url, uuidRepresentation="standard")
    async with client:
        return {
            "resumes": await client["resume_service"]["resumes"].count_documents({"_id": of_it["resume_id"]}),
            "versions": await client["resume_service"]["resume_versions"].count_documents(of_it),
            "interviews": await client["interview_service"]["interviews"].count_documents(of_it),
            "paths": await client["learning_service"]["learning_paths"].count_documents(of_it),
        }


async def until_gone(stack: RunningStack, client: httpx.AsyncClient, made: Made) -> set[int]:
    """Ask for everything until nothing is stored any more; the statuses of the answers meanwhile."""
    statuses: set[int] = set()
    async with asyncio.timeout(PATIENCE):
        while any((await left(stack, made)).values()):
            for name in ("resume", "questions", "path"):
                statuses.add((await client.get(made[name])).status_code)
    return statuses


async def test_a_service_that_was_killed_forgets_once_it_is_back_and_shows_nothing_before(
    stack: RunningStack, example: dict[str, Any]
) -> None:
    async with stack.client() as client:
        made, kept = await make(client, example), await make(client, example)
        await client.patch(made["resume"], json={"summary": "다음"})
        assert await left(stack, made) == {"resumes": 1, "versions": 1, "interviews": 1, "paths": 1}
        stack.end("interview-1", signal.SIGKILL)

        assert (await client.delete(made["resume"])).status_code == 204
        assert (await client.get(made["path"])).status_code == 404
        # The one that is to tell the other does not live to see it, either.
        stack.end("resume-1", signal.SIGKILL)
        assert (await left(stack, made))["interviews"] == 1
        stack.again("interview-1")
        stack.again("resume-1")
        statuses = await until_gone(stack, client, made)

        assert statuses <= {404, 503}
        for name in ("resume", "questions", "path"):
            assert (await client.get(kept[name])).status_code == 200


async def test_a_person_is_erased_in_all_services(stack: RunningStack, example: dict[str, Any]) -> None:
    async with stack.client() as client:
        made = [await make(client, example) for _ in range(3)]

        answer = await client.delete("/api/v1/resumes", params={"confirm": "all"})

        assert answer.json() == {"erased": 3}
        for one in made:
            assert await until_gone(stack, client, one) <= {404}


async def test_what_was_made_of_a_living_resume_cannot_be_erased_by_others(
    stack: RunningStack, example: dict[str, Any]
) -> None:
    async with stack.client() as client:
        made = await make(client, example)

        for address in (f"/api/v1/interview/{made['id']}/questions", f"/api/v1/learning/{made['id']}/learning-paths"):
            refused = await client.delete(address)
            assert (refused.status_code, refused.json()["code"]) == (409, "RESUME_NOT_ERASED")

        assert (await client.get(made["questions"])).status_code == 200
        assert (await client.get(made["path"])).status_code == 200
