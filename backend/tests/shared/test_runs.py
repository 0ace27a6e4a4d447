"""The engine: what a run tells, what it keeps, what it counts."""

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from pydantic import SecretStr

from shared.config.base import ServiceSettings
from shared.core.errors import AppError, Unprocessable
from shared.core.identity import Identity
from shared.core.ids import new_id
from shared.database.connection import Database, connect
from shared.database.migrations import migrate
from shared.database.quotas import QUOTA_MIGRATION, Quota, QuotaExceeded
from shared.resumes.errors import ResumeNotFound
from shared.runs.account import Account
from shared.runs.engine import Engine
from shared.runs.generation import Generation
from shared.runs.models import CallersResumes, Completed, Event, Failed, Material, Order, Part, Progress, Run
from shared.testing.mongod import Mongod
from shared.testing.resumes import FakeResumes


class NothingToSay(AppError):
    code = "NOTHING_TO_SAY"


@dataclass(frozen=True, slots=True)
class Poem:
    id: UUID
    resume_id: UUID
    resume_version: int
    lines: tuple[str, ...]


@dataclass
class PoemDraft:
    run: Run
    body: str
    wanted: int = 2
    account: Account = field(default_factory=lambda: Account("poems-1"))
    closed: bool = False

    async def parts(self, kept: Sequence[str]) -> AsyncGenerator[str]:
        try:
            for word in self.body.split()[len(kept) :]:
                if word == "stumble":
                    raise NothingToSay
                yield word
        finally:
            self.closed = True

    def whole(self, parts: Sequence[str], generation: Generation) -> Poem:
        assert generation.source == "rule_based"
        if not parts:
            raise NothingToSay
        return Poem(self.run.id, self.run.resume_id, self.run.resume_version, tuple(parts))


class PoemRecipe:
    work_done = (NothingToSay,)

    def __init__(self) -> None:
        self.drafts: list[PoemDraft] = []

    def check(self, body: str) -> None:
        if body == "never":
            raise Unprocessable

    def job_posting(self, body: str) -> str | None:
        return None if body else body

    async def begin(self, run: Run, material: Material, body: str) -> PoemDraft:
        assert material.resume.uuid == run.resume_id
        self.drafts.append(PoemDraft(run, body))
        return self.drafts[-1]


class Shelf:
    def __init__(self) -> None:
        self.things: dict[UUID, Poem] = {}

    async def find(self, owner_id: str, thing_id: UUID) -> Poem | None:
        assert owner_id == "local"
        return self.things.get(thing_id)

    async def insert(self, made: Poem) -> bool:
        return self.things.setdefault(made.id, made) is made


@dataclass
class House:
    engine: Engine[str, str, Poem]
    recipe: PoemRecipe
    shelf: Shelf
    source: CallersResumes
    resumes: FakeResumes
    resume_id: str

    def order(self, body: str, *, again: bool = False, thing_id: UUID | None = None) -> Order[str]:
        return Order(thing_id or new_id(), "local", frozenset(), self.resume_id, body, again)

    async def events(self, order: Order[str]) -> list[Event[str, Poem]]:
        return [event async for event in self.engine.events(order, self.source)]


@pytest.fixture
async def database(mongod: Mongod, database_name: str) -> AsyncIterator[Database]:
    async with connect(ServiceSettings(mongodb_url=SecretStr(mongod.url)), database_name) as database:
        await migrate(database, [QUOTA_MIGRATION])
        yield database


@pytest.fixture
async def house(database: Database) -> House:
    resumes, recipe, shelf = FakeResumes(), PoemRecipe(), Shelf()
    resume = resumes.add({"name": "이하나", "summary": "시인"})

    async def recipe_of() -> PoemRecipe:
        return recipe

    engine = Engine(recipe_of, shelf, Quota(database, "poems", 2), recheck_ms=0)
    return House(engine, recipe, shelf, CallersResumes(resumes, Identity("local")), resumes, resume.id)


async def test_a_run_tells_its_progress_its_parts_and_its_end(house: House) -> None:
    order = house.order("roses violets")

    events = await house.events(order)

    poem = house.shelf.things[order.id]
    assert poem.lines == ("roses", "violets")
    assert events == [
        Progress("reading", 0, 0),
        Progress("writing", 0, 2),
        Part(1, "roses"),
        Part(2, "violets"),
        Progress("storing", 2, 2),
        Completed(poem),
    ]


async def test_a_run_that_fails_says_so_at_its_end_and_keeps_nothing(house: House) -> None:
    *_, last = await house.events(house.order("roses stumble"))

    assert isinstance(last, Failed)
    assert isinstance(last.error, NothingToSay)
    assert house.shelf.things == {}
    with pytest.raises(NothingToSay):
        await house.engine.make(house.order("stumble"), house.source)


async def test_what_is_refused_is_neither_read_nor_counted(house: House) -> None:
    for _ in range(3):
        assert isinstance((await house.events(house.order("never")))[-1], Failed)

    assert house.recipe.drafts == []
    assert isinstance((await house.events(house.order("roses")))[-1], Completed)


async def test_all_the_work_that_was_done_counts(house: House) -> None:
    for body in ("stumble", "roses"):
        await house.events(house.order(body))

    with pytest.raises(QuotaExceeded):
        await house.engine.make(house.order("violets"), house.source)


async def test_a_run_that_is_left_stops_and_costs_nothing(house: House) -> None:
    for _ in range(3):
        async with aclosing(house.engine.events(house.order("roses violets"), house.source)) as events:
            async for event in events:
                if isinstance(event, Part):
                    break
        assert house.recipe.drafts[-1].closed

    assert house.shelf.things == {}
    assert (await house.engine.make(house.order("roses"), house.source)).lines == ("roses",)


async def test_what_an_earlier_try_made_is_not_made_again(house: House) -> None:
    first = await house.engine.make(house.order("roses"), house.source)

    (event,) = await house.events(house.order("violets", again=True, thing_id=first.id))

    assert event == Completed(first)
    assert len(house.recipe.drafts) == 1


async def test_two_at_one_thing_get_the_same_one(house: House) -> None:
    order = house.order("roses")
    first = await house.engine.make(order, house.source)

    second = await house.engine.make(house.order("violets", thing_id=order.id), house.source)

    assert second == first


async def test_nothing_is_kept_of_a_resume_that_goes_meanwhile(house: House) -> None:
    async with aclosing(house.engine.events(house.order("roses"), house.source)) as events:
        async for event in events:
            if isinstance(event, Part):
                house.resumes.by_id.clear()
            if isinstance(event, Failed):
                assert isinstance(event.error, ResumeNotFound)

    assert house.shelf.things == {}
