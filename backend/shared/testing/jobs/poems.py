"""A product for the tests of jobs, whose work stops where a test wants it to. Queue and database are real."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from contextlib import aclosing, asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from ipaddress import ip_network
from uuid import UUID

from pydantic import TypeAdapter

from shared.core.errors import AppError
from shared.core.identity import Identity
from shared.core.ids import NewResource, new_id
from shared.database.connection import Database
from shared.database.idempotency import IdempotencyStore
from shared.database.quotas import Quota
from shared.jobs.broker import Broker, BrokerLimits, open_broker
from shared.jobs.crud import JobCrud
from shared.jobs.events import EventLog
from shared.jobs.models import LAST, CallbackState, Job, JobEvent, JobUrls
from shared.jobs.queue import WEBHOOK_LANE, JobQueue
from shared.jobs.service import JobService
from shared.jobs.webhooks.crud import CallbackCrud
from shared.jobs.webhooks.delivering import OVERDUE, Postman
from shared.jobs.webhooks.policy import Webhooks
from shared.jobs.webhooks.sending import Sender
from shared.jobs.work import EngineWork, Kind
from shared.jobs.worker import Worker
from shared.runs.account import Account
from shared.runs.engine import Engine
from shared.runs.generation import Generation
from shared.runs.models import Material, Run
from shared.testing.resumes import FakeResumes

LEASE_SECONDS = 0.6
MAX_JOBS = 4
SECRETS = (b"the newer one of two secrets", b"the older one of two secrets")
WEBHOOKS = Webhooks(SECRETS, (ip_network("127.0.0.0/8"),), allow_http=True)
OWNER = Identity("local", scopes=frozenset({"generate"}))


@dataclass(frozen=True, slots=True)
class Wish:
    """The body of an order."""

    words: str


@dataclass(frozen=True, slots=True)
class Line:
    """A part."""

    text: str


@dataclass(frozen=True, slots=True)
class Poem:
    """A result."""

    id: UUID
    resume_id: UUID
    resume_version: int
    lines: tuple[Line, ...]


class Muse:
    """Decides when the next line of a poem comes, and which end the writing takes."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.stopped: list[str] = []
        self.failures: list[BaseException] = []
        self._gates: dict[str, asyncio.Event] = {}
        self._changed = asyncio.Condition()

    async def was_asked(self, line: str, times: int) -> None:
        """Return when a line was asked for that many times."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.asked.count(line) >= times)

    async def was_stopped(self, line: str) -> None:
        """Return when the writer was stopped while it waited for a line."""
        async with self._changed:
            await self._changed.wait_for(lambda: line in self.stopped)

    def hold(self, line: str) -> None:
        """Let the writer wait before this line."""
        self._gates[line] = asyncio.Event()

    def give(self, line: str) -> None:
        """Let the writer go on."""
        self._gates.pop(line).set()

    async def next(self, line: str) -> None:
        """Wait for the line to be given."""
        async with self._changed:
            self.asked.append(line)
            self._changed.notify_all()
        if self.failures:
            raise self.failures.pop(0)
        try:
            if (gate := self._gates.get(line)) is not None:
                await gate.wait()
        except asyncio.CancelledError:
            async with self._changed:
                self.stopped.append(line)
                self._changed.notify_all()
            raise


@dataclass
class PoemDraft:
    """A result that is being made."""

    run: Run
    body: Wish
    muse: Muse
    account: Account = field(default_factory=lambda: Account("poems-1"))

    @property
    def wanted(self) -> int:
        """The number of words."""
        return len(self.body.words.split())

    async def parts(self, kept: Sequence[Line]) -> AsyncGenerator[Line]:
        """Yield a line per word, each when the muse gives it."""
        for word in self.body.words.split()[len(kept) :]:
            await self.muse.next(word)
            yield Line(word)

    def whole(self, parts: Sequence[Line], generation: Generation) -> Poem:
        """Return the poem."""
        assert generation.source == "rule_based"
        return Poem(self.run.id, self.run.resume_id, self.run.resume_version, tuple(parts))


@dataclass
class PoemRecipe:
    """The recipe."""

    muse: Muse
    work_done: tuple[type[AppError], ...] = ()

    def check(self, body: Wish) -> None:
        """Accept every order that has words."""
        assert body.words

    def job_posting(self, body: Wish) -> str | None:  # noqa: ARG002
        """Return `None`: there is no posting."""
        return None

    async def begin(self, run: Run, material: Material, body: Wish) -> PoemDraft:
        """Return a draft."""
        assert material.resume.uuid == run.resume_id
        return PoemDraft(run, body, self.muse)


class Shelf:
    """The results."""

    def __init__(self) -> None:
        self.poems: dict[UUID, Poem] = {}
        self.inserted = 0

    async def find(self, owner_id: str, thing_id: UUID) -> Poem | None:
        """Return a result."""
        assert owner_id == OWNER.id
        return self.poems.get(thing_id)

    async def insert(self, made: Poem) -> bool:
        """Keep a result; return false if there is one with its id."""
        self.inserted += 1
        return self.poems.setdefault(made.id, made) is made


@dataclass
class Press:
    """Everything of the product, and workers as the test wants them."""

    service: JobService
    poems: Kind[Wish, Line, Poem]
    database: Database
    crud: JobCrud
    broker: Broker
    muse: Muse
    shelf: Shelf
    resumes: FakeResumes
    resume_id: str
    kind: str

    async def order(self, words: str, callback_url: str | None = None) -> Job:
        """Have a poem made."""
        return await self.service.create(
            self.poems, OWNER, self.resume_id, Wish(words), NewResource(new_id()), callback_url
        )

    async def events(self, job: Job, after: int = 0) -> list[JobEvent]:
        """Return the events of a job until its end."""
        found: list[JobEvent] = []
        async with aclosing(await self.service.follow(job, after)) as events:
            async for event in events:
                if event is None:
                    continue
                found.append(event)
                if event.type in LAST:
                    break
        return found

    async def seen(self, job: Job, kind: str, number: int = 0) -> JobEvent:
        """Return the first event of a kind, as soon as it is there."""
        async with aclosing(await self.service.follow(job, 0)) as events:
            async for event in events:
                if event is not None and event.type == kind and event.number == number:
                    return event
        raise AssertionError

    def worker(self, *, frozen: bool = False) -> Worker:
        """Return a worker that runs nowhere yet. A frozen one never renews its lease, and takes one job only."""
        crud = Leaving(self.database, LEASE_SECONDS) if frozen else self.crud
        queue, beat_seconds = JobQueue(self.broker, LEASE_SECONDS), 3600 if frozen else LEASE_SECONDS / 3
        callbacks = JobQueue(self.broker, lane=WEBHOOK_LANE)
        logs, slots = EventLog(self.broker), 1 if frozen else 4
        return Worker(crud, queue, logs, self.service.works, slots, beat_seconds, callbacks)

    def postman(self, *, dying: bool = False, overdue: timedelta = OVERDUE) -> Postman:
        """Return a postman that runs nowhere yet. A dying one does not come to record its attempts."""
        crud = (Forgetful if dying else CallbackCrud)(self.database, LEASE_SECONDS)
        queue = JobQueue(self.broker, LEASE_SECONDS, WEBHOOK_LANE)
        return Postman(crud, queue, Sender(WEBHOOKS), {self.kind: self.poems.work.urls}, overdue)

    @asynccontextmanager
    async def posting(self, *, dying: bool = False) -> AsyncGenerator[None]:
        """Deliver webhooks during the block."""
        task = asyncio.create_task(self.postman(dying=dying).run())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    @asynccontextmanager
    async def working(self, *, frozen: bool = False) -> AsyncGenerator[Worker]:
        """Run a worker during the block and end it afterwards: in order, or as a kill does if it is frozen."""
        worker = self.worker(frozen=frozen)
        await self.broker.on_cancel(worker.cancel)
        task = asyncio.create_task(worker.run())
        try:
            yield worker
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


class Leaving(JobCrud):
    """The database as a killed worker leaves it: it gives nothing back."""

    async def release(self, job_id: UUID, holder: UUID, retry_at: datetime | None, *, counts: bool = True) -> None:
        """Do nothing."""


class Forgetful(CallbackCrud):
    """The database as a killed process leaves it: it does not come to record that it delivered."""

    async def end(self, job_id: UUID, holder: UUID, state: CallbackState, problem: str | None = None) -> None:  # noqa: ARG002
        """Never return."""
        await asyncio.Event().wait()


@asynccontextmanager
async def press_of(
    database: Database,
    url: str,
    limits: BrokerLimits | None = None,
    kind: str | None = None,
    limit: int = 0,
    max_jobs: int = MAX_JOBS,
) -> AsyncGenerator[Press]:
    """Yield the product on a queue and a database; `limit` is a quota, and `max_jobs` may be open at a time."""
    muse, shelf, resumes = Muse(), Shelf(), FakeResumes()
    resume = resumes.add({"name": "이하나", "summary": "시인"})
    recipe = PoemRecipe(muse)

    async def recipe_of() -> PoemRecipe:
        return recipe

    kind = kind or f"poems.{database.name}"
    quota = Quota(database, "poems", limit)
    engine = Engine(recipe_of, shelf, quota)
    work = EngineWork(kind, JobUrls("/poetry", "poems"), engine, TypeAdapter(Wish), TypeAdapter(Line))
    crud = JobCrud(database, LEASE_SECONDS)
    async with open_broker(url, limits or BrokerLimits(), "tests") as broker:
        poems = Kind(work, shelf, quota)
        service = JobService((poems,), crud, broker, resumes, IdempotencyStore(database), WEBHOOKS, max_jobs)
        yield Press(service, poems, database, crud, broker, muse, shelf, resumes, resume.id, kind)
