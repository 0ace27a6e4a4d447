"""Values that may stand in the wrong field: which, how sure it is, and where in the document they stand.

Every value was copied from the document, which says nothing about its place in the résumé. Signs seen in the result
do: a company that is a sentence, a position that names no work, a job without a name beside jobs with one.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import cast

from resume_service.imports.models import Doubt
from resume_service.imports.structuring.layout.items import is_prose
from resume_service.imports.structuring.lines import cleaned
from resume_service.imports.structuring.parts.headers import is_company
from resume_service.imports.structuring.words.places import is_place
from resume_service.imports.structuring.words.vocabulary import Vocabulary, key, skill_groups, vocabulary
from resume_service.resumes.models import JsonObject

SURE = 0.8
"""Fields below this are worth a look."""
MAX_DOUBTS = 100
MAX_PLACE = 300
LONGEST_NAME_OF = 60
"""Companies and positions with more letters are mostly sentences."""
LONGEST_PROJECT = 90
MIN_COMPANY = 3


def doubts(content: JsonObject, text: str) -> tuple[Doubt, ...]:
    """The doubtful fields of `content`, which was read from `text`, in their order."""
    signs = [sign for sign in _signs(content) if sign[1] < SURE][:MAX_DOUBTS]
    if not signs:
        return ()
    rows = [row.strip() for row in cleaned(text).split("\n")]
    places = [key(row) for row in rows]
    found: list[Doubt] = []
    for pointer, confidence, value in signs:
        wanted = key(value.partition("\n")[0]) if value else ""
        # What was put together of several rows is shown by the row that it begins with.
        number = next((n for n, place in enumerate(places) if wanted and wanted in place), None)
        if number is None and wanted:
            number = next((n for n, place in enumerate(places) if len(place) >= MIN_COMPANY and place in wanted), None)
        row = None if number is None else rows[number][:MAX_PLACE]
        found.append(Doubt(pointer, confidence, None if number is None else number + 1, row))
    return tuple(found)


def _signs(content: JsonObject) -> Iterator[tuple[str, float, str]]:
    """Pointer, confidence and value of each field that has a sign."""
    words = vocabulary()
    name = str(content.get("name") or "")
    if name and (any(map(str.isdigit, name)) or words.roles.within(name) or (" " not in name and name.isascii())):
        yield "/name", 0.6, name
    jobs = _entries(content, "work_experiences")
    for number, job in enumerate(jobs):
        yield from _of_job(f"/work_experiences/{number}", job, jobs, name, words)
    for number, project in enumerate(_entries(content, "personal_projects")):
        title = _text(project, "name")
        if title and (len(title) > LONGEST_PROJECT or is_prose(title)):
            yield f"/personal_projects/{number}/name", 0.3, title
    for number, school in enumerate(_entries(content, "education")):
        yield from _of_school(f"/education/{number}", school, words)
    for field in ("certifications", "activities"):
        for number, entry in enumerate(_entries(content, field)):
            title = _text(entry, "name")
            if len(title) > LONGEST_PROJECT or is_prose(title):
                yield f"/{field}/{number}/name", 0.5, title


def _of_job(
    pointer: str, job: Mapping[str, object], jobs: Iterable[Mapping[str, object]], name: str, words: Vocabulary
) -> Iterator[tuple[str, float, str]]:
    company, position, project = (_text(job, field) for field in ("company", "position", "project_name"))
    beside = company or position or project
    if company:
        yield f"{pointer}/company", _of_company(company, name, words), company
    elif any(_text(other, "company") for other in jobs):
        yield f"{pointer}/company", 0.1, beside
    if position:
        yield f"{pointer}/position", _of_position(position, words), position
    elif any(_text(other, "position") for other in jobs):
        yield f"{pointer}/position", 0.2, beside
    if not job.get("start") and not job.get("duration") and any(other.get("start") for other in jobs):
        yield f"{pointer}/start", 0.5, beside
    if project and (len(project) > LONGEST_PROJECT or is_prose(project)):
        yield f"{pointer}/project_name", 0.3, project


def _of_company(company: str, name: str, words: Vocabulary) -> float:
    if key(company) == key(name) or _is_broken(company) or not any(map(str.isalpha, company)):
        return 0.1
    if is_company(company, words):
        return 0.95
    if len(company) > LONGEST_NAME_OF or is_prose(company):
        return 0.2
    if is_place(company, words) or skill_groups().known(company) not in (None, "others"):
        return 0.4
    if len(company) < MIN_COMPANY or words.roles.within(company) or "," in company:
        return 0.5
    return 0.85


def _of_position(position: str, words: Vocabulary) -> float:
    if _is_broken(position) or not any(map(str.isalpha, position)):
        return 0.1
    if len(position) > LONGEST_NAME_OF * 2 or is_prose(position):
        return 0.3
    return 0.9 if words.roles.within(position) else 0.7


def _of_school(pointer: str, school: Mapping[str, object], words: Vocabulary) -> Iterator[tuple[str, float, str]]:
    institution = _text(school, "institution")
    if not institution:
        yield f"{pointer}/institution", 0.4, _text(school, "degree") or _text(school, "major")
    elif _is_broken(institution) or is_prose(institution):
        yield f"{pointer}/institution", 0.2, institution
    elif not words.institutions.within(institution):
        yield f"{pointer}/institution", 0.5, institution


def _is_broken(text: str) -> bool:
    """Whether brackets were torn apart, which no name is."""
    return any(text.count(opening) != text.count(closing) for opening, closing in ("()", "[]"))


def _entries(content: JsonObject, field: str) -> list[Mapping[str, object]]:
    return cast("list[Mapping[str, object]]", content.get(field) or [])


def _text(entry: Mapping[str, object], field: str) -> str:
    value = entry.get(field)
    return value if isinstance(value, str) else ""
