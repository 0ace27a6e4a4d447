"""Jobs put together from labels: a head, its fields, and what stands below it until the next one."""

from collections.abc import Sequence
from dataclasses import replace

from resume_service.imports.structuring.labels.seen import ReadHead
from resume_service.imports.structuring.labels.tagger import Field
from resume_service.imports.structuring.lines import Line
from resume_service.imports.structuring.parts.headers import Header
from resume_service.imports.structuring.parts.jobs import Job, without_banners
from resume_service.imports.structuring.parts.work import JobReader
from resume_service.imports.structuring.words.dates import Dates, find_range, find_single

STAND_IN = "Company | Engineer | 2001 - 2002"
"""A head that is read as one wherever it stands; its words are replaced by those that were found."""


def jobs_by_labels(lines: Sequence[Line], heads: Sequence[ReadHead]) -> list[Job]:
    """The jobs that the labels of the lines speak of, in their order; `heads` are those of work."""
    jobs: list[Job] = []
    employer: str | None = None
    for head, found in heads:
        header = _header(found)
        if header.company is None and head.role:
            header.company = employer
        employer = header.company or employer
        header.said = tuple(lines[at].text for at in head.lines)
        jobs += _read(header, _dates([lines[at] for at in head.lines]), [lines[at] for at in head.below])
    return without_banners(jobs)


def _header(fields: Sequence[Field]) -> Header:
    """The first words of each label."""
    named = {field.label: field.text for field in reversed(fields)}
    return Header(
        named.get("company"),
        named.get("position"),
        named.get("place"),
        named.get("department"),
        named.get("employment"),
    )


def _dates(lines: Sequence[Line]) -> Dates | None:
    spans = (find_range(line.text) for line in lines)
    return next(filter(None, spans), None) or next(filter(None, (find_single(line.text) for line in lines)), None)


def _read(header: Header, dates: Dates | None, below: Sequence[Line]) -> list[Job]:
    """The job with what is told below its head, and others that are found there."""
    number = below[0].number if below else 0
    head = Line(number, STAND_IN, gap=True)
    # What stands right below a head is no part of it.
    told = [replace(line, gap=line.gap and at > 0) for at, line in enumerate(below)]
    first, *others = JobReader([head, *told]).read() or [Job(header, dates, "")]
    first.header, first.dates = header, dates
    return [first, *others]
