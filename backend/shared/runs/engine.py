"""The engine: everything that is the same for whatever is made of a résumé, once."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import Generic, Protocol
from uuid import UUID

from shared.core.errors import AppError
from shared.database.quotas import Quota, Use
from shared.resumes.errors import ResumeNotFound
from shared.runs.account import Account
from shared.runs.generation import Generation
from shared.runs.models import (
    B,
    B_contra,
    Completed,
    Event,
    Failed,
    M,
    M_co,
    Material,
    Order,
    P,
    Part,
    Progress,
    ResumeSource,
    Run,
)

RECHECK_MS = 50
"""After a run of this length, the résumé is looked for once more before its thing is stored. Models take seconds: a
person who deleted the résumé meanwhile wants nothing kept of it. Rules take milliseconds, no longer than the question
would."""

STORING_AT_ONCE = 16
"""When hundreds of answers arrive at once, each waits here for its turn instead of using up the time that
resume-service and the database are given."""


class Draft(Protocol[P, M_co]):
    """One thing while it is being made."""

    @property
    def wanted(self) -> int:
        """How many parts are wanted."""
        ...

    @property
    def account(self) -> Account:
        """What it costs so far."""
        ...

    def parts(self) -> AsyncGenerator[P]:
        """The parts, each whole and proved, none twice. Raises `AppError` when it can make none."""
        ...

    def whole(self, parts: Sequence[P], generation: Generation) -> M_co:
        """The thing that the parts make; raises `AppError` when they make none."""
        ...


class Recipe(Protocol[B_contra, P, M_co]):
    """What is made, and how. A recipe knows neither who waits for it nor how its parts travel."""

    @property
    def work_done(self) -> tuple[type[AppError], ...]:
        """The failures after which a run counts all the same: all its work was done."""
        ...

    def check(self, body: B_contra) -> None:
        """Refuse what can never be, before anything is read; raises `AppError`."""
        ...

    def job_posting(self, body: B_contra) -> str | None:
        """The posting in the order, which is evidence like the résumé."""
        ...

    async def begin(self, run: Run, material: Material, body: B_contra) -> Draft[P, M_co]:
        """A draft of the thing; nothing has been asked for yet."""
        ...


class Shelf(Protocol[M]):
    """Where what was made is kept."""

    async def find(self, owner_id: str, thing_id: UUID) -> M | None:
        """The owner's thing with this id."""
        ...

    async def insert(self, made: M) -> bool:
        """Store a new thing; false when one with this id is there."""
        ...


class Engine(Generic[B, P, M]):
    """Runs a recipe: quota, repetition, the résumé and its redaction, the account, storing."""

    def __init__(
        self,
        recipe: Callable[[], Awaitable[Recipe[B, P, M]]],
        shelf: Shelf[M],
        quota: Quota,
        recheck_ms: int = RECHECK_MS,
    ) -> None:
        self._recipe = recipe
        self._shelf = shelf
        self._quota = quota
        self._recheck_ms = recheck_ms
        self._storing = asyncio.Semaphore(STORING_AT_ONCE)

    async def make(self, order: Order[B], resumes: ResumeSource) -> M:
        """Run to the end and return what was made.

        Raises `ResumeNotFound` (also when the résumé is deleted meanwhile), `ResumeServiceUnavailable`,
        `QuotaExceeded`, and what the recipe raises.
        """
        async with aclosing(self._run(order, resumes)) as events:
            async for event in events:
                if isinstance(event, Completed):
                    return event.value
        raise RuntimeError("a run ended without an end")

    async def events(self, order: Order[B], resumes: ResumeSource) -> AsyncGenerator[Event[P, M]]:
        """The run as it goes; the last event is `Completed` or `Failed`. Closing it cancels what was asked for."""
        try:
            async with aclosing(self._run(order, resumes)) as events:
                async for event in events:
                    yield event
        except AppError as error:
            yield Failed(error)

    async def _run(self, order: Order[B], resumes: ResumeSource) -> AsyncGenerator[Event[P, M]]:
        if order.again and (made := await self._shelf.find(order.owner_id, order.id)) is not None:
            yield Completed(made)
            return
        recipe = await self._recipe()
        recipe.check(order.body)
        async with (
            self._quota.one(order.owner_id, *recipe.work_done) as use,
            aclosing(self._cook(recipe, order, resumes, use)) as events,
        ):
            async for event in events:
                yield event

    async def _cook(
        self, recipe: Recipe[B, P, M], order: Order[B], resumes: ResumeSource, use: Use
    ) -> AsyncGenerator[Event[P, M]]:
        yield Progress("reading", 0, 0)
        resume = await resumes.get(order.resume_id)
        run = Run(order.id, order.owner_id, order.scopes, resume.uuid, resume.version)
        draft = await recipe.begin(run, Material(resume, recipe.job_posting(order.body)), order.body)
        yield Progress("writing", 0, draft.wanted)
        parts: list[P] = []
        async with aclosing(draft.parts()) as coming:
            async for part in coming:
                parts.append(part)
                yield Part(len(parts), part)
        made = draft.whole(parts, generation := draft.account.generation())
        # From here on it counts: the work is done, and a model may have been paid for it.
        use.spent()
        yield Progress("storing", len(parts), draft.wanted)
        yield Completed(await self._store(run, made, resumes, generation))

    async def _store(self, run: Run, made: M, resumes: ResumeSource, generation: Generation) -> M:
        async with self._storing:
            late = generation.latency_ms >= self._recheck_ms
            if late and not await resumes.has(str(run.resume_id), run.resume_version):
                raise ResumeNotFound
            if await self._shelf.insert(made):
                return made
        # Two are at one request when one of them was thought to be dead; the other was faster.
        stored = await self._shelf.find(run.owner_id, run.id)
        if stored is None:
            raise ResumeNotFound
        return stored
