"""Jobs: company, position, time, and the projects within."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import cast

from resume_service.models import JsonObject
from resume_service.periods import parse_month
from resume_service.structuring.dates import Dates, find_range, find_single
from resume_service.structuring.contacts import as_url, find_contacts
from resume_service.structuring.headers import Header, is_company, read_header
from resume_service.structuring.items import Item, is_team, read_items, team_in_brackets, team_size
from resume_service.structuring.lines import Line
from resume_service.structuring.skills import technologies
from resume_service.structuring.vocabulary import key, vocabulary

SHORT_TITLE = 45
NUMBERED_TITLE = re.compile(r" *(?:\|| {2,}) *")


@dataclass(slots=True)
class Entry:
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
    own: Entry = field(default_factory=Entry)
    projects: list[Entry] = field(default_factory=list[Entry])

    @property
    def entry(self) -> Entry:
        """Where the next line belongs."""
        return self.projects[-1] if self.projects else self.own

    def covers(self, dates: Dates) -> bool:
        """Whether `dates` lie within the time of this job."""
        if self.dates is None or self.dates.start is None or dates.start is None:
            return False
        last = parse_month(self.dates.end or "present")
        return parse_month(self.dates.start) <= parse_month(dates.start) <= last and (
            dates.end is None or parse_month(dates.end) <= last
        )


class JobReader:
    """Reads one part of a résumé, line by line."""

    def __init__(self, lines: list[Line]) -> None:
        self._words = vocabulary()
        self._items = read_items(lines, "work", single_dates=False)
        self._dates_first = _dates_first(self._items)
        self._mode = "achievements"
        self.jobs: list[Job] = []

    def read(self) -> list[Job]:
        """The jobs in their order."""
        position = 0
        while position < len(self._items):
            item = self._items[position]
            if item.what in ("dated", "title"):
                end = position
                while end < len(self._items) and self._items[end].what in ("dated", "title"):
                    end += 1
                self._run(self._items[position:end], self._items[end:])
                position = end
            else:
                self._single(item, self._items[position + 1 :])
                position += 1
        return self.jobs

    def _run(self, run: list[Item], following: list[Item]) -> None:
        """Lines in a row that are dates and titles: the heads of jobs and projects, and what stands right below."""
        if self._mode in ("tech", "description") and run[0].what == "title" and not run[0].line.gap:
            self._value(self._mode, run[0].line.text)
            run = run[1:]
        anchors = [position for position, item in enumerate(run) if item.what == "dated"]
        if not anchors:
            if run:
                self._undated(run, following)
            return
        begin = 0
        for number, anchor in enumerate(anchors):
            until = anchors[number + 1] if number + 1 < len(anchors) else len(run)
            after = self._belonging(run, anchor, until)
            self._dated(run[begin:anchor], run[anchor], run[anchor + 1 : after], last=until == len(run))
            begin = after

    def _belonging(self, run: list[Item], anchor: int, until: int) -> int:
        """Up to where the titles behind a date belong to it and not to the next date."""
        if until == len(run) or self._dates_first:
            return until
        after = anchor + 1
        while after < until and not run[after].line.gap:
            after += 1
        # Without a blank line they are the head of what comes next.
        return after if after < until or run[until].line.gap else anchor + 1

    def _dated(self, before: list[Item], anchor: Item, after: list[Item], *, last: bool) -> None:
        dates = cast("Dates", anchor.dates)
        job = self.jobs[-1] if self.jobs else None
        if job is not None and job.dates is None and not before and not anchor.rest and job.own.empty:
            job.dates = dates
            self._below(after)
            return
        first = (before or [anchor])[0].line
        texts = [*(item.line.text for item in before), anchor.rest]
        if job is not None and self._is_project(job, first, texts, dates):
            title, *more = [text for text in texts if text]
            self._project(title, dates)
            for text in more:
                self._about(text)
            self._below(after)
            return
        own, below = self._of_header(after, texts)
        header = read_header([*texts, *own])
        if header.company is None and job is not None and header.position is not None and not header.titles:
            # A second position at the same company.
            header.company, header.location = job.header.company, header.location or job.header.location
        self._begin(header, dates, first)
        self._below(below)

    def _of_header(self, after: list[Item], texts: list[str]) -> tuple[list[str], list[Item]]:
        """The lines behind the dates that still belong to the head, and the others."""
        known = read_header(texts)
        own: list[str] = []
        for position, item in enumerate(after):
            found = read_header([item.line.text])
            says = (
                (found.position is not None and known.position is None)
                or (found.company is not None and known.company is None and is_company(found.company, self._words))
                or (found.company is not None and known.company is None and position == 0 and known.position is not None)
                or found.location is not None
                or found.employment_type is not None
            )
            if not says or item.line.gap or len(item.line.text) > SHORT_TITLE * 2:
                return own, after[position:]
            own.append(item.line.text)
            known = read_header([*texts, *own])
        return own, []

    def _is_project(self, job: Job, first: Line, texts: list[str], dates: Dates) -> bool:
        if not any(texts):
            return job.dates is not None and job.covers(dates)
        if job.mark and first.mark:
            return first.mark != job.mark
        if job.mark and not first.mark and not any(self._words.roles.within(text) for text in texts):
            return job.covers(dates)
        header = read_header(texts)
        marked = header.position is not None or (header.company is not None and is_company(header.company, self._words))
        return not marked and job.covers(dates)

    def _undated(self, run: list[Item], following: list[Item]) -> None:
        """Titles without dates: a job whose dates come as labels, or a project of the job before."""
        labels = _labels_at(following)
        job = self.jobs[-1] if self.jobs else None
        first = run[0].line
        starts = job is None or (bool(job.mark) and first.mark == job.mark)
        if not starts and "position" in labels and ("company" not in labels):
            starts = True
        if not starts and not first.mark and "dates" in labels and not (job and job.mark):
            dates = find_range(labels["dates"])
            starts = dates is not None and job is not None and not job.covers(dates)
        if not starts:
            self._below(run)
            return
        head = [run[0]]
        for item in run[1:]:
            if item.line.gap or len(head) > 2:
                break
            head.append(item)
        self._begin(read_header([item.line.text for item in head]), None, first)
        self._below(run[len(head) :])

    def _below(self, after: list[Item]) -> None:
        """Lines under the head of a job: a title and what it is about."""
        for position, item in enumerate(after):
            text = item.line.text
            if not self.jobs:
                self._begin(Header(), None, item.line)
            entry = self.jobs[-1].entry
            if is_team(text) and entry.team is None:
                entry.team = team_size(text)
            elif position == 0 and len(text) <= SHORT_TITLE * 2:
                self._project(text, None)
            else:
                self._about(text)

    def _begin(self, header: Header, dates: Dates | None, first: Line) -> None:
        job = Job(header, dates, first.mark)
        job.own.team = header.team_size
        job.own.description += header.titles
        self.jobs.append(job)
        self._mode = "achievements"

    def _project(self, title: str, dates: Dates | None) -> None:
        project = Entry(title or None, dates)
        project.team = team_in_brackets(title)
        self.jobs[-1].projects.append(project)
        self._mode = "achievements"

    def _about(self, text: str) -> None:
        entry = self.jobs[-1].entry
        entry.description.append(text)
        entry.team = entry.team or team_in_brackets(text)

    def _single(self, item: Item, following: list[Item]) -> None:
        if item.what == "label":
            self._label(item, following)
            return
        if not self.jobs:
            self._begin(Header(), None, item.line)
        entry = self.jobs[-1].entry
        match item.what:
            case "bullet":
                self._value(self._mode, item.line.text)
            case "link":
                entry.extra.setdefault("link", as_url(find_contacts(item.line.text)[0].text))
            case _:
                if self._mode == "tech" or item.line.gap:
                    self._mode = "achievements"
                self._about(item.line.text)

    def _value(self, mode: str, text: str) -> None:
        entry = self.jobs[-1].entry
        if mode == "tech":
            entry.tech += [skill for skill in technologies(text) if skill not in entry.tech]
        elif mode == "description":
            self._about(text)
        elif is_team(text) and entry.team is None:
            entry.team = team_size(text)
        else:
            entry.achievements.append(text)
            entry.team = entry.team or team_size(text, said_only=True)

    def _label(self, item: Item, following: list[Item]) -> None:
        name, value = item.field, item.value
        job = self.jobs[-1] if self.jobs else None
        if name == "row" or job is None or (name == "company" and job.header.company is not None):
            job = Job(Header(), None, "")
            self.jobs.append(job)
            self._mode = "achievements"
            if name == "row":
                return
        if not value:
            self._mode = name if name in ("tech", "description") else "achievements"
            return
        self._mode = "achievements"
        header = job.header
        match name:
            case "company":
                header.company = value
            case "position" if header.position is None:
                header.position = value
            case "department" if header.department is None:
                header.department = value
            case "location" if header.location is None:
                header.location = value
            case "employment_type" if header.employment_type is None:
                header.employment_type = value
            case "dates":
                self._dates(job, value)
            case "project":
                self._named(job, value, following)
            case "role" if header.position is None and self._words.roles.within(value) and len(value) < SHORT_TITLE:
                header.position = value
            case "role" | "link":
                job.entry.extra.setdefault(name, value)
            case "team":
                job.entry.team = team_size(value)
            case "tech" | "description" | "achievements":
                self._value(name, value)
            case _:
                pass

    def _dates(self, job: Job, value: str) -> None:
        dates = find_range(value) or find_single(value)
        if job.projects and job.entry.dates is None and job.dates is not None:
            job.entry.dates = dates
        elif job.dates is None:
            job.dates = dates

    def _named(self, job: Job, value: str, following: list[Item]) -> None:
        dates = find_range(value)
        self._project(value if dates is None else value.replace(dates.text, "").strip(" ()[],|"), dates)


def merge_jobs(parts: Sequence[list[Job]]) -> list[Job]:
    """The jobs of all parts; a job that one part lists and another describes becomes one."""
    merged: list[Job] = []
    for part in parts:
        known = list(merged)
        for job in part:
            same = next((other for other in known if _same(other, job)), None)
            if same is None:
                merged.append(job)
                continue
            _complete(same, job)
    return merged


def _same(one: Job, other: Job) -> bool:
    if not one.header.company or not other.header.company or key(one.header.company) != key(other.header.company):
        return False
    return one.dates is None or other.dates is None or one.dates.start == other.dates.start


def _complete(job: Job, other: Job) -> None:
    job.dates = job.dates or other.dates
    for name in ("position", "location", "department", "employment_type"):
        if getattr(job.header, name) is None:
            setattr(job.header, name, getattr(other.header, name))
    job.own.description += other.own.description
    job.own.achievements += other.own.achievements
    job.own.tech += [skill for skill in other.own.tech if skill not in job.own.tech]
    job.own.team = job.own.team or other.own.team
    job.projects += other.projects


def work_content(jobs: list[Job]) -> list[JsonObject]:
    """The jobs as `work_experiences`: one for each project, and one for the job itself where it says more than they."""
    return [entry for job in jobs for entry in _entries(job)]


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


def _joined(own: Entry, project: Entry) -> Entry:
    return Entry(
        project.project,
        project.dates,
        own.description + project.description,
        own.achievements + project.achievements,
        own.tech + [skill for skill in project.tech if skill not in own.tech],
        project.team or own.team,
        own.extra | project.extra,
    )


def _content(job: Job, entry: Entry, dates: Dates | None) -> JsonObject:
    header = job.header
    extra: JsonObject = {
        "department": header.department,
        "location": header.location,
        "employment_type": header.employment_type,
        **entry.extra,
    }
    return {
        "company": header.company,
        "position": header.position,
        "duration": dates.text if dates else None,
        "start": dates.start if dates else None,
        "end": dates.end if dates else None,
        "project_name": entry.project,
        "project_description": "\n".join(entry.description),
        "tech_stack": entry.tech,
        "achievements": entry.achievements,
        "team_size": entry.team,
        "extra": {name: value for name, value in extra.items() if value},
    }


def _labels_at(items: list[Item]) -> dict[str, str]:
    found: dict[str, str] = {}
    for item in items:
        if item.what != "label":
            break
        found.setdefault(item.field, item.value)
    return found


def _dates_first(items: list[Item]) -> bool:
    """Whether entries begin with the line that has their dates: the first one has nothing before it."""
    return bool(items) and items[0].what == "dated"
