"""Response schemas for the versions of a résumé."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, Field

from resume_service.resumes.models import JsonObject, Resume
from shared.core.clock import rfc3339


class Version(BaseModel):
    """A version of a résumé."""

    version: int
    updated_at: datetime = Field(description="When the version was written.")
    current: bool


class VersionList(BaseModel):
    """All kept versions of a résumé, newest first."""

    items: list[Version]


def render_versions(resumes: Sequence[Resume]) -> JsonObject:
    """Return the versions, the current one first, as plain JSON values in the form of `VersionList`."""
    items = [
        {"version": resume.version, "updated_at": rfc3339(resume.updated_at), "current": index == 0}
        for index, resume in enumerate(resumes)
    ]
    return {"items": items}
