"""MongoDB down or frozen: a 503 problem within two seconds, healthy again by itself, nothing acknowledged lost."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterator
from time import monotonic
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from resume_service.main import create_app
from resume_service.settings import ResumeSettings

from shared.testing.mongod import Mongod, running_mongod
from shared.testing.serving import client_of

Make = Callable[..., dict[str, Any]]
NOBODY = "01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b"
LIMIT_SECONDS = 2.0


@pytest.fixture
def own_mongod() -> Iterator[Mongod]:
    with running_mongod() as mongod:
        yield mongod


@pytest.fixture
async def fragile(own_mongod: Mongod) -> AsyncIterator[httpx.AsyncClient]:
    settings = ResumeSettings(mongodb_url=SecretStr(own_mongod.url))
    async with client_of(create_app(settings), "/api/v1/resumes") as client:
        yield client


async def every_route(client: httpx.AsyncClient, body: dict[str, Any]) -> list[httpx.Response]:
    started = monotonic()
    answers = await asyncio.gather(
        client.post("", json=body),
        client.get(""),
        client.get(f"/{NOBODY}"),
        client.put(f"/{NOBODY}", json=body),
        client.patch(f"/{NOBODY}", json=body),
        client.delete(f"/{NOBODY}"),
        client.get("/ready"),
    )
    assert monotonic() - started < LIMIT_SECONDS
    return answers


@pytest.mark.parametrize("fault", ["kill", "freeze"])
async def test_every_route_answers_503_within_two_seconds_and_recovers(
    fragile: httpx.AsyncClient, own_mongod: Mongod, resume: Make, fault: str
) -> None:
    kept = (await fragile.post("", json=resume(name="남아야 할 사람"))).json()
    getattr(own_mongod, fault)()

    answers = await every_route(fragile, resume())

    assert [answer.status_code for answer in answers] == [503] * 7
    assert {answer.json()["code"] for answer in answers} == {"DATABASE_UNAVAILABLE", "NOT_READY"}
    assert all(answer.headers["Retry-After"] for answer in answers)
    assert answers[-1].json()["checks"] == {"mongodb": "unavailable"}
    assert (await fragile.get("/health")).status_code == 200

    own_mongod.restart() if fault == "kill" else own_mongod.thaw()
    async with asyncio.timeout(10):
        while (await fragile.get("/ready")).status_code != 200:
            pass
    assert (await fragile.get(f"/{kept['id']}")).json() == kept


async def test_what_was_acknowledged_around_a_crash_is_there(
    fragile: httpx.AsyncClient, own_mongod: Mongod, resume: Make
) -> None:
    acknowledged: list[str] = []
    statuses: set[int] = set()
    enough = asyncio.Event()

    async def write() -> None:
        while not (503 in statuses and len(acknowledged) > 60):
            answer = await fragile.post("", json=resume())
            statuses.add(answer.status_code)
            if answer.status_code == 201:
                acknowledged.append(answer.json()["id"])
            if len(acknowledged) > 30:
                enough.set()

    writers = [asyncio.create_task(write()) for _ in range(4)]
    await enough.wait()
    own_mongod.kill()
    await asyncio.to_thread(own_mongod.restart)
    async with asyncio.timeout(30):
        await asyncio.gather(*writers)

    assert statuses == {201, 503}
    # One after the other: hundreds at once would test the pool, and a 503 says "not now" and not "not there".
    async with asyncio.timeout(30):
        for identifier in acknowledged:
            while (answer := await fragile.get(f"/{identifier}")).status_code == 503:
                pass
            assert answer.status_code == 200
