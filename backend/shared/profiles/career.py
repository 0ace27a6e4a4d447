"""A person's jobs in chronological order, and what is notable in their dates."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from shared.professions.library import heads
from shared.professions.models import Family
from shared.professions.recognition import of_job
from shared.resumes.document import ResumeDocument

MONTH = re.compile(r"(\d{4})(?:[-./년]\s*(\d{1,2}))?")
PRESENT = re.compile(r"present|current|now|현재|재직", re.IGNORECASE)
YEAR = 12
GAP_MONTHS = 6
SHORT_STAYS, SHORT_YEARS = 3, 3
APART = 4
"""Minimum overlap in months for two jobs to count as simultaneous."""


@dataclass(frozen=True, slots=True)
class Job:
    """A job. Months are counted from year 0; `until` is the month after the last one. Unknown dates are `None`.

    If the résumé gives only years, the job began no later than `surely_since` and lasted at least until `surely_until`.
    """

    pointer: str
    position: str | None
    company: str | None
    since: int | None
    until: int | None
    surely_since: int | None
    surely_until: int | None
    is_present: bool
    profession: str | None

    @property
    def months(self) -> int:
        """Its duration in months; 0 if unknown."""
        return max(0, self.until - self.since) if self.since is not None and self.until is not None else 0


@dataclass(frozen=True, slots=True)
class Gap:
    """A period without a job between two jobs."""

    months: int
    after: Job
    before: Job


class Career:
    """The jobs of a résumé, earliest first; jobs without dates are assumed to be listed latest first."""

    def __init__(self, resume: ResumeDocument, today: date) -> None:
        now = today.year * YEAR + today.month
        found = list(_jobs(resume, now))
        dated = sorted(
            (job for job in found if job.since is not None), key=lambda job: (job.since or 0, job.until or 0)
        )
        self.jobs: Sequence[Job] = [*(job for job in reversed(found) if job.since is None), *dated]
        self._dated = dated
        self._now = now
        self._studies = list(_studies(resume, now))

    @property
    def latest(self) -> Job | None:
        """The job that ended last or is ongoing."""
        if not self.jobs:
            return None
        return max(self.jobs, key=lambda job: (job.is_present, job.until or 0, job.since or 0))

    def gap(self) -> Gap | None:
        """Return the longest gap between jobs, if it is long enough to ask about."""
        best: Gap | None = None
        for at, job in enumerate(self._dated[1:], start=1):
            before = max(self._dated[:at], key=lambda one: one.until or 0)
            months = (job.since or 0) - (before.until or 0)
            studied = any(since < (job.since or 0) and until > (before.until or 0) for since, until in self._studies)
            if months >= GAP_MONTHS and not studied and (best is None or months > best.months):
                best = Gap(months, before, job)
        return best

    def short_stays(self) -> tuple[int, int] | None:
        """Return the number of short jobs and the years that they span, if there are many."""
        ended = [job for job in self._dated if not job.is_present and 0 < job.months <= YEAR * 3 // 2]
        if len(ended) < SHORT_STAYS:
            return None
        years = -(-((ended[-1].until or 0) - (ended[0].since or 0)) // YEAR)
        return (len(ended), years) if years <= SHORT_YEARS * len(ended) // 2 else None

    def promotion(self) -> tuple[Job, Job] | None:
        """Return two consecutive jobs at one employer with different titles, if any."""
        for before, after in zip(self._dated, self._dated[1:], strict=False):
            if before.company and before.company == after.company and before.position != after.position:
                return before, after
        return None

    def at_once(self) -> tuple[Job, Job] | None:
        """Return two simultaneous jobs at different employers, if any."""
        for at, job in enumerate(self._dated):
            for other in self._dated[at + 1 :]:
                began = max(job.surely_since or 0, other.surely_since or 0)
                both = min(job.surely_until or 0, other.surely_until or 0) - began
                if both >= APART and job.company and other.company and job.company != other.company:
                    return job, other
        return None

    def change(self) -> tuple[Job, Job] | None:
        """Return the latest two consecutive jobs in different professions, if any."""
        known = [job for job in self._dated if job.profession is not None]
        for before, after in zip(reversed(known[:-1]), reversed(known[1:]), strict=False):
            if before.profession != after.profession:
                return before, after
        return None

    @property
    def months(self) -> int:
        """The months of all jobs together."""
        return sum(job.months for job in self.jobs)

    def months_in(self, family: Family) -> int:
        """Return the months worked in professions of a family."""
        return sum(job.months for job in self.jobs if _family(job) == family)

    def months_outside(self, family: Family) -> int:
        """Return the months worked in professions of other families; those of unknown jobs do not count."""
        return sum(job.months for job in self.jobs if _family(job) not in (None, family))


def _family(job: Job) -> Family | None:
    return heads()[job.profession].family if job.profession is not None else None


def _jobs(resume: ResumeDocument, now: int) -> Iterator[Job]:
    for number, fields in enumerate(resume.entries("work_experiences")):
        pointer = f"/work_experiences/{number}"
        end = str(fields.get("end") or "")
        present = bool(PRESENT.search(end)) or (not end and bool(fields.get("start")))
        # A bare year may mean any of its months, so no gap is assumed that may not exist.
        since = _month(str(fields.get("start") or ""), 1)
        until = now if present else _month(end, YEAR)
        surely_since = _month(str(fields.get("start") or ""), YEAR)
        surely_until = now if present else _month(end, 1)
        position = resume.text(f"{pointer}/position")
        profession = of_job(position, (text for _, text in resume.texts(pointer)))
        if until is not None and not present:
            until += 1
        company = resume.text(f"{pointer}/company")
        yield Job(pointer, position, company, since, until, surely_since, surely_until, present, profession)


def _studies(resume: ResumeDocument, now: int) -> Iterator[tuple[int, int]]:
    """Yield the first and last months of studies."""
    for number, _ in enumerate(resume.entries("education")):
        # An entry may be just the name of a school.
        start, end = (resume.text(f"/education/{number}/{field}") for field in ("start", "end"))
        since, until = _month(start or "", 1), _month(end or "", YEAR) or now
        if since is not None:
            yield since, until


def _month(text: str, otherwise: int) -> int | None:
    found = MONTH.search(text)
    return int(found[1]) * YEAR + int(found[2] or otherwise) if found is not None else None
