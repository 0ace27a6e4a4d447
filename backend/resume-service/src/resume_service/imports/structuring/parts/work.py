"""Jobs: company, position, time, and the projects within."""

from typing import cast

from resume_service.imports.structuring.layout.items import (
    Item,
    dates_first,
    is_team,
    is_told,
    labels_at,
    read_items,
    team_in_brackets,
    team_size,
)
from resume_service.imports.structuring.lines import Line
from resume_service.imports.structuring.parts.agreement import agree
from resume_service.imports.structuring.parts.headers import (
    Header,
    complete_header,
    complete_position,
    is_head,
    read_header,
    take_company,
)
from resume_service.imports.structuring.parts.heads import (
    MAX_HEAD_LINES,
    SHORT_TITLE,
    head_below,
    head_in_item,
    is_only_position,
    is_titled,
    part_department,
    place_below,
    project_title,
    stands_for_position,
    step_at,
    tells_employer,
)
from resume_service.imports.structuring.parts.jobs import Job, JobPart, without_banners
from resume_service.imports.structuring.words.companies import is_company
from resume_service.imports.structuring.words.contacts import as_url, find_contacts
from resume_service.imports.structuring.words.dates import Dates, find_range, find_single, without
from resume_service.imports.structuring.words.skills import lists_technologies, technologies, united
from resume_service.imports.structuring.words.vocabulary import vocabulary


class JobReader:
    """Reads one part of a résumé, line by line."""

    def __init__(self, lines: list[Line]) -> None:
        self._words = vocabulary()
        self._items = read_items(lines, "work", single_dates=False)
        self._dates_first = dates_first(self._items)
        self._mode = "achievements"
        self._above = 0
        """Lines above the dates in the first head."""
        self._asked = False
        """Whether the line before is a label, and what belongs to it stands below it."""
        self._headed = False
        """Whether the first employer is named above its dates."""
        self._outermost: int | None = None
        """Where the item begins that the current project is."""
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
                run = self._items[position:end]
                if (head := head_in_item(run, self._items[end:])) is not None:
                    run, end = [*run, head], end + 1
                self._run(run, self._items[end:])
                position = end
            elif item.what == "bullet" and self._mode == "achievements" and self._has_items(position):
                self._outer(item)
                position += 1
            else:
                self._single(item)
                position += 1
        self.jobs = without_banners(self.jobs)
        agree(self.jobs)
        for job in self.jobs:
            part_department(job.header)
        return self.jobs

    def _has_items(self, position: int) -> bool:
        """Whether a bullet has others within it."""
        following = self._items[position + 1] if position + 1 < len(self._items) else None
        if following is None or following.what != "bullet":
            return False
        return following.line.indent > self._items[position].line.indent

    def _outer(self, item: Item) -> None:
        """A bullet with others within: a project if it says when that was, else an achievement that is explained."""
        dates = find_range(item.line.text)
        if self.jobs and dates is not None:
            self._project(without(item.line.text, dates), dates)
            self._outermost = item.line.indent
        else:
            self._single(item)

    def _run(self, run: list[Item], following: list[Item]) -> None:
        """Lines in a row that are dates and titles: the heads of jobs and projects, and what stands right below."""
        said = self._asked or self._mode in ("tech", "description")
        if said and run[0].what == "title" and not run[0].line.gap:
            self._value(self._mode, run[0].line.text)
            run = run[1:]
        self._asked = False
        anchors = [position for position, item in enumerate(run) if item.what == "dated"]
        if not anchors:
            if run:
                self._undated(run, following)
            return
        begin = 0
        self._above = self._above or anchors[0]
        for number, anchor in enumerate(anchors):
            until = anchors[number + 1] if number + 1 < len(anchors) else len(run)
            after = self._belonging(run, begin, anchor, until)
            self._dated(run[begin:anchor], run[anchor], run[anchor + 1 : after])
            begin = after

    def _belonging(self, run: list[Item], begin: int, anchor: int, until: int) -> int:
        """Up to where the titles behind a date, whose head begins at `begin`, belong to it and not to the next date."""
        if until == len(run):
            return until
        if until - 1 > anchor and run[until - 1].line.mark.startswith("#") and not run[until].rest:
            # A heading, and its dates below it.
            return until - 1
        if run[until].line.mark.startswith("#") and run[until].rest:
            # A heading with its dates, which has nothing above it.
            return until
        if self._dates_first:
            return until
        after = least = anchor + 1
        if until - least > 1 and self._completes(run[begin:least], run[least]):
            least += 1
        while after < until and not run[after].line.gap:
            after += 1
        if after < until or run[until].line.gap:
            return after
        # Without a blank line they are the head of what comes next, which has as many lines as the first one.
        return max(least, until - self._above) if self._above else least

    def _completes(self, head: list[Item], item: Item) -> bool:
        """Whether `item` is the position that `head`, a company and its time, has not named."""
        said = any(self._words.roles.within(other.rest or other.line.text) for other in head)
        return not said and not item.line.gap and self._is_position(item.line.text)

    def _dated(self, before: list[Item], anchor: Item, after: list[Item]) -> None:
        dates = cast("Dates", anchor.dates)
        job = self.jobs[-1] if self.jobs else None
        if job is not None and job.dates is None and not before and not anchor.rest and job.own.empty:
            job.dates = dates
            self._below(after)
            return
        first = (before or [anchor])[0].line
        texts = [text for text in (*(item.line.text for item in before), anchor.rest) if text]
        if any(map(self._words.is_break, texts)) and job is not None and job.covers(dates):
            # A leave from the job above, which belongs to it and is no project.
            return
        if job is not None and texts and self._is_project(job, first, texts, dates):
            self._project(texts[0], dates)
            for text in texts[1:]:
                self._about(text)
            self._below(after)
            return
        own, below = self._of_header(after, texts, below_employer=job is not None and self._headed and not first.gap)
        beside = bool(before) and not own and anchor.rest
        unknown = own[0] if len(own) == 1 and texts and stands_for_position(own[0], read_header(texts)) else None
        if not texts and not own:
            own, below = head_below(after)
        header = read_header([*texts, *own])
        if job is not None and header == Header() and job.covers(dates):
            # `2022.03 - 2022.12` alone: when what stands below it was done.
            self._about(dates.text)
            self._below(below)
            return
        complete_position(header, unknown, anchor.rest if beside else None)
        if own and job is not None and self._headed and not first.gap:
            place_below(header, texts, own)
        if header.company is None and job is not None and first.mark.startswith("#") and first.mark == job.mark:
            # Where companies stand, and not below one of them.
            take_company(header)
        if header.company is None and job is not None and header.position is not None and not header.titles:
            # A second position at the same company.
            header.company, header.location = job.header.company, header.location or job.header.location
        named = header.company is not None and is_company(header.company, self._words)
        self._headed |= job is None and header.company is not None and any(header.company in text for text in texts)
        self._begin(header, dates, first)
        broken = any(map(self._words.is_break, texts)) and (header.position is None or self._words.is_break(texts[0]))
        self.jobs[-1].apart = broken and not named
        self._below(below)

    def _of_header(self, after: list[Item], texts: list[str], *, below_employer: bool) -> tuple[list[str], list[Item]]:
        """The lines behind the dates that still belong to the head, and the others.

        `below_employer`: it is one of several positions below an employer, and what is behind its dates names none.
        """
        known = read_header(texts)
        own: list[str] = []
        for position, item in enumerate(after):
            found = read_header([item.line.text])
            says = found.location is not None or found.employment_type is not None
            says |= found.position is not None and known.position is None
            if found.company is not None and known.company is None:
                beside = position == 0 or (not texts and len(own) == position and not found.titles)
                beside &= known.position is not None and not below_employer
                says |= is_company(found.company, self._words) or beside
            # Dates in a column of their own stand apart from all that belongs to them.
            missed = not texts or (known.position is None and is_only_position(item, texts, self._words))
            says |= not known.position and len(after) == 1 and stands_for_position(item.line.text, known)
            apart = item.line.gap and not (position == 0 and missed)
            if not says or apart or len(item.line.text) > SHORT_TITLE * 2 or position == MAX_HEAD_LINES:
                return own, after[position:]
            own.append(item.line.text)
            known = read_header([*texts, *own])
        return own, []

    def _is_project(self, job: Job, first: Line, texts: list[str], dates: Dates) -> bool:
        if not any(texts):
            return job.dates is not None and job.covers(dates)
        if job.mark and first.mark:
            # `### Product Lead` below `## Acme` is what somebody was there.
            named = job.header.position is not None or not any(map(self._words.roles.within, texts))
            return first.mark != job.mark and named
        if job.mark and not first.mark and not any(self._words.roles.within(text) for text in texts):
            return job.covers(dates)
        header = read_header(texts)
        marked = header.position is not None or (header.company is not None and is_company(header.company, self._words))
        return not marked and job.covers(dates)

    def _undated(self, run: list[Item], following: list[Item]) -> None:
        """Titles without dates: a job whose dates come as labels, or a project of the job before."""
        labels = labels_at(following)
        job = self.jobs[-1] if self.jobs else None
        first = run[0].line
        starts = job is None or (bool(job.mark) and first.mark == job.mark)
        if not starts and "position" in labels and ("company" not in labels):
            starts = True
        if not starts and not first.mark and "dates" in labels and not (job and job.mark):
            dates = find_range(labels["dates"])
            starts = dates is not None and job is not None and not job.covers(dates)
        if not starts and job is not None and job.dates is None and is_head(first.text):
            self._begin(read_header([first.text]), None, first)
            self._undated(run[1:], following) if run[1:] else None
            return
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
            current = self.jobs[-1].current
            if is_team(text) and current.team is None:
                current.team = team_size(text)
            elif is_told(text):
                current.achievements.append(text)
            elif tells_employer(text):
                self._about(text)
            elif is_titled(text) or (position == 0 and len(text) <= SHORT_TITLE * 2 and not text.endswith(".")):
                self._project(text, None)
            else:
                self._about(text)

    def _begin(self, header: Header, dates: Dates | None, first: Line) -> None:
        job = Job(header, dates, first.mark)
        job.own.team = header.team_size
        job.own.description += header.titles
        self.jobs.append(job)
        self._mode, self._outermost = "achievements", None

    def _project(self, title: str, dates: Dates | None) -> None:
        title = project_title(title)
        team = team_in_brackets(title)
        opening = title.rfind("(")
        if team is not None and opening > 0 and is_team(title[opening:].strip()):
            title = title[:opening].strip()
        project = JobPart(title or None, dates)
        project.team = team
        self.jobs[-1].projects.append(project)
        self.jobs[-1].closed = False
        self._mode, self._outermost = "achievements", None

    def _about(self, text: str) -> None:
        current = self.jobs[-1].current
        current.description.append(text)
        current.team = current.team or team_in_brackets(text)

    def _single(self, item: Item) -> None:
        if item.what == "label":
            self._label(item)
            return
        if not self.jobs:
            self._begin(Header(), None, item.line)
        if item.what == "bullet" and (step := self._step(item)) is not None:
            self.jobs.append(step)
            self._mode, self._asked = "achievements", False
            return
        current = self.jobs[-1].current
        match item.what:
            case "bullet":
                self._asked = False
                if self._outermost is not None and item.line.indent <= self._outermost:
                    self.jobs[-1].closed = True
                self._value(self._mode, item.line.text)
            case "link":
                current.extra.setdefault("link", as_url(find_contacts(item.line.text)[0].text))
            case _:
                if self._mode == "tech" or item.line.gap:
                    self._mode = "achievements"
                self._about(item.line.text)

    def _step(self, item: Item) -> Job | None:
        """The position that an item says, if it stands below a company alone, or below another such item."""
        job = self.jobs[-1]
        banner = next((other for other in reversed(self.jobs) if other.header.position is None), None)
        bare = job.own.empty and not job.projects
        if banner is None or not bare or job.header.company != banner.header.company:
            return None
        return step_at(item, banner, self._words)

    def _value(self, mode: str, text: str) -> None:
        current = self.jobs[-1].current
        if mode == "tech":
            current.tech = united(current.tech, technologies(text))
        elif mode == "description":
            self._about(text)
        elif is_team(text) and current.team is None:
            current.team = team_size(text)
        elif "," in text and not current.tech and lists_technologies(text):
            current.tech = technologies(text)
        else:
            current.achievements.append(text)
            current.team = current.team or team_size(text, said_only=True)

    def _label(self, item: Item) -> None:
        name, value = item.field, item.value
        job = self.jobs[-1] if self.jobs else None
        again = name == "dates" and item.line.gap and job is not None and job.dates is not None and not job.projects
        if name == "row" or job is None or again or (name == "company" and job.header.company is not None):
            job = Job(Header(), None, "")
            self.jobs.append(job)
        self._mode = name if not value and name in ("tech", "description") else "achievements"
        self._asked = not value and name in ("achievements", "tech", "description")
        if value:
            self._labelled(name, value, job)

    def _labelled(self, name: str, value: str, job: Job) -> None:
        match name:
            case "company" | "position" | "department" | "location" | "employment_type":
                if getattr(job.header, name) is None:
                    setattr(job.header, name, value)
            case "head":
                complete_header(job.header, value)
            case "dates":
                self._dates(job, value)
            case "project":
                self._named(value)
            case "role" if job.header.position is None and self._is_position(value):
                job.header.position = value
            case "role" | "link":
                job.current.extra.setdefault(name, value)
                job.current.team = job.current.team or team_in_brackets(value)
            case "team":
                job.current.team = team_size(value)
            case "tech" | "description" | "achievements":
                self._value(name, value)
            case _:
                pass

    def _is_position(self, text: str) -> bool:
        return len(text) < SHORT_TITLE and self._words.roles.within(text)

    def _dates(self, job: Job, value: str) -> None:
        dates = find_range(value) or find_single(value)
        if job.projects and job.current.dates is None and job.dates is not None:
            job.current.dates = dates
        elif job.dates is None:
            job.dates = dates

    def _named(self, value: str) -> None:
        dates = find_range(value)
        self._project(value if dates is None else value.replace(dates.text, "").strip(" ()[],|"), dates)
