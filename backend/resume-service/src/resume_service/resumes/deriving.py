"""Derives fields from the content of a résumé on each write, so that reads compute nothing."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import cast
from unicodedata import normalize

from resume_service.resumes.models import Entry, JsonObject, Search, Written
from resume_service.resumes.periods import Span, months_covered, parse_duration, parse_month
from shared.language.texts import comparable
from shared.resumes.facts import seniority, technologies
from shared.skills.technologies import key_of, technology_index

PART_LENGTH = 3
"""A Korean name has three syllables, so most searched names are a single part."""

MAX_SOUGHT_PARTS = 8
ACCENTS = re.compile("[\u0300-\u036f]")
SEARCHED: Mapping[str, Sequence[str]] = {
    "work_experiences": (
        *("company", "position", "project_name", "project_description", "tech_stack", "achievements"),
    ),
    "personal_projects": ("name", "description", "tech_stack", "key_achievements", "architecture_highlights"),
    "education": ("institution", "degree", "major"),
    "certifications": ("name", "issuer"),
    "activities": ("name", "organization", "description"),
}
"""The texts that `q` searches, in addition to the summary."""


def written(content: JsonObject) -> Written:
    """Return `content` (of a `ResumeIn`) with all derived fields."""
    months = experience_months(content)
    named = technologies(content)
    band = seniority(content, months)
    derived: JsonObject = {"technologies": named}
    if months is not None:
        derived["total_experience_months"] = months
    if band is not None:
        derived["seniority"] = band
    # With a dry run, the name may be missing.
    name = _plain(cast(str, content.get("name", "")))
    search: JsonObject = {
        "name": name,
        "name_parts": name_parts(name),
        "skills": [key_of(name) for name in named],
        # Search words contain no white space, so no match spans two texts.
        "text": normalize("NFKC", "\n".join(_searched(content))).casefold(),
    }
    return Written(content, months, derived, search)


def sought(name: str | None, skill: str | None, text: str | None) -> Search:
    """Return a search for user input."""
    plain = _plain(name) if name is not None else None
    return Search(
        name=plain,
        name_parts=_longest_parts(plain) if plain else (),
        skill=key_of(technology_index().canonical(skill)) if skill is not None else None,
        words=tuple(dict.fromkeys(comparable(text).split())) if text is not None else (),
    )


def _longest_parts(name: str) -> tuple[str, ...]:
    """Return parts that every name containing `name` has, spread over its length; a short `name` itself."""
    longest = min(len(name), PART_LENGTH)
    parts = [part for part in name_parts(name) if len(part) == longest]
    return tuple(parts[:: len(parts) // MAX_SOUGHT_PARTS + 1])


def name_parts(name: str) -> list[str]:
    """Return all distinct parts of a plain name with at most `PART_LENGTH` characters, for the index.

    No part begins or ends with a space, because no search term does.
    """
    parts = (name[start : start + length] for length in range(1, PART_LENGTH + 1) for start in _starts(name, length))
    return [part for part in dict.fromkeys(parts) if part.strip() == part]


def _starts(name: str, length: int) -> range:
    return range(len(name) - length + 1)


def _plain(name: str) -> str:
    """Return a name as searched: without accents, so that `diaz` finds `Díaz`."""
    return normalize("NFC", ACCENTS.sub("", normalize("NFD", comparable(name))))


def experience_months(content: JsonObject) -> int | None:
    """Return the months of work experience: as given, or else from the dates, or `None`; overlaps count once."""
    given = content.get("total_experience_months")
    if isinstance(given, int):
        return given
    spans = [span for job in _entries(content, "work_experiences") if (span := _span(job)) is not None]
    return months_covered(spans) if spans else None


def _span(job: Entry) -> Span | None:
    start, end, duration = (cast(str | None, job.get(field)) for field in ("start", "end", "duration"))
    if start:
        return parse_month(start), parse_month(end or "present")
    return parse_duration(duration) if duration else None


def _searched(content: JsonObject) -> Iterator[str]:
    yield cast(str, content.get("summary", ""))
    for section, fields in SEARCHED.items():
        for entry in _entries(content, section):
            for field in fields:
                value = entry.get(field, "")
                yield from [value] if isinstance(value, str) else cast(list[str], value)


def _entries(content: JsonObject, section: str) -> list[Entry]:
    return cast(list[Entry], content.get(section, []))
