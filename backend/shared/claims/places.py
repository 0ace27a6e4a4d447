"""Finds the texts of a résumé that contain claims, with their context: role, employer, time, recency."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import cast

from pydantic import TypeAdapter

from shared.claims.models import Context, Kind
from shared.core.data import read_yaml
from shared.resumes.document import ResumeDocument
from shared.skills.technologies import technology_index

Entry = Mapping[str, object]
Months = tuple[str | None, str | None]

SUMMARY, ESSAYS = "/summary", "/extra/essays"
PERSONAL = re.compile(
    r"성장|가정|가족|성격|장단점|장점|단점|신조|좌우명|가치관|학창|childhood|family|personality", re.IGNORECASE
)
SOFTWARE = re.compile(
    r"개발자|프로그래머|백엔드|프론트엔드|프런트엔드|데브옵스|소프트웨어|데이터 엔지니어|데이터 사이언|머신러닝|서버"
    r"|developer|programmer|software|devops|\bSRE\b|full[- ]?stack|back-?end|front-?end"
    r"|data (?:engineer|scientist)|\bML\b",
    re.IGNORECASE,
)
MONTH = re.compile(r"((?:19|20)\d\d)(?:\s?[-./년]\s?(0?[1-9]|1[0-2])(?!\d))?")
NAMED_MONTH = re.compile(
    r"\b(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?,? ((?:19|20)\d\d)", re.IGNORECASE
)
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
OPEN = re.compile(r"present|now|current|현재|재직|진행 ?중|ongoing|to date", re.IGNORECASE)
PRESENT = "present"
LATEST = "9999-12"
AWARD = "상"
UNDATED = ""
REMEMBERED = 1_024
SPACES = re.compile(r"[\s_\-]+")


@dataclass(frozen=True, slots=True)
class Place:
    """A text to read. `kind` is set if the place determines it; `title` marks a mere name."""

    pointer: str
    text: str
    context: Context
    kind: Kind | None = None
    title: bool = False


@dataclass(frozen=True, slots=True)
class Shape:
    """The fields of a section. `kind` is the kind of all its entries."""

    section: str
    prose: Sequence[str]
    titles: Sequence[str]
    role: str | None = None
    employer: str | None = None
    project: str | None = None
    kind: Kind | None = None


SHAPES = (
    Shape(
        "work_experiences",
        ("achievements", "project_description"),
        ("project_name", "position"),
        role="position",
        employer="company",
        project="project_name",
    ),
    Shape(
        "personal_projects",
        ("key_achievements", "description", "architecture_highlights"),
        ("name",),
        project="name",
    ),
    Shape("activities", ("description",), ("name",), employer="organization", project="name"),
    Shape("certifications", (), ("name",), employer="issuer", kind="studied"),
    Shape("education", ("description",), ("major", "degree", "institution"), employer="institution", kind="studied"),
)
DATED = ("work_experiences", "personal_projects")
"""Sections whose entries are ordered by time; the others follow."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The content of `fields.yaml`."""

    prose: frozenset[str]
    awards: frozenset[str]
    publications: frozenset[str]
    courses: frozenset[str]
    award_words: frozenset[str]


@cache
def _fields() -> Fields:
    loaded: dict[str, list[str]] = read_yaml(files("shared.claims") / "data" / "fields.yaml")
    names = {group: {_plain(name) for name in members} for group, members in loaded.items() if group != "award_words"}
    return TypeAdapter(Fields).validate_python({**names, "award_words": loaded["award_words"]})


def places_in(resume: ResumeDocument) -> Iterator[Place]:
    """Yield the texts of a résumé that contain claims: prose of entries, then titles of entries without prose."""
    skilled = _names_software(_listed(resume))
    summary = resume.text(SUMMARY)
    if summary is not None:
        yield Place(SUMMARY, summary, Context(section="summary", software=skilled))
    spans = {
        (shape.section, index): span_of(entry) for shape in SHAPES for index, entry in _entries(resume, shape.section)
    }
    orders = _orders(spans)
    for shape in SHAPES:
        told: set[str] = set()
        titles: list[Place] = []
        for index, entry in _entries(resume, shape.section):
            pointer = f"/{shape.section}/{index}"
            place = shape.section, index
            context = _context(shape, entry, spans[place], orders[place], skilled=skilled)
            prose = list(_prose(resume, shape, entry, pointer, context))
            yield from prose
            if prose:
                told.add(context.employer or context.project or pointer)
            if (not prose or shape.section == "activities") and (title := _title(shape, entry, pointer, context)):
                titles.append(title)
        # The title of a job adds nothing if its projects are separate entries.
        said = told if shape.section == "work_experiences" else ()
        yield from (title for title in titles if title.context.employer not in said)
    if "extra" in resume.content:
        beside = Context(section="extra", software=skilled)
        yield from _further(resume, resume.content["extra"], "/extra", beside)
        yield from _essays(resume, beside)


def _entries(resume: ResumeDocument, section: str) -> Iterator[tuple[int, Entry]]:
    entries = cast(Sequence[object], resume.entries(section))
    yield from ((index, cast(Entry, entry)) for index, entry in enumerate(entries) if isinstance(entry, Mapping))


def _prose(resume: ResumeDocument, shape: Shape, entry: Entry, pointer: str, context: Context) -> Iterator[Place]:
    for field in shape.prose:
        if field in entry:
            for place, text in resume.texts(f"{pointer}/{field}"):
                yield Place(place, text, context)
    if "extra" in entry:
        yield from _further(resume, entry["extra"], f"{pointer}/extra", context)


def _further(resume: ResumeDocument, extra: object, pointer: str, context: Context) -> Iterator[Place]:
    """Yield texts outside the schema that describe activities."""
    if not isinstance(extra, Mapping):
        return
    for name in cast(Entry, extra):
        kind = _kind_of(_plain(name))
        if kind is None:
            continue
        for place, text in resume.texts(f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"):
            yield Place(place, text, context, kind if kind != "other" else None)


def _essays(resume: ResumeDocument, context: Context) -> Iterator[Place]:
    """Yield the answers of a 자기소개서, except those about upbringing and character, which must not be asked about."""
    for pointer, question in resume.texts(ESSAYS):
        entry, _, member = pointer.rpartition("/")
        answer = resume.text(f"{entry}/answer") if member == "question" and PERSONAL.search(question) is None else None
        if answer is not None:
            yield Place(f"{entry}/answer", answer, context)


def _kind_of(name: str) -> Kind | None:
    """Return the kind of the texts under a name in `extra`; `other` for prose, `None` for anything else."""
    known = _fields()
    if name in known.prose:
        return "other"
    if name in known.awards:
        return "recognised"
    if name in known.publications:
        return "researched"
    return "studied" if name in known.courses else None


def _title(shape: Shape, entry: Entry, pointer: str, context: Context) -> Place | None:
    for field in shape.titles:
        text = _text(entry, field)
        if text is not None:
            awarded = shape.section in ("activities", "certifications") and _is_award(text)
            kind: Kind | None = "recognised" if awarded else "other" if field == "position" else shape.kind
            return Place(f"{pointer}/{field}", text, context, kind, title=True)
    return None


def _is_award(text: str) -> bool:
    low = text.lower()
    return low.endswith(AWARD) or _awards().search(low) is not None


@cache
def _awards() -> re.Pattern[str]:
    return re.compile("|".join(map(re.escape, _fields().award_words)))


def _context(shape: Shape, entry: Entry, span: Months, order: int, *, skilled: bool) -> Context:
    named = _texts(entry.get("tech_stack"))
    role = _text(entry, shape.role)
    software = _names_software(named) or (role is not None and SOFTWARE.search(role) is not None)
    if shape.section != "work_experiences":
        software = software or skilled
    return Context(
        section=shape.section,
        role=role,
        employer=_text(entry, shape.employer),
        project=_text(entry, shape.project),
        start=span[0],
        end=span[1],
        order=order,
        software=software,
    )


def _orders(spans: Mapping[tuple[str, int], Months]) -> dict[tuple[str, int], int]:
    """Return the recency of each entry. Without dates, it is as recent as the previous entry in the document."""
    ranked: list[tuple[str, str, tuple[str, int]]] = []
    latest, before = UNDATED, ""
    for place, (start, end) in spans.items():
        section, _ = place
        if section != before:
            latest, before = LATEST if section in DATED else UNDATED, section
        latest = (LATEST if end == PRESENT else end or start) or latest
        ranked.append((latest, start or UNDATED, place))
    ranked.sort(key=lambda one: one[:2], reverse=True)
    return {place: order for order, (_, _, place) in enumerate(ranked)}


def span_of(entry: Entry) -> Months:
    """Return the first and last month of an entry, `YYYY-MM` or `YYYY`; `present` if it is ongoing."""
    start, end = _text(entry, "start"), _text(entry, "end") or _text(entry, "date")
    if start or end:
        return _month(start), _month(end)
    duration = _text(entry, "duration")
    return _months(duration) if duration is not None else (None, None)


def _month(text: str | None) -> str | None:
    if text is None:
        return None
    first, last = _months(text)
    return first or last


@lru_cache(REMEMBERED)
def _months(text: str) -> Months:
    """Return the first two months in a text such as `2022.01 ~ 현재`."""
    named = [f"{year}-{MONTHS.index(name.lower()) + 1:02}" for name, year in NAMED_MONTH.findall(text)]
    months = named or [f"{year}-{int(month):02}" if month else year for year, month in MONTH.findall(text)]
    first = months[0] if months else None
    if OPEN.search(text) is not None:
        return first, PRESENT
    return first, months[1] if len(months) > 1 else None


def _listed(resume: ResumeDocument) -> list[str]:
    return [
        text
        for group in ("programming_languages", "frameworks")
        for _, text in resume.texts(f"/technical_skills/{group}")
    ]


def _names_software(entries: Sequence[str]) -> bool:
    index = technology_index()
    return any((found := index.find(entry)) is not None and found.group != "others" for entry in entries)


def _texts(value: object) -> list[str]:
    return [text for text in cast(list[object], value) if isinstance(text, str)] if isinstance(value, list) else []


def _text(entry: Entry, field: str | None) -> str | None:
    value = entry.get(field) if field is not None else None
    return value if isinstance(value, str) and value.strip() else None


def _plain(name: str) -> str:
    return SPACES.sub("", name).casefold()
