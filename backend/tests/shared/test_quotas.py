"""A limit a day for each owner: counted once, by all processes together, and only what was done."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import UTC, datetime, timedelta

import pytest
from interview_service.main import create_app as interview_app
from interview_service.settings import InterviewSettings
from learning_service.main import create_app as learning_app
from learning_service.settings import LearningSettings
from pydantic import SecretStr
from resume_service.main import create_app as resume_app
from resume_service.settings import ResumeSettings

from shared.config.base import ServiceSettings
from shared.core.errors import NotFound
from shared.core.ids import new_id
from shared.database.connection import Database, connect
from shared.database.migrations import migrate
from shared.database.quotas import QUOTA_MIGRATION, Quota, QuotaExceeded, TimeQuota
from shared.testing.mongod import Mongod
from shared.testing.problems import assert_problem
from shared.testing.services import WithResumes
from shared.testing.serving import client_of, http_client, serving

LIMIT = 3
NOON = datetime(2026, 11, 23, 12, 0, 0, 1, UTC)


@pytest.fixture
async def database(mongod: Mongod, database_name: str) -> AsyncIterator[Database]:
    async with connect(ServiceSettings(mongodb_url=SecretStr(mongod.url)), database_name) as database:
        await migrate(database, [QUOTA_MIGRATION])
        yield database


async def taken(quota: Quota, owner: str = "a") -> bool:
    try:
        async with quota.one(owner):
            return True
    except QuotaExceeded:
        return False


async def test_whether_there_is_room_is_known_without_using_any(database: Database) -> None:
    quota, unlimited = Quota(database, "generations", 1), Quota(database, "generations", 0)

    before = [await quota.has_room("a") for _ in range(2)]
    assert await taken(quota)

    assert (before, await quota.has_room("a")) == ([True, True], False)
    assert await quota.has_room("b")
    assert await unlimited.has_room("a")


async def test_of_many_at_once_as_many_pass_as_may(database: Database) -> None:
    quotas = [Quota(database, "generations", LIMIT) for _ in range(2)]

    passed = await asyncio.gather(*(taken(quotas[number % 2]) for number in range(20)))

    assert passed.count(True) == LIMIT
    assert await taken(quotas[0], "somebody else")
    assert await taken(Quota(database, "imports", LIMIT))


async def test_it_says_when_there_is_more_and_then_there_is(database: Database) -> None:
    now = NOON
    quota = Quota(database, "generations", 1, clock=lambda: now)
    assert await taken(quota)

    with pytest.raises(QuotaExceeded) as exceeded:
        async with quota.one("a"):
            pytest.fail("nothing may be done")

    assert exceeded.value.headers["Retry-After"] == str(12 * 3600)
    assert exceeded.value.extensions == {"limit": 1, "resets_at": "2026-11-24T00:00:00Z"}
    now = NOON + timedelta(hours=12)
    assert await taken(quota)


async def test_what_failed_does_not_count(database: Database) -> None:
    quota = Quota(database, "generations", 1)
    for _ in range(3):
        with pytest.raises(NotFound):
            async with quota.one("a"):
                raise NotFound

    assert await taken(quota)
    assert not await taken(quota)


async def test_what_failed_after_the_work_was_done_counts(database: Database) -> None:
    quota = Quota(database, "imports", 1)
    with pytest.raises(NotFound):
        async with quota.one("a", NotFound):
            raise NotFound

    assert not await taken(quota)


async def test_what_is_spent_counts_whatever_comes(database: Database) -> None:
    quota = Quota(database, "generations", 1)

    async def fail() -> None:
        async with quota.one("a") as use:
            use.spent()
            raise NotFound

    with pytest.raises(NotFound):
        await fail()
    assert not await taken(quota)


async def test_without_a_limit_nothing_is_counted(database: Database) -> None:
    assert all([await taken(Quota(database, "generations", 0)) for _ in range(5)])
    assert await database["quotas"].count_documents({}) == 0


class Timer:
    """A clock that goes on when it is told to."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


async def spent(quota: TimeQuota, timer: Timer, seconds: float, owner: str = "a") -> bool:
    try:
        async with quota.spending(owner):
            timer.now += seconds
            return True
    except QuotaExceeded:
        return False


async def test_time_is_counted_until_it_is_used_up_by_all_processes_together(database: Database) -> None:
    timer = Timer()
    quotas = [TimeQuota(database, "reading", 10, timer=timer) for _ in range(2)]

    passed = [await spent(quotas[number % 2], timer, 4.0) for number in range(5)]

    assert passed == [True, True, True, False, False]
    assert await spent(quotas[0], timer, 1, "somebody else")
    with pytest.raises(QuotaExceeded) as exceeded:
        await quotas[0].check("a")
    assert exceeded.value.extensions["limit"] == 10
    assert int(exceeded.value.headers["Retry-After"]) > 0


async def test_time_of_what_failed_or_was_given_up_counts_too(database: Database) -> None:
    timer = Timer()
    quota = TimeQuota(database, "reading", 10, timer=timer)

    async def fail(error: type[BaseException]) -> None:
        async with quota.spending("a"):
            timer.now += 5
            raise error

    for error in (NotFound, asyncio.CancelledError):
        with pytest.raises(error):
            await fail(error)

    assert not await spent(quota, timer, 1)


async def test_time_of_many_at_once_is_all_counted(database: Database) -> None:
    timer = Timer()
    quota = TimeQuota(database, "reading", 1_000, timer=timer)

    await asyncio.gather(*(spent(quota, timer, 1, "a") for _ in range(20)))

    found = await database["quotas"].find_one({"_id.owner": "a"})
    assert found is not None
    assert found["used"] >= 20_000


async def test_time_without_a_limit_is_not_counted(database: Database) -> None:
    timer = Timer()

    assert all([await spent(TimeQuota(database, "reading", 0, timer=timer), timer, 1e6) for _ in range(3)])
    assert await database["quotas"].count_documents({}) == 0


@pytest.fixture
async def interview(mongod: Mongod, database_name: str) -> AsyncIterator[WithResumes]:
    url = SecretStr(mongod.url)
    async with AsyncExitStack() as stack:
        resumes = ResumeSettings(mongodb_url=url, resume_database=database_name)
        resume_url = await stack.enter_async_context(serving(resume_app(resumes)))
        settings = InterviewSettings(
            mongodb_url=url,
            interview_database=database_name,
            resume_service_url=resume_url,
            quota_generations_per_day=2,
        )
        service = await stack.enter_async_context(client_of(interview_app(settings), "/api/v1/interview"))
        client = http_client(f"{resume_url}/api/v1/resumes")
        yield WithResumes(service, await stack.enter_async_context(client))


async def test_generations_are_counted_and_replays_and_failures_are_not(interview: WithResumes) -> None:
    resume = await interview.post_resume()
    path, key = f"/{resume}/questions", {"Idempotency-Key": "once"}

    assert (await interview.service.post(f"/{new_id()}/questions")).status_code == 404
    first = await interview.service.post(path, headers=key)
    for _ in range(3):
        assert (await interview.service.post(path, headers=key)).content == first.content
    assert (await interview.service.post(path)).status_code == 201
    refused = await interview.service.post(path)

    assert_problem(refused, 429, "QUOTA_EXCEEDED")
    assert 0 < int(refused.headers["retry-after"]) <= 24 * 3600
    assert (refused.json()["limit"], refused.json()["resets_at"][-10:]) == (2, "T00:00:00Z")


async def test_learning_paths_have_the_same_quota(mongod: Mongod, database_name: str) -> None:
    url = SecretStr(mongod.url)
    async with AsyncExitStack() as stack:
        resumes = ResumeSettings(mongodb_url=url, resume_database=database_name)
        resume_url = await stack.enter_async_context(serving(resume_app(resumes)))
        settings = LearningSettings(
            mongodb_url=url,
            learning_database=database_name,
            resume_service_url=resume_url,
            quota_generations_per_day=1,
        )
        learning = await stack.enter_async_context(client_of(learning_app(settings), "/api/v1/learning"))
        client = http_client(f"{resume_url}/api/v1/resumes")
        both = WithResumes(learning, await stack.enter_async_context(client))
        path = f"/{await both.post_resume()}/learning-path"

        answers = [(await learning.post(path)).status_code for _ in range(2)]

    assert answers == [201, 429]


async def test_a_run_whose_process_was_killed_counts_once(database: Database) -> None:
    quota, run = Quota(database, "generations", LIMIT), new_id()
    killed = quota.one("a", run=run)
    # A killed process gives nothing back.
    await killed.__aenter__()

    async with quota.one("a", run=run) as use:
        use.spent()

    assert [await taken(quota) for _ in range(LIMIT)] == [True, True, False]


async def test_a_counted_run_goes_on_although_the_day_is_used_up(database: Database) -> None:
    quota, run = Quota(database, "generations", 1), new_id()
    killed = quota.one("a", run=run)
    # Kept: what nobody holds any more is closed, and gives its use back.
    await killed.__aenter__()

    assert not await taken(quota)
    with pytest.raises(NotFound):
        async with quota.one("a", run=run):
            raise NotFound
    with pytest.raises(QuotaExceeded):
        async with quota.one("a", run=new_id()), quota.one("a", run=run):
            pass

    # What failed gave back the use of both attempts, once.
    assert [await taken(quota) for _ in range(2)] == [True, False]


async def test_who_leaves_while_a_use_is_counted_has_used_nothing(database: Database) -> None:
    quota = Quota(database, "generations", 1)

    # From before the query to its middle: the database answers later than the loop turns.
    for turns in range(12):
        leaving = asyncio.create_task(taken(quota))
        for _ in range(turns):
            await asyncio.sleep(0)
        assert leaving.cancel()
        with pytest.raises(asyncio.CancelledError):
            await leaving
        assert await quota.has_room("a")

    assert [await taken(quota) for _ in range(2)] == [True, False]
