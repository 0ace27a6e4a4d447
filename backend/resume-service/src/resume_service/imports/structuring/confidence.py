"""How sure each field is of standing in the right place: by its form, by what stands beside it, and by the tagger.

Every value was copied from the document, which says nothing about its place in the résumé. A second reading does: the
tagger knows shapes where the rules know words, and where both see the same words as the same thing they are hardly ever
wrong. The figures are shares of right fields among those with that sign in documents with known values.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from resume_service.imports.structuring.layout.items import is_prose
from resume_service.imports.structuring.models import Seen
from resume_service.imports.structuring.words.companies import is_company
from resume_service.imports.structuring.words.contacts import EMAIL
from resume_service.imports.structuring.words.places import is_place
from resume_service.imports.structuring.words.vocabulary import HANGUL, Vocabulary, key, skill_groups, vocabulary
from resume_service.resumes.models import JsonObject

Sign = tuple[str, float, str]
"""Pointer, confidence and value of a field."""

LONGEST_NAME_OF = 60
"""Companies and positions with more letters are mostly sentences."""
LONG_COMPANY = 40
LONGEST_PROJECT = 90
MIN_COMPANY = 3
SURE_LABEL = 0.9
AGREED, AGREED_UNSURE = 0.97, 0.85
UNSEEN, OTHER, OTHER_SURE = 0.68, 0.55, 0.85
NOT_COMPARED = 0.85
"""Where no tagger has read the document."""
LOWER = re.compile(r"[a-z]")
DIGIT = re.compile(r"\d")
DAY_OR_YEAR = re.compile(r"(?<!\d)\d\d\.\d\d\.\d\d(?!\d)")
"""`12.06.09`, whose first number is the year in Korea and the day in most other places."""
TOLD = re.compile(r"[가-힣](?:를|을|에서|으로) \S+ .*[가-힣](?:함|됨|음|춤|림|임|킴)$")
"""What somebody did, which no employer is called: `창구를 맡아 재접수율을 낮춤`."""
MANY_WORDS = 4
SAID = re.compile(r"[:：$]|\b(?:and|the|with|for)\b.*\b(?:by|from|in|of)\b")
"""In a skill that is a sentence or a label."""


def signs(content: JsonObject, seen: Seen) -> Iterator[Sign]:
    """Each field that has a sign of being right or wrong; `seen` is what a tagger took words of heads for."""
    words = vocabulary()
    name = str(content.get("name") or "")
    if name:
        yield "/name", _of_name(name, words), name
    jobs = _entries(content, "work_experiences")
    for number, job in enumerate(jobs):
        yield from _of_job(f"/work_experiences/{number}", job, jobs, name, seen, words)
    for number, project in enumerate(_entries(content, "personal_projects")):
        title = _text(project, "name")
        if title and (len(title) > LONGEST_PROJECT or is_prose(title)):
            yield f"/personal_projects/{number}/name", 0.3, title
    for number, school in enumerate(_entries(content, "education")):
        yield from _of_school(f"/education/{number}", school, seen, words)
    for field in ("certifications", "activities"):
        for number, entry in enumerate(_entries(content, field)):
            title = _text(entry, "name")
            if len(title) > LONGEST_PROJECT or is_prose(title):
                yield f"/{field}/{number}/name", 0.5, title
    yield from _of_skills(content, words)


def _of_name(name: str, words: Vocabulary) -> float:
    single = " " not in name and name.isascii()
    return 0.6 if any(map(str.isdigit, name)) or words.roles.within(name) or single else 0.95


def _of_job(
    pointer: str,
    job: Mapping[str, object],
    jobs: Iterable[Mapping[str, object]],
    name: str,
    seen: Seen,
    words: Vocabulary,
) -> Iterator[Sign]:
    company, position, project = (_text(job, field) for field in ("company", "position", "project_name"))
    beside = company or position or project
    if company:
        yield f"{pointer}/company", min(_of_company(company, name, words), _compared(company, "company", seen)), company
    elif any(_text(other, "company") for other in jobs):
        yield f"{pointer}/company", 0.1, beside
    if position:
        agreed = _compared(position, "position", seen)
        yield f"{pointer}/position", min(_of_position(position, words), agreed), position
    elif any(_text(other, "position") for other in jobs):
        yield f"{pointer}/position", 0.2, beside
    if not job.get("start") and not job.get("duration") and any(other.get("start") for other in jobs):
        yield f"{pointer}/start", 0.5, beside
    if DAY_OR_YEAR.search(_text(job, "duration")) and not HANGUL.search(company + position):
        yield from ((f"{pointer}/{end}", 0.5, _text(job, "duration")) for end in ("start", "end") if job.get(end))
    if project and (len(project) > LONGEST_PROJECT or is_prose(project)):
        yield f"{pointer}/project_name", 0.3, project


def _compared(value: str, label: str, seen: Seen) -> float:
    """How sure a value is by what the tagger took the same words for."""
    if not seen:
        return NOT_COMPARED
    found = seen.get(key(value))
    if found is None:
        return UNSEEN
    said, sure = found
    if said == label:
        return AGREED if sure > SURE_LABEL else AGREED_UNSURE
    return OTHER_SURE if sure > SURE_LABEL else OTHER


def _of_company(company: str, name: str, words: Vocabulary) -> float:
    if key(company) == key(name) or _is_broken(company) or not any(map(str.isalpha, company)):
        return 0.1
    if words.says_something(company) and not words.employment_types.has(company):
        return 0.1
    if is_company(company, words):
        return 0.95
    if TOLD.search(company):
        return 0.1
    if len(company) > LONG_COMPANY or is_prose(company) or LOWER.match(company) or DIGIT.search(company):
        return 0.3
    if is_place(company, words) or skill_groups().known(company) not in (None, "others"):
        return 0.4
    role = words.roles.within(company) and not words.institutions.within(company)
    if len(company) < MIN_COMPANY or role or "," in company:
        return 0.5
    return 0.95


def _of_position(position: str, words: Vocabulary) -> float:
    if _is_broken(position) or not any(map(str.isalpha, position)):
        return 0.1
    if len(position) > LONGEST_NAME_OF or is_prose(position):
        return 0.3
    return 0.95 if words.roles.within(position) else 0.7


def _of_school(pointer: str, school: Mapping[str, object], seen: Seen, words: Vocabulary) -> Iterator[Sign]:
    institution = _text(school, "institution")
    pointer = f"{pointer}/institution"
    if not institution:
        yield pointer, 0.4, _text(school, "degree") or _text(school, "major")
    elif words.names_certificate(institution) or words.names_prize(institution) or _is_no_name(institution):
        yield pointer, 0.1, institution
    elif DIGIT.search(institution) or (words.roles.within(institution) and not words.institutions.within(institution)):
        yield pointer, 0.3 if words.institutions.within(institution) else 0.1, institution
    else:
        named = words.institutions.within(institution) and "(" not in institution
        agreed = _compared(institution, "school", seen)
        told = any(school.get(field) for field in ("degree", "major", "end")) or bool(
            _of(school, "extra").get("status")
        )
        if not named and not told and agreed < NOT_COMPARED:
            agreed = 0.1
        yield pointer, agreed if named else min(agreed, 0.5), institution


def _of_skills(content: JsonObject, words: Vocabulary) -> Iterator[Sign]:
    groups = cast("Mapping[str, list[str]]", content.get("technical_skills") or {})
    for group, skills in groups.items():
        for number, skill in enumerate(skills):
            if skill_groups().known(skill) is None and (sure := _of_skill(skill, words)) is not None:
                yield f"/technical_skills/{group}/{number}", sure, skill


def _of_skill(skill: str, words: Vocabulary) -> float | None:
    if EMAIL.search(skill) or is_place(skill, words) or words.institutions.within(skill):
        return 0.2
    if is_prose(skill) or SAID.search(skill):
        return 0.3
    if words.tongues.has(skill) or skill_groups().meant_by(skill.split(maxsplit=1)[0]) is not None:
        return 0.4
    return 0.5 if len(skill.split()) >= MANY_WORDS or (DIGIT.search(skill) and " " in skill) else None


def _is_no_name(text: str) -> bool:
    """Whether `text` is a sentence or what is left of something, and no name."""
    return _is_broken(text) or is_prose(text) or ": " in text or not any(map(str.isalpha, text))


def _is_broken(text: str) -> bool:
    """Whether brackets were torn apart, which no name is."""
    return any(text.count(opening) != text.count(closing) for opening, closing in ("()", "[]"))


def _entries(content: JsonObject, field: str) -> list[Mapping[str, object]]:
    return cast("list[Mapping[str, object]]", content.get(field) or [])


def _of(entry: Mapping[str, object], field: str) -> Mapping[str, object]:
    return cast("Mapping[str, object]", entry.get(field) or {})


def _text(entry: Mapping[str, object], field: str) -> str:
    value = entry.get(field)
    return value if isinstance(value, str) else ""
