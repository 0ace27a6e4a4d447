"""`Idempotency-Key` on every POST: sent twice, done once; whoever dies or fails in between."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from time import monotonic
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI
from interview_service.main import create_app as interview_app
from interview_service.settings import InterviewSettings
from learning_service.main import create_app as learning_app
from learning_service.settings import LearningSettings
from pydantic import SecretStr
from resume_service.main import create_app as resume_app
from resume_service.settings import ResumeSettings

from shared.config.base import ServiceSettings
from shared.core.ids import new_id
from shared.database.connection import Database, connect
from shared.database.idempotency import (
    LEASE_TIME,
    IdempotencyStore,
    Key,
    Lease,
)
from shared.testing.models.questions import answer, question
from shared.testing.mongod import Mongod
from shared.testing.problems import assert_problem
from shared.testing.services import example_resume
from shared.testing.serving import client_of, http_client, serving
from shared.testing.waiting import until_none
from shared.testing.wire import WireServer, values_for

Json = dict[str, Any]
RESUME: Json = {"name": "김민수", "summary": "백엔드 엔지니어", "technical_skills": {"frameworks": ["Spring Boot"]}}
KEY = {"Idempotency-Key": '"8e03978e-40d5-43dd-bc93-6894a57f9324"'}
TWINS = 20
PAST, FAR = datetime(2020, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)


@dataclass
class Product:
    """Two processes of resume-service on one database, and one of each other service."""

    resumes: httpx.AsyncClient
    twin: httpx.AsyncClient
    interview: httpx.AsyncClient
    learning: httpx.AsyncClient


@pytest.fixture
async def database(mongod: Mongod, database_name: str) -> AsyncIterator[Database]:
    async with connect(ServiceSettings(mongodb_url=SecretStr(mongod.url)), database_name) as database:
        yield database


@pytest.fixture
async def product(mongod: Mongod, database_name: str) -> AsyncIterator[Product]:
    url = SecretStr(mongod.url)
    async with AsyncExitStack() as stack:

        async def client(app: FastAPI, path: str) -> httpx.AsyncClient:
            return await stack.enter_async_context(client_of(app, path))

        settings = ResumeSettings(mongodb_url=url, resume_database=database_name)
        resume_url = await stack.enter_async_context(serving(resume_app(settings)))
        interview = InterviewSettings(mongodb_url=url, interview_database=database_name, resume_service_url=resume_url)
        learning = LearningSettings(mongodb_url=url, learning_database=database_name, resume_service_url=resume_url)
        resumes = http_client(f"{resume_url}/api/v1/resumes")
        yield Product(
            await stack.enter_async_context(resumes),
            await client(resume_app(settings), "/api/v1/resumes"),
            await client(interview_app(interview), "/api/v1/interview"),
            await client(learning_app(learning), "/api/v1/learning"),
        )


async def test_the_same_request_again_gets_the_same_answer(product: Product) -> None:
    first = await product.resumes.post("", json=RESUME, headers=KEY)
    again = await product.twin.post("", json=RESUME, headers=KEY)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    for header in ("location", "etag", "content-type"):
        assert again.headers[header] == first.headers[header]
    assert "idempotency-replayed" not in first.headers
    assert again.headers["idempotency-replayed"] == "true"
    assert len((await product.resumes.get("")).json()["items"]) == 1


async def test_the_answer_stays_that_of_the_first_time(product: Product) -> None:
    first = (await product.resumes.post("", json=RESUME, headers=KEY)).json()
    await product.resumes.patch(f"/{first['id']}", json={"summary": "다음"})

    assert (await product.resumes.post("", json=RESUME, headers=KEY)).json() == first


async def test_every_post_of_every_service_takes_a_key(product: Product) -> None:
    resume = (await product.resumes.post("", json=RESUME)).json()["id"]
    for client, path in ((product.interview, f"/{resume}/questions"), (product.learning, f"/{resume}/learning-path")):
        first, again = [await client.post(path, headers=KEY) for _ in range(2)]
        other = await client.post(path)
        assert (first.status_code, again.content) == (201, first.content)
        assert other.json()["id"] != first.json()["id"]


async def test_twins_at_the_same_moment_make_one_thing_and_all_get_it(product: Product) -> None:
    clients = (product.resumes, product.twin)

    answers = await asyncio.gather(*(clients[number % 2].post("", json=RESUME, headers=KEY) for number in range(TWINS)))

    assert {answer.status_code for answer in answers} == {201}
    assert len({answer.content for answer in answers}) == 1
    assert len((await product.resumes.get("")).json()["items"]) == 1


async def test_a_retry_waits_for_the_one_that_is_at_it_however_long_that_takes(
    product: Product, mongod: Mongod, database_name: str
) -> None:
    resume = (await product.resumes.post("", json=example_resume())).json()["id"]
    async with AsyncExitStack() as stack:
        wire = await stack.enter_async_context(WireServer())
        wire.openai.answers(answer([question(number) for number in range(5)]))
        # Longer than a lease: it lives by its heartbeat.
        wire.openai.delay = LEASE_TIME.total_seconds() + 1
        settings = InterviewSettings(
            mongodb_url=SecretStr(mongod.url),
            interview_database=database_name,
            resume_service_url=f"{product.resumes.base_url.scheme}://{product.resumes.base_url.netloc.decode()}",
            **values_for(wire, "openai", llm_hedge_share=0),
        )
        one, two = [
            await stack.enter_async_context(client_of(interview_app(settings), "/api/v1/interview")) for _ in range(2)
        ]
        first = asyncio.create_task(one.post(f"/{resume}/questions", headers=KEY))
        await wire.openai.asked()

        again = await two.post(f"/{resume}/questions", headers=KEY)

        assert (again.status_code, again.content) == (201, (await first).content)
        assert again.headers["idempotency-replayed"] == "true"
        assert again.json()["generation"]["source"] == "llm"
        # As after a death between storing the questions and storing the answer: the model is not paid once more.
        async with connect(settings, database_name) as database:
            await database["idempotency"].update_many({}, {"$unset": {"answer": ""}, "$set": {"leased_until": PAST}})
        assert (await two.post(f"/{resume}/questions", headers=KEY)).json() == again.json()
        assert len(wire.openai.requests) == 1


async def test_waiting_has_an_end(product: Product, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("shared.web.requests.idempotency.WAIT_SECONDS", 0.2)
    await product.resumes.post("", json=RESUME, headers=KEY)
    # As somebody who is at it and lives.
    await database["idempotency"].update_many({}, {"$unset": {"answer": ""}, "$set": {"leased_until": FAR}})

    refused = await product.twin.post("", json=RESUME, headers=KEY)

    assert_problem(refused, 409, "IDEMPOTENCY_IN_PROGRESS")
    assert refused.headers["retry-after"] == "2"


async def test_a_process_that_is_about_to_end_lets_nobody_wait(mongod: Mongod, database_name: str) -> None:
    app = resume_app(ResumeSettings(mongodb_url=SecretStr(mongod.url), resume_database=database_name))
    settings = ServiceSettings(mongodb_url=SecretStr(mongod.url))
    async with client_of(app, "/api/v1/resumes") as client, connect(settings, database_name) as database:
        await client.post("", json=RESUME, headers=KEY)
        await database["idempotency"].update_many({}, {"$unset": {"answer": ""}, "$set": {"leased_until": FAR}})
        waiting = asyncio.create_task(client.post("", json=RESUME, headers=KEY))
        app.state.draining = True

        async with asyncio.timeout(10):
            assert_problem(await waiting, 409, "IDEMPOTENCY_IN_PROGRESS")


async def test_a_key_belongs_to_its_request(product: Product) -> None:
    await product.resumes.post("", json=RESUME, headers=KEY)

    other = await product.resumes.post("", json={**RESUME, "name": "다른 사람"}, headers=KEY)

    assert_problem(other, 422, "IDEMPOTENCY_KEY_REUSED")
    assert len((await product.resumes.get("")).json()["items"]) == 1


async def test_quotes_around_the_key_make_no_other_key(product: Product) -> None:
    quoted = await product.resumes.post("", json=RESUME, headers={"Idempotency-Key": '"a-key"'})
    bare = await product.resumes.post("", json=RESUME, headers={"Idempotency-Key": "a-key"})

    assert bare.content == quoted.content


@pytest.mark.parametrize("key", ["", '""', '"', "a b", "k" * 256, '"a" "b"'])
async def test_what_is_no_key_is_refused_and_does_nothing(product: Product, key: str) -> None:
    answer = await product.resumes.post("", json=RESUME, headers={"Idempotency-Key": key})

    assert_problem(answer, 400, "INVALID_IDEMPOTENCY_KEY")
    assert (await product.resumes.get("")).json()["items"] == []


async def test_two_keys_are_no_key(product: Product) -> None:
    headers = [("Idempotency-Key", "a"), ("Idempotency-Key", "b")]

    assert_problem(await product.resumes.post("", json=RESUME, headers=headers), 400, "INVALID_IDEMPOTENCY_KEY")


async def test_a_refused_request_may_come_again_mended(product: Product) -> None:
    refused = await product.resumes.post("", json={**RESUME, "name": ""}, headers=KEY)
    fixed = await product.resumes.post("", json=RESUME, headers=KEY)
    unknown = await product.interview.post(f"/{new_id()}/questions", headers=KEY)

    assert (refused.status_code, fixed.status_code, unknown.status_code) == (422, 201, 404)


async def test_what_is_deleted_is_not_shown_by_an_old_answer(product: Product, database: Database) -> None:
    resume = (await product.resumes.post("", json=RESUME, headers=KEY)).json()["id"]
    made = await product.interview.post(f"/{resume}/questions", headers=KEY)
    path = await product.learning.post(f"/{resume}/learning-path", headers=KEY)
    await product.interview.delete(f"/question-sets/{made.json()['id']}")
    assert_problem(await product.interview.post(f"/{resume}/questions", headers=KEY), 404, "CREATED_THING_GONE")

    await product.resumes.delete(f"/{resume}")

    assert_problem(await product.learning.post(f"/{resume}/learning-path", headers=KEY), 404, "CREATED_THING_GONE")
    assert path.status_code == 201
    # Nor is it kept: resume-service forgets by itself, the others when they are told to.
    shown = {"thing_id": UUID(resume), "answer.body": {"$ne": b""}}
    await until_none(lambda: database["idempotency"].count_documents(shown))
    for client, address in (
        (product.interview, f"/{resume}/questions"),
        (product.learning, f"/{resume}/learning-paths"),
    ):
        assert (await client.delete(address)).status_code == 204
    assert [one["answer"]["body"] async for one in database["idempotency"].find({})] == [b""] * 3
    # And a request that comes late makes it not again.
    assert_problem(await product.resumes.post("", json=RESUME, headers=KEY), 404, "CREATED_THING_GONE")
    assert (await product.resumes.get("")).json()["items"] == []


async def test_who_erases_himself_leaves_no_answer(product: Product, database: Database) -> None:
    await product.resumes.post("", json=RESUME, headers=KEY)
    document = "홍길동\nhong@example.com\n경력\n가나다 | 백엔드 개발자 | 2020.01 ~ 현재"
    shown = await product.resumes.post("/import", params={"dry_run": True}, content=document.encode(), headers=KEY)
    assert shown.status_code == 200
    # One that is being carried out at that moment goes on.
    under_way = Key("local", "/api/v1/resumes", "under way")
    assert isinstance(await IdempotencyStore(database).begin(under_way, b"f"), Lease)

    await product.resumes.delete("", params={"confirm": "all"})

    left = {one["_id"]["key"]: one.get("answer") async for one in database["idempotency"].find({})}
    assert left == {
        KEY["Idempotency-Key"].strip('"'): {"status": 410, "headers": {}, "body": b""},
        under_way.key: None,
    }


async def test_what_a_process_made_before_it_died_is_found_and_not_made_again(
    product: Product, database: Database
) -> None:
    first = (await product.resumes.post("", json=RESUME, headers=KEY)).json()
    # As after a death between storing the résumé and storing the answer.
    await database["idempotency"].update_many(
        {}, [{"$unset": "answer"}, {"$set": {"leased_until": {"$add": ["$$NOW", LEASE_TIME.total_seconds() * 1000]}}}]
    )
    began = monotonic()

    again = await product.twin.post("", json=RESUME, headers=KEY)

    assert again.json() == first
    assert monotonic() - began < 5
    assert len((await product.resumes.get("")).json()["items"]) == 1


async def test_who_was_slower_at_the_same_thing_gives_what_the_faster_has_made(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As two that are at one request, because one of them was thought to be dead.
    thing = new_id()
    monkeypatch.setattr("shared.web.requests.idempotency.new_id", lambda: thing)
    resume, same = [await product.resumes.post("", json={**RESUME, "summary": str(number)}) for number in range(2)]
    path = f"/{resume.json()['id']}"
    questions = [await product.interview.post(f"{path}/questions", json={"count": number}) for number in (3, 4)]
    paths = [await product.learning.post(f"{path}/learning-path", json={"count": number}) for number in (3, 4)]

    assert (resume.status_code, same.status_code, same.json()) == (201, 201, resume.json())
    for faster, slower in (questions, paths):
        assert (faster.status_code, slower.status_code, slower.json()) == (201, 201, faster.json())


async def test_a_generation_that_failed_may_come_again_at_once(mongod: Mongod, database_name: str) -> None:
    url, nowhere = SecretStr(mongod.url), "http://127.0.0.1:9"
    settings = InterviewSettings(mongodb_url=url, interview_database=database_name, resume_service_url=nowhere)
    async with client_of(interview_app(settings), "/api/v1/interview") as client:
        answers = [await client.post(f"/{new_id()}/questions", headers=KEY) for _ in range(2)]
        same = str(new_id())
        answers += [await client.post(f"/{same}/questions", headers=KEY) for _ in range(2)]

    assert {answer.json()["code"] for answer in answers} == {"RESUME_SERVICE_UNAVAILABLE"}


async def test_the_documentation_names_the_key_and_its_failures(product: Product) -> None:
    for client in (product.resumes, product.interview, product.learning):
        paths = (await client.get("/openapi.json")).json()["paths"]
        posts = [methods["post"] for methods in paths.values() if "post" in methods]
        assert posts
        for post in posts:
            assert "Idempotency-Key" in [parameter["name"] for parameter in post["parameters"]]
            assert "IDEMPOTENCY_KEY_REUSED" in post["responses"]["422"]["description"]
            assert "IDEMPOTENCY_IN_PROGRESS" in post["responses"]["409"]["description"]
            assert "INVALID_IDEMPOTENCY_KEY" in post["responses"]["400"]["description"]
