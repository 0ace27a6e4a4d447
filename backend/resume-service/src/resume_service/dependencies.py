"""What the endpoints of resume-service are given."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, cast

from fastapi import Path, Request

from resume_service.service import ResumeService
from shared.web.health import Check


@dataclass(frozen=True, slots=True)
class ResumeResources:
    """What the lifespan opens."""

    resumes: ResumeService
    checks: Mapping[str, Check]


def resumes_of(request: Request) -> ResumeService:
    """The service object of this process.

    Called and not declared with `Depends`: reading a résumé is the most frequent request of all, and what FastAPI
    does for one dependency is a fiftieth of it.
    """
    return cast(ResumeResources, request.state.resources).resumes


ResumeId = Annotated[str, Path(description="Id of a résumé.", examples=["01931a5e-7c3b-7cc1-b2a1-5f0d6f1c2a3b"])]
