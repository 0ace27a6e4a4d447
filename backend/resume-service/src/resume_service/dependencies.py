"""What the endpoints of resume-service are given."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Depends, Path, Request

from resume_service.service import ResumeService
from shared.web.health import Check


@dataclass(frozen=True, slots=True)
class ResumeResources:
    """What the lifespan opens."""

    resumes: ResumeService
    checks: Mapping[str, Check]


async def resume_service(request: Request) -> ResumeService:
    """The service object of this process."""
    return cast(ResumeResources, request.state.resources).resumes


Resumes = Annotated[ResumeService, Depends(resume_service)]
ResumeId = Annotated[str, Path(description="Id of a résumé.", examples=["01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b"])]
