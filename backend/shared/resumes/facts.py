"""Facts derived from a résumé's content: its technologies by canonical name, and the person's seniority.

resume-service computes both once, when a résumé is written, and returns them under `derived`.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Literal, cast, get_args

from shared.skills.technologies import technology_index

Content = Mapping[str, object]
Seniority = Literal["student", "junior", "mid", "senior", "lead"]
BANDS: tuple[Seniority, ...] = get_args(Seniority)

YEAR = 12
FIRST_MONTHS: Mapping[Seniority, int] = {"mid": 3 * YEAR, "senior": 7 * YEAR, "lead": 12 * YEAR}
"""Months of experience at which a band begins; below the first a person is `junior`."""

CLOSE = 6
"""Within this many months of a border, job titles decide."""

GROUPS = (
    "programming_languages",
    "frameworks",
    "databases",
    "message_queue_caching",
    "cloud_platforms",
    "devops_tools",
    "monitoring_tools",
    "others",
)
REMEMBERED = 4_096
LATIN = re.compile(r"[a-z]+")
LATIN_TITLES: Mapping[Seniority, frozenset[str]] = {
    "student": frozenset({"intern", "internship", "trainee", "student", "apprentice"}),
    "junior": frozenset({"junior", "jr", "graduate", "entry"}),
    "senior": frozenset({"senior", "sr", "architect"}),
    "lead": frozenset({"lead", "leader", "principal", "staff", "head", "chief", "cto", "director", "vp"}),
}
NO_WORDS: frozenset[str] = frozenset()
KOREAN_TITLES: Mapping[Seniority, tuple[str, ...]] = {
    "student": ("인턴", "교육생", "실습생", "연구생", "수습"),
    "junior": ("주니어", "신입", "사원", "주임"),
    "mid": ("대리", "선임"),
    "senior": ("시니어", "과장", "책임", "파트장", "아키텍트"),
    "lead": ("리드", "리더", "차장", "부장", "수석", "팀장", "실장", "본부장", "이사", "총괄"),
}


def technologies(content: Content) -> list[str]:
    """Return the technologies of jobs, projects and skill lists, each once by its canonical name, in order."""
    return technology_index().collect(_entries(content))


def seniority(content: Content, months: int | None) -> Seniority | None:
    """Return the band of a person with this many months of experience, or `None` if there is no indication.

    - `student`: no job yet but an education or projects, or only internships of less than a year in total;
    - `junior` less than 3 years, `mid` 3 to 6, `senior` 7 to 11, `lead` 12 and more (whole years).

    Titles break ties: within half a year of the border of two bands, the highest title decides between these two.
    They also decide alone if the jobs have no dates.
    """
    jobs = list(_objects(content, "work_experiences"))
    titled: tuple[Seniority | None, ...] = tuple(_titled(job.get("position")) for job in jobs)
    if not jobs and not months:
        return "student" if content.get("education") or content.get("personal_projects") else None
    if titled and set(titled) == {"student"} and (months or 0) < YEAR:
        return "student"
    # A former internship does not matter if there are other jobs.
    highest = _highest([band for band in titled if band != "student"])
    return highest if months is None else _band(months, highest)


def _band(months: int, highest: Seniority | None) -> Seniority:
    band: Seniority = "junior"
    for following, first in FIRST_MONTHS.items():
        begins = first
        if highest is not None and abs(months - first) < CLOSE:
            begins = months if BANDS.index(highest) >= BANDS.index(following) else months + 1
        if months >= begins:
            band = following
    return band


def _highest(titled: Sequence[Seniority | None]) -> Seniority | None:
    for band in reversed(BANDS):
        if band in titled:
            return band
    return None


def _titled(position: object) -> Seniority | None:
    return _band_of_title(position) if isinstance(position, str) else None


@lru_cache(REMEMBERED)
def _band_of_title(position: str) -> Seniority | None:
    """Return the highest band that a title indicates; an intern is always a student."""
    title = position.casefold()
    words = frozenset(LATIN.findall(title))
    for band in ("student", *reversed(BANDS)):
        if words & LATIN_TITLES.get(band, NO_WORDS) or any(word in title for word in KOREAN_TITLES.get(band, ())):
            return band
    return None


def _entries(content: Content) -> Iterator[str]:
    for section in ("work_experiences", "personal_projects"):
        for entry in _objects(content, section):
            yield from _texts(entry.get("tech_stack"))
    skills = content.get("technical_skills")
    if isinstance(skills, Mapping):
        for group in GROUPS:
            yield from _texts(cast(Content, skills).get(group))


def _objects(content: Content, section: str) -> Iterator[Content]:
    yield from (cast(Content, entry) for entry in _list(content.get(section)) if isinstance(entry, Mapping))


def _texts(value: object) -> Iterator[str]:
    yield from (text for text in _list(value) if isinstance(text, str))


def _list(value: object) -> Iterable[object]:
    return cast(list[object], value) if isinstance(value, list) else ()
