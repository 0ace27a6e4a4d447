"""The invented people, as the services see them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter
from resume_service.resumes.deriving import written
from resume_service.resumes.schemas import ResumeIn

from shared.core.clock import utc_now
from shared.postings.lines import posting_lines
from shared.resumes.document import Language, ResumeDocument
from shared.resumes.facts import Seniority

PEOPLE = Path(__file__).parent / "people"
WRITTEN = date(2026, 11, 1)
"""The month in which the résumés were written."""

MONTH = re.compile(r"(\d{4})-(\d{2})")
YEAR = 12


class _Data(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Truth(_Data):
    """What a reader of the trade says about a person."""

    profession: str | None
    level: Seniority
    has: tuple[str, ...]
    lacks: tuple[str, ...]
    never: tuple[str, ...]


class PostingTruth(_Data):
    """Pieces of the posting that the résumé carries, and that nothing in it carries."""

    have: tuple[str, ...]
    missing: tuple[str, ...]


class Request(BaseModel):
    """What a person asks for; more members than these go to the services as they are."""

    model_config = ConfigDict(frozen=True, extra="allow")

    count: int = 5
    target_role: str | None = None
    job_posting: str | None = None
    focus: tuple[str, ...] = ()


class _File(_Data):
    id: str
    language: Language
    resume: dict[str, Any]
    request: Request = Field(default_factory=Request)
    truth: Truth
    posting_truth: PostingTruth | None = None


@dataclass(frozen=True)
class Person:
    """A person; `resume` is what resume-service would answer about them."""

    id: str
    language: Language
    resume: ResumeDocument
    request: Request
    truth: Truth
    posting_truth: PostingTruth | None = None

    @cached_property
    def lines(self) -> Sequence[str]:
        """The lines of the posting, as pointers number them."""
        return posting_lines(self.request.job_posting) if self.request.job_posting else ()

    @cached_property
    def texts(self) -> Sequence[str]:
        """Everything that the person wrote."""
        return [text for _, text in self.resume.texts()]


def read_people(ids: Iterable[str] = (), months_later: int | None = None, folder: Path = PEOPLE) -> list[Person]:
    """The people with these ids, all without any; raises `ValueError` for an unknown one.

    `months_later` is how far their jobs are moved from the month in which they were written; to today when left out.
    """
    moved = months_since_written() if months_later is None else months_later
    adapter = TypeAdapter(_File)
    files = [adapter.validate_json(path.read_bytes()) for path in sorted(folder.glob("*.json"))]
    wanted = set(ids)
    if unknown := wanted - {file.id for file in files}:
        raise ValueError(f"no such person: {', '.join(sorted(unknown))}")
    return [_person(file, moved) for file in files if not wanted or file.id in wanted]


def months_since_written() -> int:
    """How many months ago the résumés were written."""
    today = utc_now().date()
    return (today.year - WRITTEN.year) * YEAR + today.month - WRITTEN.month


def document_of(name: str, content: dict[str, Any]) -> ResumeDocument:
    """A résumé as resume-service answers it, with what it derives."""
    new = written(ResumeIn.model_validate(content).content())
    months = {} if new.months is None else {"total_experience_months": new.months}
    identifier = str(uuid5(NAMESPACE_URL, name))
    return ResumeDocument(
        identifier, 1, {"id": identifier, "version": 1, "derived": new.derived, **months, **new.content}
    )


def _person(file: _File, moved: int) -> Person:
    content = dict(file.resume)
    if "work_experiences" in content:
        content["work_experiences"] = [_later(job, moved) for job in content["work_experiences"]]
    return Person(file.id, file.language, document_of(file.id, content), file.request, file.truth, file.posting_truth)


def _later(job: dict[str, Any], moved: int) -> dict[str, Any]:
    """A job, so many months later: the level of somebody who still has it must not change while the years pass."""
    return {key: _moved(value, moved) if key in ("start", "end") else value for key, value in job.items()}


def _moved(month: Any, moved: int) -> Any:
    found = MONTH.fullmatch(month) if isinstance(month, str) else None
    if found is None or not moved:
        return month
    months = int(found[1]) * YEAR + int(found[2]) - 1 + moved
    return f"{months // YEAR}-{months % YEAR + 1:02}"
