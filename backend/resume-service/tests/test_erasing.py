"""Deleting a résumé: everything made of it goes too, whatever is down at that moment."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AsyncExitStack
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx
import pytest
from fastapi import FastAPI, Response
from pymongo.errors import AutoReconnect
from resume_service.erasures.crud import ErasureCrud
from resume_service.erasures.dependents import Dependents, open_dependents
from resume_service.erasures.models import Erasure
from resume_service.erasures.service import Eraser, running
from resume_service.imports.originals import OriginalCrud
from resume_service.main import create_app
from resume_service.resumes.crud import ResumeCrud
from resume_service.resumes.deriving import written
from resume_service.resumes.models import Resume
from resume_service.settings import ResumeSettings
from resume_service.versions.crud import VersionCrud

from shared.backup.erased import ErasureLog
from shared.core.clock import utc_now
from shared.core.ids import new_id
from shared.database.connection import Database, connect
from shared.database.idempotency import IdempotencyStore
from shared.testing.serving import client_of, serving
from shared.testing.waiting import until_none

Json = dict[str, Any]
Make = Callable[..., Json]
PATIENCE = 20


class Dependent:
    """The end of the wire: both other services in one, which can be told to fail."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.failing: set[str] = set()
        self.frozen: set[str] = set()
        self.status = 503
        self._thawed = asyncio.Event()
        self._changed = asyncio.Condition()
        self.app = FastAPI(openapi_url=None)
        self.app.delete("/api/v1/{service}/{resume_id}/{what}")(self.forget)

    async def forget(self, service: str, resume_id: str, what: str) -> Response:
        assert what in ("questions", "learning-paths")
        async with self._changed:
            self.asked.append(f"{service} {resume_id}")
            self._changed.notify_all()
        if service in self.frozen:
            await self._thawed.wait()
        return Response(status_code=self.status if service in self.failing else 204)

    def thaw(self) -> None:
        self.frozen.clear()
        self._thawed.set()

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(PATIENCE), self._changed:
            await self._changed.wait_for(condition)


@pytest.fixture
def dependent() -> Dependent:
    return Dependent()


@pytest.fixture
async def database(client: httpx.AsyncClient, settings: ResumeSettings) -> AsyncIterator[Database]:
    assert client  # the service has made the collections
    async with connect(settings, settings.resume_database) as database:
        yield database


@pytest.fixture
async def client(settings: ResumeSettings, dependent: Dependent) -> AsyncIterator[httpx.AsyncClient]:
    async with AsyncExitStack() as stack:
        url = await stack.enter_async_context(serving(dependent.app))
        wired = settings.model_copy(update={"interview_service_url": url, "learning_service_url": url})
        yield await stack.enter_async_context(client_of(create_app(wired), "/api/v1/resumes"))


@pytest.fixture
async def dependents(dependent: Dependent) -> AsyncIterator[Dependents]:
    async with serving(dependent.app) as url, open_dependents(url, url) as opened:
        yield opened


def eraser_of(
    database: Database, dependents: Dependents, late: timedelta = timedelta(0), crud: ResumeCrud | None = None
) -> Eraser:
    return Eraser(
        crud or ResumeCrud(database),
        VersionCrud(database, 20),
        OriginalCrud(database),
        ErasureCrud(database),
        IdempotencyStore(database),
        dependents,
        ErasureLog(None),
        late,
    )


async def store(database: Database, owner: str = "local") -> Resume:
    made = await ResumeCrud(database).insert(owner, new_id(), written({"name": "a", "summary": "b"}), utc_now())
    assert made
    return made


async def until_nothing_is_left(database: Database) -> None:
    await until_none(lambda: database["erasures"].count_documents({}))


async def test_everybody_is_told_and_the_versions_go(
    client: httpx.AsyncClient, dependent: Dependent, database: Database, resume: Make
) -> None:
    made = (await client.post("", json=resume())).json()
    await client.put(f"/{made['id']}", json=resume(summary="다음"))
    other = (await client.post("", json=resume())).json()
    await client.put(f"/{other['id']}", json=resume(summary="다음"))

    answer = await client.delete(f"/{made['id']}")

    assert answer.status_code == 204
    assert (await client.get(f"/{made['id']}")).status_code == 404
    assert (await client.get(f"/{made['id']}/versions/1")).status_code == 404
    await dependent.until(lambda: len(dependent.asked) == 2)
    assert sorted(dependent.asked) == [f"interview {made['id']}", f"learning {made['id']}"]
    assert [one["resume_id"] async for one in database["resume_versions"].find()] == [UUID(other["id"])]


async def test_who_is_down_is_told_once_it_is_back(
    client: httpx.AsyncClient, dependent: Dependent, resume: Make
) -> None:
    made = (await client.post("", json=resume())).json()
    dependent.failing = {"interview"}

    await client.delete(f"/{made['id']}")
    await dependent.until(lambda: dependent.asked.count(f"interview {made['id']}") >= 2)
    assert (await client.get(f"/erasures/{made['id']}")).status_code == 204
    # A service that has forgotten already is not asked again.
    assert dependent.asked.count(f"learning {made['id']}") == 1

    dependent.failing.clear()
    asked = len(dependent.asked)
    await dependent.until(lambda: len(dependent.asked) > asked)


async def test_a_404_is_no_proof_that_anything_is_forgotten(
    client: httpx.AsyncClient, dependent: Dependent, resume: Make
) -> None:
    made = (await client.post("", json=resume())).json()
    dependent.failing, dependent.status = {"interview"}, 404

    await client.delete(f"/{made['id']}")

    await dependent.until(lambda: dependent.asked.count(f"interview {made['id']}") >= 2)


async def test_one_that_does_not_answer_does_not_hold_up_the_others(
    database: Database, dependents: Dependents, dependent: Dependent, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("resume_service.erasures.dependents.TOTAL_SECONDS", 0.2)
    monkeypatch.setattr("resume_service.erasures.service.SLOW_SECONDS", 0.1)
    eraser = eraser_of(database, dependents)
    dependent.frozen = {"interview"}
    for _ in range(10):
        await eraser.erase(await store(database), None)

    def told(service: str) -> int:
        return len({asked for asked in dependent.asked if asked.startswith(service)})

    async with running(eraser):
        await dependent.until(lambda: told("learning") == 10)
        assert told("interview") == 1
        dependent.thaw()
        await dependent.until(lambda: told("interview") == 10)


async def test_what_came_late_is_found_by_a_second_sweep(
    database: Database, dependents: Dependents, dependent: Dependent
) -> None:
    resume = await store(database)
    eraser = eraser_of(database, dependents)

    assert await eraser.erase(resume, None)
    async with running(eraser):
        await until_nothing_is_left(database)

    assert sorted(dependent.asked) == sorted([f"interview {resume.id}", f"learning {resume.id}"] * 2)
    assert not await eraser.is_erased(resume.id)


async def test_a_stale_delete_erases_nothing(client: httpx.AsyncClient, database: Database, resume: Make) -> None:
    made = (await client.post("", json=resume())).json()

    stale = await client.delete(f"/{made['id']}", headers={"If-Match": '"v7"'})

    assert stale.status_code == 412
    assert (await client.get(f"/{made['id']}")).json() == made
    assert await database["erasures"].count_documents({}) == 0


async def test_what_exists_or_never_did_is_not_erased(client: httpx.AsyncClient, resume: Make) -> None:
    made = (await client.post("", json=resume())).json()

    for identifier in (made["id"], str(new_id()), "nonsense"):
        answer = await client.get(f"/erasures/{identifier}")
        assert (answer.status_code, answer.json()["code"]) == (404, "NOT_ERASED")


async def test_nobody_can_declare_the_resume_of_another_erased(client: httpx.AsyncClient, database: Database) -> None:
    foreign = await store(database, owner="somebody else")

    assert (await client.delete(f"/{foreign.id}")).status_code == 404
    assert (await client.get(f"/erasures/{foreign.id}")).status_code == 404
    assert await database["erasures"].count_documents({}) == 0
    # Not even an erasure that was begun counts while the résumé is there.
    now = utc_now()
    await ErasureCrud(database).plan([Erasure(new_id(), foreign.id, "local", 1, now)], now + timedelta(hours=1))
    assert (await client.get(f"/erasures/{foreign.id}")).status_code == 404


async def test_who_died_before_deleting_is_followed_by_somebody_who_does(
    database: Database, dependents: Dependents, dependent: Dependent
) -> None:
    resume = await store(database)
    now = utc_now()
    await ErasureCrud(database).plan([Erasure(new_id(), resume.id, "local", 1, now)], now)

    async with running(eraser_of(database, dependents)):
        await until_nothing_is_left(database)

    assert not await ResumeCrud(database).exists(resume.id)
    assert len(dependent.asked) == 4


class Lost(ResumeCrud):
    """Deletes nothing, as when MongoDB does not answer."""

    async def delete(self, owner_id: str, resume_id: UUID, expected: int | None) -> bool:
        raise AutoReconnect(f"{owner_id} {resume_id} {expected}")

    async def delete_many(self, owner_id: str, resume_ids: Collection[UUID]) -> None:
        raise AutoReconnect(f"{owner_id} {resume_ids}")


@pytest.mark.parametrize("all_of_them", [True, False])
async def test_what_was_written_after_a_delete_that_failed_is_kept(
    database: Database, dependents: Dependents, dependent: Dependent, *, all_of_them: bool
) -> None:
    resume = await store(database)
    eraser = eraser_of(database, dependents, crud=Lost(database))
    with pytest.raises(AutoReconnect):
        await (eraser.erase_all("local") if all_of_them else eraser.erase(resume, None))
    following = await ResumeCrud(database).replace(
        "local", resume.id, written({"name": "a", "summary": "c"}), utc_now(), resume.version
    )

    await database["erasures"].update_many({}, {"$set": {"due_at": utc_now()}})
    async with running(eraser_of(database, dependents)):
        await until_nothing_is_left(database)

    assert following is not None
    assert await ResumeCrud(database).find("local", resume.id) == following
    assert dependent.asked == []


async def test_who_died_before_seeing_that_the_version_is_another_erases_nothing(
    database: Database, dependents: Dependents, dependent: Dependent
) -> None:
    resume = await store(database)
    now = utc_now()
    await ErasureCrud(database).plan([Erasure(new_id(), resume.id, "local", 7, now)], now)

    async with running(eraser_of(database, dependents)):
        await until_nothing_is_left(database)

    assert await ResumeCrud(database).find("local", resume.id) == resume
    assert dependent.asked == []


async def test_of_deletes_at_the_same_moment_one_wins_and_all_is_erased(
    client: httpx.AsyncClient, dependent: Dependent, resume: Make
) -> None:
    made = (await client.post("", json=resume())).json()
    path = f"/{made['id']}"

    stale = [client.delete(path, headers={"If-Match": '"v7"'}) for _ in range(3)]
    answers = await asyncio.gather(*(client.delete(path) for _ in range(8)), *stale)

    codes = [answer.status_code for answer in answers]
    assert codes.count(204) == 1
    assert set(codes) <= {204, 404, 412}
    await dependent.until(lambda: {f"interview {made['id']}", f"learning {made['id']}"} <= set(dependent.asked))


async def test_a_person_is_erased_whole_and_nobody_else(
    client: httpx.AsyncClient, dependent: Dependent, database: Database, resume: Make
) -> None:
    foreign = await store(database, owner="somebody else")
    made = [(await client.post("", json=resume())).json()["id"] for _ in range(3)]

    refused = await client.delete("")
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/query/confirm")
    assert (await client.delete("", params={"confirm": "yes"})).status_code == 422
    assert len((await client.get("")).json()["items"]) == 3

    erased = await client.delete("", params={"confirm": "all"})

    assert (erased.status_code, erased.json()) == (200, {"erased": 3})
    assert (await client.get("")).json()["items"] == []
    assert await ResumeCrud(database).exists(foreign.id)
    expected = {f"{service} {identifier}" for service in ("interview", "learning") for identifier in made}
    await dependent.until(lambda: set(dependent.asked) == expected)
    assert (await client.delete("", params={"confirm": "all"})).json() == {"erased": 0}


async def test_two_processes_share_the_work(database: Database, dependents: Dependents, dependent: Dependent) -> None:
    first, second = eraser_of(database, dependents), eraser_of(database, dependents)
    resumes = [await store(database) for _ in range(10)]
    for resume in resumes:
        await first.erase(resume, None)

    async with running(first), running(second):
        await until_nothing_is_left(database)

    # Each erasure was one's at a time: nobody was told twice in one sweep.
    assert len(dependent.asked) == len(resumes) * 4
