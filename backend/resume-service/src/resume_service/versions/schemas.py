"""The wire: the versions of a résumé."""

from collections.abc import Sequence
from datetime import datetime

from pydantic import BaseModel, Field

from resume_service.resumes.models import JsonObject, Resume
from shared.core.clock import rfc3339


class Version(BaseModel):
    """One version of a résumé."""

    version: int
    updated_at: datetime = Field(description="When it was written.")
    current: bool


class VersionList(BaseModel):
    """The versions of a résumé, newest first. All that are kept are in it."""

    items: list[Version]


def render_versions(resumes: Sequence[Resume]) -> JsonObject:
    """These versions, of which the first is the current one, as `VersionList` describes them."""
    items = [
        {"version": resume.version, "updated_at": rfc3339(resume.updated_at), "current": index == 0}
        for index, resume in enumerate(resumes)
    ]
    return {"items": items}
