"""The more plausible of two readings of the same jobs.

A reading gains by heads that look like an employer and a position, and by spans of time in heads that it explains. It
pays for jobs without either, for names that are sentences, and for spans that it leaves unexplained.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from resume_service.imports.structuring.labels.tagger import Tag
from resume_service.imports.structuring.lines import Line
from resume_service.imports.structuring.parts.jobs import Job
from resume_service.imports.structuring.parts.likeness import pair_likeness, position_likeness
from resume_service.imports.structuring.words.companies import is_company
from resume_service.imports.structuring.words.dates import Dates, find_range
from resume_service.imports.structuring.words.vocabulary import vocabulary

Span = tuple[str | None, str | None]

EXPLAINED, UNEXPLAINED = 0.3, 0.7
MARGIN = 0.8
"""By how much the labels have to be more plausible than the rules."""
BEST_PAIR = 3.5
A_POSITION = 1.5
"""From how much on words look like a position and like nothing else."""
WHOLE = 0.35
"""What the heads of a reading with nothing wrong have on average at least."""
LONGEST_COMPANY, LONGEST_POSITION = 45, 60
TOO_LONG, UNDATED, NAMELESS = 0.4, 0.3, 0.5
HALF = 0.25
"""How much a head counts of which only one half is known."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """The spans of time in heads of jobs, and how sure it is that they are heads."""

    spans: dict[Span, float]

    @classmethod
    def of(cls, lines: Sequence[Line], tags: Sequence[Tag]) -> "Evidence":
        """The spans in the lines that are heads by their labels."""
        spans: dict[Span, float] = {}
        for line, tag in zip(lines, tags, strict=True):
            if tag.label in ("work:head", "work:role", "work:more") and (dates := find_range(line.text)) is not None:
                spans[dates.start, dates.end] = tag.confidence
        return cls(spans)


def more_plausible(rules: list[Job], read_labels: Callable[[], list[Job]], evidence: Evidence) -> list[Job]:
    """The jobs of the rules; those of the labels if only these are whole, and they are more plausible by a margin."""
    if _is_whole(rules, evidence) or not _is_whole(labels := read_labels(), evidence):
        return rules
    first, second = plausibility(rules, evidence), plausibility(labels, evidence)
    better = second > first + MARGIN and _mean(labels) >= _mean(rules)
    return labels if better or not rules else rules


def _is_whole(jobs: Sequence[Job], evidence: Evidence) -> bool:
    """Whether every job has an employer and a position, and most spans of time in heads are explained."""
    seen = {(dates.start, dates.end) for job in jobs for dates in _times(job)}
    open_spans = sum(span not in seen for span in evidence.spans)
    named = all(_is_named(job) for job in jobs if not job.apart)
    return bool(jobs) and named and open_spans * 2 <= len(evidence.spans) and _mean(jobs) >= WHOLE


def _is_named(job: Job) -> bool:
    """Whether a job has an employer and a position, none of which is a label, and holds no other job as a project."""
    words = vocabulary()
    company, position = job.header.company, job.header.position
    if not company or not position or any(map(words.says_something, (company, position))):
        return False
    undated = [part.project for part in job.projects if part.project and part.dates is None]
    return not any(position_likeness(project) >= A_POSITION or is_company(project, words) for project in undated)


def plausibility(jobs: Sequence[Job], evidence: Evidence) -> float:
    """How plausible a reading is as a whole."""
    seen = {(dates.start, dates.end) for job in jobs for dates in _times(job)}
    explained = sum(sure for span, sure in evidence.spans.items() if span in seen)
    open_spans = sum(sure for span, sure in evidence.spans.items() if span not in seen)
    heads = sum(_of_head(job, dated=bool(evidence.spans)) for job in jobs)
    return heads + EXPLAINED * explained - UNEXPLAINED * open_spans


def _times(job: Job) -> list[Dates]:
    """When a job was, and the projects within it."""
    return [dates for dates in (job.dates, *(part.dates for part in job.projects)) if dates is not None]


def _mean(jobs: Sequence[Job]) -> float:
    return sum(_of_head(job, dated=False) for job in jobs) / len(jobs) if jobs else 0.0


def _of_head(job: Job, *, dated: bool) -> float:
    company, position = job.header.company, job.header.position
    score = -UNDATED if dated and job.dates is None else 0.0
    score -= TOO_LONG * (len(company or "") > LONGEST_COMPANY) + TOO_LONG * (len(position or "") > LONGEST_POSITION)
    if company is None and position is None:
        return score - NAMELESS
    likeness = max(min(pair_likeness(company, position) / BEST_PAIR, 1.0), -HALF)
    return score + (likeness if company and position else HALF * likeness)
