"""`Idempotency-Key` on every POST: sent twice, done once; whoever dies or fails in between."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
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
    GONE,
    IDEMPOTENCY_MIGRATION,
    LEASE_TIME,
    Answer,
    Answered,
    IdempotencyStore,
    Key,
    KeyInUse,
    KeyReused,
    Lease,
)
from shared.database.migrations import migrate
from shared.testing.mongod import Mongod
from shared.testing.problems import assert_problem
from shared.testing.serving import client_of, serving
from shared.testing.waiting import until_none

Json = dict[str, Any]
RESUME: Json = {"name": "김민수", "summary": "백엔드 엔지니어", "technical_skills": {"frameworks": ["Spring Boot"]}}
KEY = {"Idempotency-Key": '"8e03978e-40d5-43dd-bc93-6894a57f9324"'}
TWINS = 20


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
        resumes = httpx.AsyncClient(base_url=f"{resume_url}/api/v1/resumes", timeout=30, trust_env=False)
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


async def test_twins_at_the_same_moment_make_one_thing(product: Product) -> None:
    clients = (product.resumes, product.twin)

    answers = await asyncio.gather(*(clients[number % 2].post("", json=RESUME, headers=KEY) for number in range(TWINS)))

    assert {answer.status_code for answer in answers} <= {201, 409}
    assert len({answer.content for answer in answers if answer.status_code == 201}) == 1
    for answer in answers:
        if answer.status_code == 409:
            assert_problem(answer, 409, "IDEMPOTENCY_IN_PROGRESS")
            assert answer.headers["retry-after"] == "2"
    assert len((await product.resumes.get("")).json()["items"]) == 1


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
    await database["idempotency"].update_many({}, {"$unset": {"answer": ""}})
    blocked = await product.resumes.post("", json=RESUME, headers=KEY)
    await database["idempotency"].update_many({}, {"$set": {"leased_until": datetime(2020, 1, 1, tzinfo=UTC)}})

    again = await product.twin.post("", json=RESUME, headers=KEY)

    assert_problem(blocked, 409, "IDEMPOTENCY_IN_PROGRESS")
    assert again.json() == first
    assert len((await product.resumes.get("")).json()["items"]) == 1


async def test_who_was_slower_at_the_same_thing_gives_what_the_faster_has_made(
    product: Product, monkeypatch: pytest.MonkeyPatch
) -> None:
    # As two that are at one request, because one of them was thought to be dead.
    thing = new_id()
    monkeypatch.setattr("shared.web.idempotency.new_id", lambda: thing)
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


class Clock:
    """A clock that the test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 23, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
async def store(database: Database) -> tuple[IdempotencyStore, Clock]:
    await migrate(database, [IDEMPOTENCY_MIGRATION])
    clock = Clock()
    return IdempotencyStore(database, clock), clock


Store = tuple[IdempotencyStore, Clock]
A_KEY = Key("local", "/api/v1/resumes", "k")
ANSWER = Answer(201, {"location": "/x"}, b"{}")


async def begun(store: IdempotencyStore, key: Key = A_KEY, fingerprint: bytes = b"f") -> Lease:
    lease = await store.begin(key, fingerprint)
    assert isinstance(lease, Lease)
    return lease


async def test_a_lease_keeps_others_out_until_it_ends_or_is_renewed(store: Store) -> None:
    keys, clock = store
    lease = await begun(keys)
    clock.now += LEASE_TIME - timedelta(seconds=1)
    await keys.renew(lease)
    clock.now += LEASE_TIME - timedelta(seconds=1)
    with pytest.raises(KeyInUse):
        await keys.begin(A_KEY, b"f")

    clock.now += timedelta(seconds=1)
    taken = await begun(keys)

    assert (taken.thing_id, taken.again) == (lease.thing_id, True)
    # Who was thought dead and is not has lost the key, and cannot answer for the other.
    await keys.finish(lease, ANSWER)
    await keys.forget(lease)
    with pytest.raises(KeyInUse):
        await keys.begin(A_KEY, b"f")
    await keys.finish(taken, ANSWER)
    assert await keys.begin(A_KEY, b"f") == Answered(lease.thing_id, ANSWER)


async def test_what_is_deleted_before_it_is_answered_leaves_no_answer(store: Store) -> None:
    keys, _ = store
    lease = await begun(keys)

    await keys.forget_things([lease.thing_id])
    await keys.finish(lease, ANSWER)

    assert await keys.begin(A_KEY, b"f") == Answered(lease.thing_id, GONE)


async def test_of_many_that_take_over_one_does(store: Store) -> None:
    keys, clock = store
    await begun(keys)
    clock.now += LEASE_TIME

    taken = await asyncio.gather(*(keys.begin(A_KEY, b"f") for _ in range(TWINS)), return_exceptions=True)

    assert [type(one) for one in taken].count(Lease) == 1
    assert {type(one) for one in taken} == {Lease, KeyInUse}


@pytest.mark.parametrize(
    "other",
    [Key("somebody", A_KEY.path, A_KEY.key), Key("local", "/api/v1/other", A_KEY.key), Key("local", A_KEY.path, "K")],
)
async def test_another_owner_path_or_key_is_another_request(store: Store, other: Key) -> None:
    keys, _ = store
    await begun(keys)

    assert not (await begun(keys, other, b"g")).again
    with pytest.raises(KeyReused):
        await keys.begin(A_KEY, b"g")


async def test_answers_are_kept_for_a_day(database: Database, store: Store) -> None:
    assert store[0]
    indexes = {index["name"]: index async for index in await database["idempotency"].list_indexes()}

    assert indexes["kept"]["expireAfterSeconds"] == 24 * 3600
