"""The values of a run: the order, the run itself, and its events."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Generic, Literal, Protocol, TypeVar
from uuid import UUID

from shared.core.errors import AppError
from shared.core.identity import Identity
from shared.resumes.client import Resumes
from shared.resumes.document import ResumeDocument

if TYPE_CHECKING:
    from shared.resumes.masking.redaction import Redaction
    from shared.resumes.statements import Statements

B = TypeVar("B")
B_contra = TypeVar("B_contra", contravariant=True)
P = TypeVar("P")
P_co = TypeVar("P_co", covariant=True)


class Made(Protocol):
    """A stored resource that was generated from one version of a résumé."""

    @property
    def id(self) -> UUID:
        """The id of the resource."""
        ...

    @property
    def resume_id(self) -> UUID:
        """The id of its résumé."""
        ...

    @property
    def resume_version(self) -> int:
        """The version of its résumé."""
        ...


M = TypeVar("M", bound=Made)
M_co = TypeVar("M_co", bound=Made, covariant=True)


@dataclass(frozen=True, slots=True)
class Order(Generic[B]):
    """What is requested, and by whom. `again`: an earlier attempt may have created `id` already."""

    id: UUID
    owner_id: str
    scopes: frozenset[str]
    resume_id: str
    body: B
    again: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """One generation of one resource. It contains no token, so it can be stored and resumed elsewhere."""

    id: UUID
    owner_id: str
    scopes: frozenset[str]
    resume_id: UUID
    resume_version: int


class ResumeSource(Protocol):
    """The source of a run's résumé, including the credentials to read it."""

    async def get(self, resume_id: str) -> ResumeDocument:
        """Return the owner's résumé; raises `ResumeNotFound`, `ResumeServiceUnavailable`, `InvalidToken`."""
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
        """Return the caller's résumé; raises `ResumeNotFound`, `ResumeServiceUnavailable`, `InvalidToken`."""
        return await self.resumes.get(resume_id, self.caller)

    async def has(self, resume_id: str, version: int) -> bool:
        """Whether it still exists, in this version or a later one; raises `ResumeServiceUnavailable`."""
        return await self.resumes.has(resume_id, version, self.caller)


@dataclass(frozen=True)
class Material:
    """The input of a run. There is one redaction per run, so a detail has the same token in all prompts."""

    resume: ResumeDocument
    job_posting: str | None = None

    @cached_property
    def redaction(self) -> "Redaction":
        """The redaction that hides the person's details from models and restores them."""
        from shared.resumes.keeping import redaction_of  # noqa: PLC0415  fifty modules, loaded with the recipes

        return redaction_of(self.resume)

    @cached_property
    def statements(self) -> "Statements":
        """The résumé and the posting as numbered statements."""
        from shared.resumes.keeping import statements_of  # noqa: PLC0415  the same

        return statements_of(self.resume, self.job_posting, self.redaction)


Stage = Literal["reading", "writing", "storing"]


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a run: `done` parts of `wanted`."""

    stage: Stage
    done: int
    wanted: int


@dataclass(frozen=True, slots=True)
class Part(Generic[P]):
    """A complete, checked and final part. Numbers count from 1."""

    number: int
    value: P


@dataclass(frozen=True, slots=True)
class Completed(Generic[M]):
    """The resource is created and stored, now or by an earlier attempt."""

    value: M


@dataclass(frozen=True, slots=True)
class Failed:
    """Nothing was created."""

    error: AppError


Event = Progress | Part[P] | Completed[M] | Failed
