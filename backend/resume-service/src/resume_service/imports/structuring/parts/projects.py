"""Projects of the person's own."""

import re
from dataclasses import dataclass, field

from resume_service.imports.structuring.layout.items import Item, is_team, read_items, team_in_brackets, team_size
from resume_service.imports.structuring.lines import Line
from resume_service.imports.structuring.parts.headers import STRONG
from resume_service.imports.structuring.words.contacts import as_url, find_contacts, host_of
from resume_service.imports.structuring.words.dates import find_range, find_single, without
from resume_service.imports.structuring.words.skills import lists_technologies, split_skills, technologies, united
from resume_service.imports.structuring.words.vocabulary import skill_groups, vocabulary
from resume_service.resumes.models import JsonObject

EDGES = " \t|,;:·•/–—-"
EDGES_OF_LINK = " \t:()[]<>–—-"
PARTS = re.compile(r"[|,·/]")
BRACKETS = re.compile(r" *\(([^()]{2,100})\)[ ,.]*$")
NAMED = re.compile(r"[^()]{2,60}? \([^()]{4,30}\)(?: ?[:：]| [–—-]) *\S.*")
"""A sentence with the project's name and time before it: `Tidewatch (2021) – tide tables for sailors.`"""


@dataclass(slots=True)
class Project:
    """A project so far."""

    mark: str
    name: str | None = None
    duration: str | None = None
    description: list[str] = field(default_factory=list[str])
    tech: list[str] = field(default_factory=list[str])
    achievements: list[str] = field(default_factory=list[str])
    architecture: list[str] = field(default_factory=list[str])
    github: str | None = None
    demo: str | None = None
    extra: dict[str, object] = field(default_factory=dict[str, object])

    @property
    def begun(self) -> bool:
        """Whether it has more than a head."""
        return bool(self.tech or self.achievements or self.architecture or self.github or self.demo or self.extra)

    def link(self, text: str, *, source: bool = False) -> None:
        """Keep a web address: of its source or of itself."""
        for found in find_contacts(text):
            if found.kind != "url":
                continue
            if self.github is None and (source or host_of(found.text) in ("github.com", "gitlab.com", "bitbucket.org")):
                self.github = as_url(found.text)
            elif self.demo is None:
                self.demo = as_url(found.text)

    def content(self) -> JsonObject:
        """The project as `personal_projects` has it."""
        return {
            "name": self.name,
            "duration": self.duration,
            "description": "\n".join(self.description),
            "tech_stack": self.tech,
            "github_url": self.github,
            "demo_url": self.demo,
            "key_achievements": self.achievements,
            "architecture_highlights": self.architecture,
            "extra": self.extra,
        }


class ProjectReader:
    """Reads one part of a résumé, line by line."""

    def __init__(self, lines: list[Line]) -> None:
        self._items = read_items(lines, "projects", single_dates=True)
        self._listed = bool(lines) and all(line.bullet for line in lines)
        self._indent = lines[0].indent if lines else 0
        self._mode = "achievements"
        self.projects: list[Project] = []

    def read(self) -> list[Project]:
        """The projects in their order."""
        for position, item in enumerate(self._items):
            following = self._items[position + 1] if position + 1 < len(self._items) else None
            match item.what:
                case "label":
                    self._label(item)
                case "link":
                    self._current(item).link(item.line.text)
                case "dated" if item.rest and not self._about_it(item):
                    self._head(item.line, item.rest, item.dates.text if item.dates else None)
                case "dated":
                    self._dates(item)
                case "title" if self._begins(item, following):
                    self._head(item.line, item.line.text, None)
                case "prose" if NAMED.fullmatch(item.line.text) and _dated(item.line.text)[1] is not None:
                    self._head(item.line, *_dated(item.line.text))
                case "bullet" if self._listed and item.line.indent <= self._indent:
                    self._head(item.line, *_dated(item.line.text))
                case "bullet":
                    self._value(self._mode, item.line.text, self._current(item))
                case _:
                    mode = "description" if self._mode == "achievements" else self._mode
                    self._value(mode, item.line.text, self._current(item))
        return self.projects

    def _about_it(self, item: Item) -> bool:
        """Whether a line with dates says with a link, and nothing else, where the project above is: `2021 | GitHub`."""
        urls = [found for found in find_contacts(item.rest) if found.kind == "url"]
        if not urls or not self.projects or self.projects[-1].duration is not None:
            return False
        rest = item.rest
        for found in reversed(urls):
            rest = f"{rest[: found.begin]}|{rest[found.finish :]}"
        names = [name for part in PARTS.split(rest) if (name := part.strip(EDGES_OF_LINK))]
        return all(vocabulary().label("projects", name) in ("github", "demo") for name in names)

    def _begins(self, item: Item, following: Item | None) -> bool:
        """Whether a line without dates is the name of the next project."""
        if not self.projects:
            return True
        current = self.projects[-1]
        if current.mark or item.line.mark:
            return bool(item.line.mark) and item.line.mark == current.mark
        dated = following is not None and following.what == "dated" and not following.rest
        return current.begun or dated or (item.line.gap and bool(current.description))

    def _dates(self, item: Item) -> None:
        current = self._current(item)
        if current.duration is None and item.dates is not None:
            current.duration = item.dates.text
        for found in find_contacts(item.rest):
            if found.kind == "url":
                current.link(found.text)

    def _current(self, item: Item) -> Project:
        if not self.projects:
            self.projects.append(Project(item.line.mark))
        return self.projects[-1]

    def _head(self, line: Line, text: str, duration: str | None) -> None:
        project = Project(line.mark if not line.bullet else "", duration=duration)
        for found in reversed(find_contacts(text)):
            if found.kind == "url":
                project.link(found.text)
                text = f"{text[: found.begin]}   {text[found.finish :]}"
        size = team_in_brackets(text)
        if size is not None:
            project.extra["team_size"] = size
            opening = text.rfind("(")
            if opening >= 0 and is_team(text[opening:].strip()):
                text = text[:opening]
        text = self._technologies_in_brackets(text, project)
        for part in STRONG.split(text):
            broken = part.count("(") != part.count(")")
            piece = part.strip(f"{EDGES}()[]" if broken else EDGES)
            if piece.strip("() "):
                self._piece(piece, project)
        self.projects.append(project)
        self._mode = "achievements"

    def _technologies_in_brackets(self, text: str, project: Project) -> str:
        """`text` without brackets at its end that hold known technologies alone: `(React Native, Firebase)`."""
        found = BRACKETS.search(text)
        if found is None or not _knows_all(found[1]):
            return text
        project.tech = technologies(found[1])
        return text[: found.start()]

    def _piece(self, piece: str, project: Project) -> None:
        if is_team(piece):
            project.extra["team_size"] = team_size(piece)
        elif project.name is None:
            project.name = piece
        else:
            said, stop, last = piece.rpartition(". ")
            if not project.tech and _lists_technologies(last):
                project.tech, piece = technologies(last), said + stop.strip()
            if piece:
                project.description.append(piece)

    def _label(self, item: Item) -> None:
        name, value = item.field, item.value
        if name == "row":
            self.projects.append(Project(""))
            return
        if name == "name" and (not self.projects or self.projects[-1].name is not None):
            self.projects.append(Project(item.line.mark))
        project = self._current(item)
        if not value:
            self._mode = name if name in ("tech", "description", "architecture") else "achievements"
            return
        self._mode = "achievements"
        match name:
            case "name":
                project.name = value
            case "dates" if (dates := find_range(value) or find_single(value)) is not None:
                project.duration = project.duration or dates.text
            case "team":
                project.extra["team_size"] = team_size(value)
            case "role" | "organization":
                project.extra.setdefault(name, value)
            case "github" | "demo":
                project.link(value, source=name == "github")
            case "tech" | "description" | "achievements" | "architecture":
                self._value(name, value, project)
            case _:
                pass

    def _value(self, mode: str, text: str, project: Project) -> None:
        match mode:
            case "tech":
                project.tech = united(project.tech, technologies(text))
            case "description":
                project.description.append(text)
            case "architecture":
                project.architecture.append(text)
            case _ if is_team(text):
                project.extra.setdefault("team_size", team_size(text))
            case _ if "," in text and not project.tech and lists_technologies(text):
                project.tech = technologies(text)
            case _:
                project.achievements.append(text)
                size = team_size(text, said_only=True)
                if size is not None:
                    project.extra.setdefault("team_size", size)


def _dated(text: str) -> tuple[str, str | None]:
    """A text without its dates, and these."""
    dates = find_range(text) or find_single(text)
    return (text, None) if dates is None else (without(text, dates), dates.text)


def _knows_all(text: str) -> bool:
    return all(skill_groups().known(entry) is not None for entry in split_skills(text))


def _lists_technologies(text: str) -> bool:
    entries = split_skills(text)
    known = sum(skill_groups().known(entry) is not None for entry in entries)
    return known * 2 >= len(entries)
