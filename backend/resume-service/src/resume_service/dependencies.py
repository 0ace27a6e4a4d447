"""Dependencies of the endpoints of resume-service."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any, cast
from uuid import UUID

from fastapi import Depends, Path, Query, Request

from resume_service.resumes.deriving import sought
from resume_service.resumes.models import Search
from resume_service.resumes.service import ResumeService
from shared.core.constraints import SingleLine
from shared.core.identity import Identity
from shared.core.lazy import Lazy
from shared.database.idempotency import IdempotencyStore
from shared.database.quotas import Quota, TimeQuota
from shared.telemetry.llm import Models
from shared.web.health import Check

if TYPE_CHECKING:
    from resume_service.imports.service import Importer


@dataclass(frozen=True, slots=True)
class ResumeResources:
    """The resources that the lifespan opens."""

    resumes: ResumeService
    idempotency: IdempotencyStore
    importer: "Lazy[Importer]"
    imports: Quota
    reading: TimeQuota
    models: Models
    checks: Mapping[str, Check]

    @property
    def slow(self) -> Sequence[Lazy[Any]]:
        """What takes long to build."""
        return (self.importer,)

    async def holds(self, caller: Identity, thing_id: UUID) -> bool:
        """Return whether the caller owns a résumé with this id."""
        return await self.resumes.holds(caller.id, thing_id)


def resumes_of(request: Request) -> ResumeService:
    """Return the résumé service of this process.

    Called directly instead of declared with `Depends`: reading a résumé is the most frequent request, and FastAPI's
    overhead for one dependency is a fiftieth of it.
    """
    return cast(ResumeResources, request.state.resources).resumes


async def importer_of(request: Request) -> "Importer":
    """Return the importer, which is created on first use."""
    return await cast(ResumeResources, request.state.resources).importer.get()


def import_quota_of(request: Request) -> Quota:
    """Return the daily quota of imports per owner."""
    return cast(ResumeResources, request.state.resources).imports


def reading_time_of(request: Request) -> TimeQuota:
    """Return the daily quota of reading time per owner."""
    return cast(ResumeResources, request.state.resources).reading


ResumeId = Annotated[str, Path(description="Id of a résumé.", examples=["01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b"])]


Term = Annotated[str, SingleLine(100, min_length=1)]


async def search(
    name: Annotated[Term | None, Query(description="Part of the name; case and accents are ignored.")] = None,
    skill: Annotated[
        Term | None, Query(description="A technology in any spelling: `k8s` finds Kubernetes.", examples=["k8s"])
    ] = None,
    q: Annotated[
        Term | None,
        Query(description="Words or parts of words that must all appear in the summary, jobs, projects or education."),
    ] = None,
) -> Search:
    """Return the search of a request."""
    return sought(name, skill, q)


SearchQuery = Annotated[Search, Depends(search)]
