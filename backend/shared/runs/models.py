"""The values of a run: what is ordered, what the run is, what comes of it."""

from dataclasses import dataclass
from functools import cached_property
from typing import Generic, Literal, Protocol, TypeVar
from uuid import UUID

from shared.core.errors import AppError
from shared.core.identity import Identity
from shared.resumes.client import Resumes
from shared.resumes.document import ResumeDocument
from shared.resumes.masking.redaction import Redaction
from shared.resumes.statements import Statements

B = TypeVar("B")
B_contra = TypeVar("B_contra", contravariant=True)
P = TypeVar("P")
P_co = TypeVar("P_co", covariant=True)


class Made(Protocol):
    """A thing that was made of one version of a résumé, and is kept."""

    @property
    def id(self) -> UUID:
        """Its id."""
        ...

    @property
    def resume_id(self) -> UUID:
        """The résumé that it was made of."""
        ...

    @property
    def resume_version(self) -> int:
        """Which version of it."""
        ...


M = TypeVar("M", bound=Made)
M_co = TypeVar("M_co", bound=Made, covariant=True)


@dataclass(frozen=True, slots=True)
class Order(Generic[B]):
    """What is asked for, by whom. `again`: an earlier try may have made `id` already."""

    id: UUID
    owner_id: str
    scopes: frozenset[str]
    resume_id: str
    body: B
    again: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """One making of one thing. It can be stored and resumed elsewhere: it has no token in it."""

    id: UUID
    owner_id: str
    scopes: frozenset[str]
    resume_id: UUID
    resume_version: int


class ResumeSource(Protocol):
    """Where a run gets its résumé from, with whatever proves that it may have it."""

    async def get(self, resume_id: str) -> ResumeDocument:
        """The owner's résumé; raises `ResumeNotFound`, `ResumeServiceUnavailable`, `InvalidToken`."""
        ...

    async def has(self, resume_id: str, version: int) -> bool:
        """Whether it still exists, in this version or a later one; raises `ResumeServiceUnavailable`."""
        ...


@dataclass(frozen=True, slots=True)
class CallersResumes:
    """The résumés of a caller, read with the caller's own token."""

    resumes: Resumes
    caller: Identity

    async def get(self, resume_id: str) -> ResumeDocument:
        """The caller's résumé; raises `ResumeNotFound`, `ResumeServiceUnavailable`, `InvalidToken`."""
        return await self.resumes.get(resume_id, self.caller)

    async def has(self, resume_id: str, version: int) -> bool:
        """Whether it still exists, in this version or a later one; raises `ResumeServiceUnavailable`."""
        return await self.resumes.has(resume_id, version, self.caller)


@dataclass(frozen=True)
class Material:
    """What a thing is made of. There is one redaction a run: a detail has the same token in all that models read."""

    resume: ResumeDocument
    job_posting: str | None = None

    @cached_property
    def redaction(self) -> Redaction:
        """What hides the person's details from models, and shows them again."""
        return Redaction(self.resume)

    @cached_property
    def statements(self) -> Statements:
        """The résumé and the posting as numbered statements."""
        return Statements(self.resume, self.job_posting, self.redaction)


Stage = Literal["reading", "writing", "storing"]


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: `done` parts of `wanted`."""

    stage: Stage
    done: int
    wanted: int


@dataclass(frozen=True, slots=True)
class Part(Generic[P]):
    """A part that is whole, proved, and stays. Numbers count from 1."""

    number: int
    value: P


@dataclass(frozen=True, slots=True)
class Completed(Generic[M]):
    """The thing is made and stored, now or by an earlier try."""

    value: M


@dataclass(frozen=True, slots=True)
class Failed:
    """Nothing was made."""

    error: AppError


Event = Progress | Part[P] | Completed[M] | Failed
