"""What a kind of job does: the engine's run of one product, and how its order and its parts are stored."""

import zlib
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar
from uuid import UUID

from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json, to_json

from shared.database.quotas import Quota
from shared.jobs.models import Job, JobUrls
from shared.resumes.document import ResumeDocument
from shared.resumes.errors import ResumeNotFound
from shared.runs.models import Event, M, M_co, Order, P, ResumeSource

B = TypeVar("B")
T = TypeVar("T")
Holds = Callable[[], Awaitable[bool]]


class Work(Protocol):
    """Carries out the jobs of one kind."""

    @property
    def kind(self) -> str:
        """The kind, such as `interview.questions`."""
        ...

    @property
    def urls(self) -> JobUrls:
        """The paths of its jobs and results."""
        ...

    def events(self, job: Job, holds: Holds) -> AsyncGenerator[Event[Any, Any]]:
        """Yield the events of a job's run, with its parts so far kept; `holds`: whether the job is still this run's."""
        ...

    def stored(self, part: Any) -> Mapping[str, Any]:
        """Return a part as it is kept in the job."""
        ...


class Runs(Protocol[B, P, M]):
    """An engine, or what does the same."""

    def events(self, order: Order[B], resumes: ResumeSource, kept: Sequence[P] = ()) -> AsyncGenerator[Event[P, M]]:
        """Yield the events of a run, the last of them `Completed` or `Failed`; the parts `kept` are not made again."""
        ...


@dataclass(frozen=True, slots=True)
class EngineWork(Generic[B, P, M]):
    """Carries out the jobs of one product with its engine; `order` and `part` are the types of the recipe."""

    kind: str
    urls: JobUrls
    engine: Runs[B, P, M]
    order: TypeAdapter[B]
    part: TypeAdapter[P]

    def events(self, job: Job, holds: Holds) -> AsyncGenerator[Event[P, M]]:
        """Yield the events of a job's run, with its parts so far kept; `holds`: whether the job is still this run's."""
        body = _valid(self.order, job.request)
        # An attempt that crashed may have stored the result.
        again = job.attempts > 1
        order = Order(job.makes, job.owner_id, job.scopes, str(job.resume_id), body, again)
        return self.engine.events(order, OwnCopy(job, holds), [self.read(part) for part in job.parts])

    def packed(self, order: B) -> Mapping[str, Any]:
        """Return an order as a job keeps it."""
        return self.order.dump_python(order, mode="json", exclude_unset=True)

    def stored(self, part: P) -> Mapping[str, Any]:
        """Return a part as it is kept in the job."""
        return self.part.dump_python(part, mode="json")

    def read(self, part: Mapping[str, Any]) -> P:
        """Return the part that is kept in a job."""
        return _valid(self.part, part)


class Results(Protocol[M_co]):
    """What jobs have made."""

    async def find(self, owner_id: str, thing_id: UUID) -> M_co | None:
        """Return the owner's thing with this id, or `None`."""
        ...


@dataclass(frozen=True, slots=True)
class Kind(Generic[B, P, M]):
    """A kind of job: its work, its results, and the quota that it counts in."""

    work: EngineWork[B, P, M]
    results: Results[M]
    quota: Quota


@dataclass(frozen=True, slots=True)
class OwnCopy:
    """The résumé that a job brought with it. If its owner deletes the résumé, the jobs about it are deleted, too."""

    job: Job
    holds: Holds

    async def get(self, resume_id: str) -> ResumeDocument:
        """Return the résumé; raises `ResumeNotFound` if the job is about another one."""
        if resume_id != str(self.job.resume_id):
            raise ResumeNotFound
        return unpacked(self.job.resume)

    async def has(self, resume_id: str, version: int) -> bool:  # noqa: ARG002  the protocol names them
        """Whether the job is still there and belongs to this run."""
        return await self.holds()


def _valid(kind: TypeAdapter[T], stored: object) -> T:
    """Return a stored value; raises `ValueError` without the value, which is the person's and must not reach a log."""
    try:
        return kind.validate_python(stored)
    except ValidationError as error:
        places = ", ".join(".".join(str(part) for part in one["loc"]) for one in error.errors(include_input=False))
        raise ValueError(f"a stored value does not fit its type at: {places}") from None


def packed(resume: ResumeDocument) -> bytes:
    """Return a résumé as a job keeps it."""
    return zlib.compress(to_json({"id": resume.id, "version": resume.version, "content": resume.content}))


def unpacked(stored: bytes) -> ResumeDocument:
    """Return the résumé in a job."""
    return ResumeDocument(**from_json(zlib.decompress(stored)))
