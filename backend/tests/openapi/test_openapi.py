"""The services do what their OpenAPI documents say: schemathesis tries every operation in all of its phases."""

import asyncio
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from pathlib import Path

import httpx
import pytest
from interview_service.main import create_app as interview_app
from interview_service.settings import InterviewSettings
from learning_service.main import create_app as learning_app
from learning_service.settings import LearningSettings
from pydantic import SecretStr
from resume_service.main import create_app as resume_app
from resume_service.settings import ResumeSettings

from shared.testing.mongod import Mongod
from shared.testing.services import example_resume
from shared.testing.serving import serving

# Thousands of requests to code that other tests cover.
pytestmark = pytest.mark.unmeasured

HERE = Path(__file__).parent
SCHEMATHESIS = Path(sys.executable).with_name("schemathesis")
SEED, EXAMPLES = "20261130", "8"
METHODS = {"get", "put", "post", "patch", "delete"}
LARGE = ("create_resume", "replace_resume")
"""Each of them has as many cases as all other operations together."""

ONE_BY_ONE = ("--phases", "examples,coverage,fuzzing")
PARTS = {
    "resumes, stateful": ("resumes", ("--phases", "stateful")),
    **{f"resumes, {large}": ("resumes", (*ONE_BY_ONE, "--include-operation-id", large)) for large in LARGE},
    "resumes, the others": (
        "resumes",
        (*ONE_BY_ONE, *(part for large in LARGE for part in ("--exclude-operation-id", large))),
    ),
    "interview": ("interview", ()),
    "learning": ("learning", ()),
}


@pytest.fixture
async def urls(mongod: Mongod, database_name: str) -> AsyncIterator[dict[str, str]]:
    """Where each service is, without any key and without quotas."""
    url = SecretStr(mongod.url)
    async with AsyncExitStack() as stack:
        resume = ResumeSettings(mongodb_url=url, resume_database=database_name, quota_imports_per_day=0)
        resumes = await stack.enter_async_context(serving(resume_app(resume)))
        interview = InterviewSettings(
            mongodb_url=url,
            interview_database=f"{database_name}_i",
            resume_service_url=resumes,
            quota_generations_per_day=0,
        )
        interviews = await stack.enter_async_context(serving(interview_app(interview)))
        learning = LearningSettings(
            mongodb_url=url,
            learning_database=f"{database_name}_l",
            resume_service_url=resumes,
            interview_service_url=interviews,
            quota_generations_per_day=0,
        )
        yield {
            "resumes": f"{resumes}/api/v1/resumes",
            "interview": f"{interviews}/api/v1/interview",
            "learning": f"{await stack.enter_async_context(serving(learning_app(learning)))}/api/v1/learning",
        }


@pytest.mark.parametrize("part", PARTS)
async def test_every_operation_keeps_its_word(urls: dict[str, str], tmp_path: Path, part: str) -> None:
    service, options = PARTS[part]
    config = (HERE / "schemathesis.toml").read_text(encoding="utf-8").replace("hooks.py", str(HERE / "hooks.py"))
    if service != "resumes":
        # The first session waits for the rules to be built.
        async with httpx.AsyncClient(timeout=30, trust_env=False) as client:
            stored = (await client.post(urls["resumes"], json=example_resume())).json()
            review_id = await card(client, urls, stored["id"])
        config += f'\n[parameters]\nresume_id = "{stored["id"]}"\nreview_id = "{review_id}"\n'
    (tmp_path / "schemathesis.toml").write_text(config, encoding="utf-8")

    process = await asyncio.create_subprocess_exec(
        *(SCHEMATHESIS, "--no-color", "--config-file", "schemathesis.toml", "run", f"{urls[service]}/openapi.json"),
        *("--seed", SEED, "--max-examples", EXAMPLES, "--no-shrink", "--continue-on-failure", *options),
        cwd=tmp_path,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said = (await process.communicate())[0].decode()

    assert process.returncode == 0, said


async def card(client: httpx.AsyncClient, urls: dict[str, str], resume_id: str) -> str:
    """Answer a question weakly; the id of the review card that comes of it."""
    session = (await client.post(f"{urls['interview']}/{resume_id}/sessions", json={"questions": {"count": 1}})).json()
    path = f"{urls['interview']}/sessions/{session['id']}"
    await client.patch(path, json={"state": "running"})
    answer = {"question_id": session["current_question"]["id"], "text": "열심히 했습니다."}
    await client.post(f"{path}/answers", json=answer)
    listed = (await client.get(f"{urls['learning']}/reviews", params={"due": "2100-01-01"})).json()
    return listed["items"][0]["id"]


async def test_operation_ids_are_names_and_unique_over_all_services(urls: dict[str, str]) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        documents = [(await client.get(f"{url}/openapi.json")).json() for url in urls.values()]

    operations = [
        operation
        for document in documents
        for path in document["paths"].values()
        for method, operation in path.items()
        if method in METHODS
    ]
    ids = [operation["operationId"] for operation in operations]
    assert len(set(ids)) == len(ids) >= 30
    assert [name for name in ids if "api_v1" in name or not name.isidentifier()] == []
    failures = [
        response
        for operation in operations
        for status, response in operation["responses"].items()
        if int(status) >= 400
    ]
    assert {tuple(response["content"]) for response in failures} == {("application/problem+json",)}
