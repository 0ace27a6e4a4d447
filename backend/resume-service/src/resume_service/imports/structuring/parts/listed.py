"""Certificates, activities and awards: a name, who gave it, and when, mostly in one line."""

import re
from dataclasses import dataclass, field

from resume_service.imports.structuring.layout.items import Item, is_prose, read_items
from resume_service.imports.structuring.lines import Line
from resume_service.imports.structuring.words.contacts import as_url, find_contacts
from resume_service.imports.structuring.words.dates import Dates, find_range, find_single, without
from resume_service.imports.structuring.words.vocabulary import Kind, Vocabulary, vocabulary
from resume_service.resumes.models import JsonObject

COLUMNS = re.compile(r" *(?:\||\t| {2,}) *")
COMMA = re.compile(r" *, +")
SEPARATED = re.compile(r" ([–—/·-]) $")
"""What stands between the words and a date behind them also stands between the words."""
ABBREVIATION = re.compile(r"[A-Z][A-Z0-9+/-]{1,7}(?: ?\([^()]{1,20}\))?")
LAST_BRACKET = re.compile(r" *\(([^()]{2,60})\)$")
EDGES = " \t|,;:·•/–—-"


@dataclass(slots=True)
class Listed:
    """An entry so far."""

    name: str | None = None
    organization: str | None = None
    dates: Dates | None = None
    description: list[str] = field(default_factory=list[str])
    url: str | None = None
    bullet: bool = False
    open: bool = False
    """Whether a line right below says who gave it."""

    def certification(self) -> JsonObject:
        """The entry as `certifications` has it."""
        dates = self.dates
        return {
            "name": self.name,
            "issuer": self.organization,
            "date": (dates.start or dates.end) if dates else None,
            "url": self.url,
            "extra": {
                "duration": dates.text if dates and (dates.is_range or dates.start is None) else None,
                "description": "\n".join(self.description),
            },
        }

    def activity(self) -> JsonObject:
        """The entry as `activities` has it."""
        return {
            "name": self.name,
            "organization": self.organization,
            "duration": self.dates.text if self.dates else None,
            "description": "\n".join(self.description),
            "url": self.url,
        }


KIND_BEFORE = re.compile(r"^(?:자격증|면허|어학|수상) +(?=\S)")
"""Which kind an entry of a mixed list is of, as portals print it: `자격증 국제무역사 한국무역협회`."""
DATED = re.compile(r"\((?:19|20)\d\d[^()]{0,12}\)$")
SAID_OF_IT = re.compile(r" ?[)\]]? ?[:：] *(\S.*)")
"""Behind the dates: `(2020 ~ 2022): what was done`."""


class ListReader:
    """Reads one part of a résumé, line by line."""

    def __init__(self, lines: list[Line], kind: Kind) -> None:
        self._words = vocabulary()
        self._kind = kind
        part = "certifications" if kind == "certifications" else "activities"
        self._items = read_items(lines, part, single_dates=True)
        # Bullets below a line without one say more about it; where all lines have one, each is an entry.
        self._nested = any(not line.bullet for line in lines)
        first = lines[0].text if lines else ""
        dates = find_range(first) or find_single(first)
        self._dates_lead = dates is not None and not without(first, dates)
        self.entries: list[Listed] = []
        self._pending: Dates | None = None

    def read(self) -> list[Listed]:
        """The entries in their order; one without a name is none."""
        for item in self._items:
            if item.what == "label":
                self._label(item)
            elif item.what == "link":
                self._link(item.line.text)
            else:
                self._line(item)
        return [entry for entry in self.entries if entry.name]

    def _line(self, item: Item) -> None:
        line, text = item.line, item.line.text
        current = self.entries[-1] if self.entries else None
        dates = item.dates or find_range(text) or find_single(text)
        if dates is not None and not without(text, dates):
            if current is not None and current.dates is None and not (line.gap and self._dates_lead):
                current.dates = dates
            else:
                self._pending = dates
            return
        below = current is not None and not line.gap
        if current is not None and current.open and dates is None and below and not line.bullet:
            current.organization, current.open = text, False
            return
        if current is not None and dates is None and below and (self._below(line) or is_prose(text)):
            current.description.append(text)
            return
        if self._kind == "certifications" and (several := _several(text, self._words)):
            for one in several:
                self._begin(one, find_range(one) or find_single(one), line)
            return
        self._begin(text, dates, line)

    def _below(self, line: Line) -> bool:
        return line.bullet and self._nested

    def _begin(self, text: str, dates: Dates | None, line: Line) -> None:
        # A date, the name, who gave it: a line for each.
        stacked = dates is None and self._pending is not None
        entry = Listed(dates=dates or self._pending, bullet=line.bullet, open=stacked)
        self._pending = None
        for found in reversed(find_contacts(text)):
            if found.kind == "url" and dates is None:
                entry.url = as_url(found.text)
                text = f"{text[: found.begin]}  {text[found.finish :]}"
        separator = None
        if dates is not None:
            separator = SEPARATED.search(text[: dates.begin])
            if found := SAID_OF_IT.match(text, dates.finish):
                entry.description.append(found[1])
                text = text[: found.start() + len(found[0]) - len(found[1])]
            rest = without(text, dates)
            bracketed = dates.begin > 0 and text[dates.begin - 1] not in "(["
            # `(한국산업인력공단, 2019.11)`: a bracket that the date stood in, too, is no part of the name.
            inside = bracketed and text[: dates.begin].count("(") > text[: dates.begin].count(")")
            text = rest
            if inside and (found := LAST_BRACKET.search(text)) is not None:
                text, entry.organization = text[: found.start()], found[1].strip(EDGES)
        text = KIND_BEFORE.sub("", text.strip(EDGES))
        self._name(text.strip(EDGES), f" {separator[1]} " if separator else None, entry)
        entry.open = entry.open and entry.organization is None
        self.entries.append(entry)

    def _name(self, text: str, separator: str | None, entry: Listed) -> None:
        words = self._words
        if entry.organization is None and (found := LAST_BRACKET.search(text)) and words.is_organization(found[1]):
            text, entry.organization = text[: found.start()], found[1]
        parts = [part for part in COLUMNS.split(text) if part]
        if len(parts) == 1 and separator is not None:
            parts = [part.strip() for part in text.split(separator)]
        if len(parts) == 1:
            first, *more = COMMA.split(text)
            splits = self._kind != "awards" or (bool(more) and words.is_organization(more[0]))
            parts = [first, text[len(first) :].strip(EDGES)] if more and splits else [text]
        elif (found := COMMA.search(parts[0])) is not None and len(parts) == 1:
            parts[:1] = [parts[0][: found.start()], parts[0][found.end() :]]
        name, _, last = parts[0].rpartition(" ")
        if len(parts) == 1 and self._kind == "certifications" and name and words.is_organization(last):
            parts = [name, last]
        entry.name = parts[0].strip(EDGES)
        for part in filter(None, (part.strip(EDGES) for part in parts[1:])):
            if entry.organization is None:
                entry.organization = part
            else:
                entry.description.append(part)

    def _link(self, text: str) -> None:
        if self.entries and self.entries[-1].url is None:
            self.entries[-1].url = as_url(find_contacts(text)[0].text)

    def _label(self, item: Item) -> None:
        name, value = item.field, item.value
        if name == "row" or not self.entries or (name == "name" and self.entries[-1].name is not None):
            self.entries.append(Listed())
        entry = self.entries[-1]
        match name:
            case "name":
                entry.name = value or None
            case "issuer" | "organization":
                entry.organization = value
            case "date" | "dates":
                entry.dates = find_range(value) or find_single(value)
            case "description":
                entry.description.append(value)
            case "url":
                self._link(value)
            case _:
                pass


def _several(text: str, words: Vocabulary) -> list[str]:
    """The certificates of a line with more than one: each but the first is an abbreviation or has a word for one."""
    parts = [part.strip() for part in re.split(r", *(?![^()]*\))", text)]
    if len(parts) > 1 and sum(DATED.search(part) is not None for part in parts) > 1:
        # `영양사 면허 (2025.01), 위생사 (2024.12)`
        return parts
    named = all(ABBREVIATION.fullmatch(part) or words.names_certificate(part) for part in parts[1:])
    return parts if len(parts) > 1 and named else []
