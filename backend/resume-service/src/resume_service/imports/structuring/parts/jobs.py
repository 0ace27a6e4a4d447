"""Jobs as they are read from a résumé, and as `work_experiences` has them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import zip_longest

from resume_service.imports.structuring.parts.headers import Header
from resume_service.imports.structuring.words.companies import is_company
from resume_service.imports.structuring.words.dates import Dates
from resume_service.imports.structuring.words.skills import united
from resume_service.imports.structuring.words.vocabulary import key, vocabulary
from resume_service.resumes.models import JsonObject
from resume_service.resumes.periods import parse_month

MAX_ALIKE = 50
"""How many jobs at one company are compared to find the same job."""


@dataclass(slots=True)
class JobPart:
    """A job's own content, or that of one project in it."""

    project: str | None = None
    dates: Dates | None = None
    description: list[str] = field(default_factory=list[str])
    achievements: list[str] = field(default_factory=list[str])
    tech: list[str] = field(default_factory=list[str])
    team: int | None = None
    extra: dict[str, object] = field(default_factory=dict[str, object])

    @property
    def empty(self) -> bool:
        """Whether nothing is known but when it was."""
        return not (self.project or self.description or self.achievements or self.tech or self.team or self.extra)


@dataclass(slots=True)
class Job:
    """A company and a position there."""

    header: Header
    dates: Dates | None
    mark: str
    own: JobPart = field(default_factory=JobPart)
    projects: list[JobPart] = field(default_factory=list[JobPart])
    apart: bool = False
    """A time between jobs, which is none itself."""
    closed: bool = False
    """Whether the last project is over, so that what comes next is said of the job itself."""

    @property
    def current(self) -> JobPart:
        """Where the next line belongs."""
        return self.projects[-1] if self.projects and not self.closed else self.own

    def covers(self, dates: Dates) -> bool:
        """Whether `dates` lie within the time of this job."""
        if self.dates is None or self.dates.start is None or dates.start is None:
            return False
        last = parse_month(self.dates.end or "present")
        return parse_month(self.dates.start) <= parse_month(dates.start) <= last and (
            dates.end is None or parse_month(dates.end) <= last
        )


def without_banners(jobs: list[Job]) -> list[Job]:
    """The jobs without those that only name an employer and the time of all positions below it."""
    kept: list[Job] = []
    about: list[str] = []
    for job, following in zip_longest(jobs, jobs[1:]):
        if _is_banner(job, following):
            # What the employer is, which stands below its name, is said of the first position there.
            about += [*job.own.description, *(part.project for part in job.projects if part.project)]
            continue
        job.own.description[:0] = about
        about = []
        kept.append(job)
    return kept


def _is_banner(job: Job, below: Job | None) -> bool:
    if below is None or below.dates is None or job.header.position is not None or below.header.position is None:
        return False
    own = job.own
    told = own.project or own.achievements or own.tech or own.team or own.extra
    titles = all(part == JobPart(part.project) for part in job.projects)
    bare = not told and titles and job.header.company is not None
    return bare and _company(job) == _company(below) and job.dates is not None and job.covers(below.dates)


def assigned(part: Sequence[Job], jobs: Sequence[Job]) -> list[Job]:
    """What of `part` are jobs: a title that names no company, within the time of one of `jobs`, is a project there."""
    words = vocabulary()
    known = {_company(job) for job in jobs}
    rest: list[Job] = []
    for job in part:
        dates, company = job.dates, job.header.company
        hosts = [host for host in jobs[:MAX_ALIKE] if dates is not None and host.covers(dates)]
        if len(hosts) != 1 or company is None or _company(job) in known or is_company(company, words):
            rest.append(job)
            continue
        own = job.own
        role = {"role": job.header.position} if job.header.position else {}
        own.project, own.dates, own.extra = company, dates, {**role, **own.extra}
        hosts[0].projects += [own, *job.projects]
    return rest


def merge_jobs(parts: Sequence[list[Job]]) -> list[Job]:
    """The jobs of all parts; a job that one part lists and another describes becomes one."""
    merged: list[Job] = []
    known: dict[str, list[Job]] = {}
    for part in parts:
        fresh: dict[str, list[Job]] = {}
        for job in part:
            company = _company(job)
            if not _completes(job, known.get(company, [])) and not _repeats(job, fresh.get(company, [])):
                fresh.setdefault(company, []).append(job)
                merged.append(job)
        for company, jobs in fresh.items():
            known.setdefault(company, []).extend(jobs)
    return merged


def _company(job: Job) -> str:
    return key(job.header.company or "")


def _completes(job: Job, others: list[Job]) -> bool:
    """Whether one of `others`, which are at the same company, is this job; what `job` knows is then added to it."""
    for other in others[:MAX_ALIKE] if job.header.company else ():
        if job.dates is None or other.dates is None or job.dates.start == other.dates.start:
            _complete(other, job)
            return True
    return False


def _repeats(job: Job, others: list[Job]) -> bool:
    """Whether one of `others`, in the same part, is this job: a table of all jobs, and below it each of them."""
    for other in others[:MAX_ALIKE] if job.header.company else ():
        if job.dates is not None and other.own.empty and not other.projects and _outline(other) == _outline(job):
            _complete(other, job)
            return True
    return False


def _outline(job: Job) -> tuple[str, str | None, str | None] | None:
    """What a table says of a job at a company."""
    return (key(job.header.position or ""), job.dates.start, job.dates.end) if job.dates else None


def _complete(job: Job, other: Job) -> None:
    job.dates = job.dates or other.dates
    for name in ("position", "location", "department", "employment_type"):
        if getattr(job.header, name) is None:
            setattr(job.header, name, getattr(other.header, name))
    job.own.description += other.own.description
    job.own.achievements += other.own.achievements
    job.own.tech = united(job.own.tech, other.own.tech)
    job.own.team = job.own.team or other.own.team
    job.projects += other.projects


def work_content(jobs: list[Job]) -> list[JsonObject]:
    """The jobs as `work_experiences`: one for each project, and one for the job itself where it says more than they."""
    return [entry for job in jobs if not job.apart for entry in _entries(job)]


def _entries(job: Job) -> list[JsonObject]:
    own, projects = job.own, job.projects
    if len(projects) == 1 and projects[0].dates is None:
        # One project is what the job was about.
        return [_content(job, _joined(own, projects[0]), job.dates)]
    listed = [_content(job, project, project.dates or job.dates) for project in projects]
    dated = any(project.dates is not None for project in projects) and job.dates is not None
    if not projects or not own.empty or dated:
        listed.insert(0, _content(job, own, job.dates))
    return listed


def _joined(own: JobPart, project: JobPart) -> JobPart:
    return JobPart(
        project.project,
        project.dates,
        own.description + project.description,
        own.achievements + project.achievements,
        united(own.tech, project.tech),
        project.team or own.team,
        own.extra | project.extra,
    )


def _content(job: Job, part: JobPart, dates: Dates | None) -> JsonObject:
    header = job.header
    extra: JsonObject = {
        "department": header.department,
        "location": header.location,
        "employment_type": header.employment_type,
        **part.extra,
    }
    return {
        "company": header.company,
        "position": header.position,
        "duration": dates.text if dates else None,
        "start": dates.start if dates else None,
        "end": dates.end if dates else None,
        "project_name": part.project,
        "project_description": "\n".join(part.description),
        "tech_stack": part.tech,
        "achievements": part.achievements,
        "team_size": part.team,
        "extra": {name: value for name, value in extra.items() if value},
    }
