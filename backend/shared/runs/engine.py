"""The engine: everything that all generation from a résumé has in common."""

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
from shared.runs.watching import Report, unreported, watching

RECHECK_MS = 50
"""After a run of this length, the engine checks that the résumé still exists before it stores the result. Models take
seconds, and if the owner deleted the résumé meanwhile, nothing of it may be stored. Rules take milliseconds, no longer
than the check itself."""

STORING_AT_ONCE = 16
"""When hundreds of results arrive at once, each waits here for its turn instead of using up the time limits of
resume-service and the database."""


class Draft(Protocol[P, M_co]):
    """A resource that is being generated."""

    @property
    def wanted(self) -> int:
        """The number of wanted parts."""
        ...

    @property
    def account(self) -> Account:
        """The account so far."""
        ...

    def parts(self, kept: Sequence[P]) -> AsyncGenerator[P]:
        """Yield the parts that are still missing beside those `kept`, each complete, checked and unique.

        Raises `AppError` if it can make none.
        """
        ...

    def whole(self, parts: Sequence[P], generation: Generation) -> M_co:
        """Return the resource made of all parts; raises `AppError` if they are not enough."""
        ...


class Recipe(Protocol[B_contra, P, M_co]):
    """What is generated, and how. A recipe does not depend on how its parts are delivered."""

    @property
    def work_done(self) -> tuple[type[AppError], ...]:
        """The failures after which a run still counts for the quota, because all its work was done."""
        ...

    def check(self, body: B_contra) -> None:
        """Reject an impossible request before anything is read; raises `AppError`."""
        ...

    def job_posting(self, body: B_contra) -> str | None:
        """Return the posting in the request body, if any, which is evidence like the résumé."""
        ...

    async def begin(self, run: Run, material: Material, body: B_contra) -> Draft[P, M_co]:
        """Return a draft of the resource; no model has been called yet."""
        ...


class Shelf(Protocol[M]):
    """The storage of generated resources."""

    async def find(self, owner_id: str, thing_id: UUID) -> M | None:
        """Return the owner's resource with this id, or `None`."""
        ...

    async def insert(self, made: M) -> bool:
        """Store a new resource. Return false if its id already exists."""
        ...


class Engine(Generic[B, P, M]):
    """Runs a recipe: quota, repeated requests, the résumé and its redaction, the account, storage."""

    def __init__(
        self,
        recipe: Callable[[], Awaitable[Recipe[B, P, M]]],
        shelf: Shelf[M],
        quota: Quota,
        recheck_ms: int = RECHECK_MS,
        report: Report = unreported,
    ) -> None:
        self._recipe = recipe
        self._shelf = shelf
        self._quota = quota
        self._recheck_ms = recheck_ms
        self._report = report
        self._storing = asyncio.Semaphore(STORING_AT_ONCE)

    async def make(self, order: Order[B], resumes: ResumeSource) -> M:
        """Run to the end and return the result.

        Raises `ResumeNotFound` (also if the résumé is deleted meanwhile), `ResumeServiceUnavailable`,
        `QuotaExceeded`, and what the recipe raises.
        """
        async with aclosing(self._run(order, resumes)) as events:
            async for event in events:
                if isinstance(event, Completed):
                    return event.value
        raise RuntimeError("the run ended without a result")

    async def events(
        self, order: Order[B], resumes: ResumeSource, kept: Sequence[P] = ()
    ) -> AsyncGenerator[Event[P, M]]:
        """Yield the events of the run; the last one is `Completed` or `Failed`. Closing it cancels the run.

        `kept` are the parts that an earlier attempt delivered: they become part of the result, and only the rest is
        made.
        """
        try:
            async with aclosing(self._run(order, resumes, kept)) as events:
                async for event in events:
                    yield event
        except AppError as error:
            yield Failed(error)

    async def _run(self, order: Order[B], resumes: ResumeSource, kept: Sequence[P] = ()) -> AsyncGenerator[Event[P, M]]:
        if order.again and (made := await self._shelf.find(order.owner_id, order.id)) is not None:
            yield Completed(made)
            return
        async with self._quota.one(order.owner_id, run=order.id) as use:
            with watching(self._report) as watched:
                # After the quota: while the database is down, no caller waits for a recipe before getting the error.
                recipe = await self._recipe()
                recipe.check(order.body)
                try:
                    async with aclosing(self._generate(recipe, order, resumes, use, kept)) as events:
                        async for event in events:
                            if isinstance(event, Completed):
                                watched.completed()
                            yield event
                except recipe.work_done:
                    use.spent()
                    raise

    async def _generate(
        self, recipe: Recipe[B, P, M], order: Order[B], resumes: ResumeSource, use: Use, kept: Sequence[P]
    ) -> AsyncGenerator[Event[P, M]]:
        yield Progress("reading", 0, 0)
        resume = await resumes.get(order.resume_id)
        run = Run(order.id, order.owner_id, order.scopes, resume.uuid, resume.version)
        draft = await recipe.begin(run, Material(resume, recipe.job_posting(order.body)), order.body)
        parts = list(kept)
        yield Progress("writing", len(parts), draft.wanted)
        async with aclosing(draft.parts(kept)) as coming:
            async for part in coming:
                parts.append(part)
                yield Part(len(parts), part)
        made = draft.whole(parts, generation := draft.account.generation())
        # From here on it counts for the quota: the work is done, and a model may have been paid for it.
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
        # Two processes handled the same request, because one was presumed dead; the other one was faster.
        stored = await self._shelf.find(run.owner_id, run.id)
        if stored is None:
            raise ResumeNotFound
        return stored
