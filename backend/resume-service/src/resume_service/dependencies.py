"""What the endpoints of resume-service are given."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Annotated, cast
from uuid import UUID

from fastapi import Depends, Path, Query, Request

from resume_service.imports.service import Importer
from resume_service.resumes.deriving import sought
from resume_service.resumes.models import Search
from resume_service.resumes.service import ResumeService
from shared.core.constraints import SingleLine
from shared.core.identity import Identity
from shared.database.idempotency import IdempotencyStore
from shared.database.quotas import Quota
from shared.telemetry.llm import Models
from shared.web.health import Check


@dataclass(frozen=True, slots=True)
class ResumeResources:
    """What the lifespan opens."""

    resumes: ResumeService
    idempotency: IdempotencyStore
    importer: Callable[[], Awaitable[Importer]]
    imports: Quota
    models: Models
    checks: Mapping[str, Check]

    async def holds(self, caller: Identity, thing_id: UUID) -> bool:
        """Whether the caller's résumé with this id may be shown."""
        return await self.resumes.holds(caller.id, thing_id)


def resumes_of(request: Request) -> ResumeService:
    """The service object of this process.

    Called and not declared with `Depends`: reading a résumé is the most frequent request of all, and what FastAPI
    does for one dependency is a fiftieth of it.
    """
    return cast(ResumeResources, request.state.resources).resumes


async def importer_of(request: Request) -> Importer:
    """What makes résumés of documents; it is made at the first need."""
    return await cast(ResumeResources, request.state.resources).importer()


def import_quota_of(request: Request) -> Quota:
    """How many imports a day each owner has."""
    return cast(ResumeResources, request.state.resources).imports


ResumeId = Annotated[str, Path(description="Id of a résumé.", examples=["01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b"])]


Term = Annotated[str, SingleLine(100, min_length=1)]


async def search(
    name: Annotated[Term | None, Query(description="Part of the name; neither case nor accents count.")] = None,
    skill: Annotated[
        Term | None, Query(description="A technology, in any spelling: `k8s` finds Kubernetes.", examples=["k8s"])
    ] = None,
    q: Annotated[
        Term | None,
        Query(description="Words, or parts of them, that all stand in the summary, the jobs, projects or education."),
    ] = None,
) -> Search:
    """What a request searches for."""
    return sought(name, skill, q)


SearchQuery = Annotated[Search, Depends(search)]
