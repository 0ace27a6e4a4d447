"""Values that may stand in the wrong field: which, how sure it is, and where in the document they stand."""

from collections.abc import Mapping, Sequence
from typing import cast

from resume_service.imports.models import Doubt
from resume_service.imports.structuring.confidence import MIN_COMPANY, signs
from resume_service.imports.structuring.lines import cleaned
from resume_service.imports.structuring.models import NOTHING_SEEN, Seen
from resume_service.imports.structuring.words.contacts import EMAIL
from resume_service.imports.structuring.words.vocabulary import key
from resume_service.resumes.models import JsonObject

SURE = 0.8
"""Fields below this are worth a look."""
LEFT_OUT = 0.15
"""Fields below this are more likely to be something else than what they were taken for."""
MADE_OF_ADDRESS = 0.4
MAX_DOUBTS = 100
MAX_PLACE = 300


def doubts(content: JsonObject, text: str, seen: Seen = NOTHING_SEEN) -> tuple[Doubt, ...]:
    """The doubtful fields of `content`, which was read from `text`, in their order; `seen` is what a tagger saw."""
    rows = [row.strip() for row in cleaned(text).split("\n")]
    found_signs = [sign for sign in signs(content, seen) if sign[1] < SURE]
    if (name := content.get("name")) and _is_made(str(name), rows):
        found_signs.insert(0, ("/name", MADE_OF_ADDRESS, str(name)))
    found_signs = found_signs[:MAX_DOUBTS]
    if not found_signs:
        return ()
    places = [key(row) for row in rows]
    found: list[Doubt] = []
    for pointer, confidence, value in found_signs:
        wanted = key(value.partition("\n")[0]) if value else ""
        # What was put together of several rows is shown by the row that it begins with.
        number = next((n for n, place in enumerate(places) if wanted and wanted in place), None)
        if number is None and wanted:
            number = next((n for n, place in enumerate(places) if len(place) >= MIN_COMPANY and place in wanted), None)
        row = None if number is None else rows[number][:MAX_PLACE]
        found.append(Doubt(pointer, confidence, None if number is None else number + 1, row))
    return tuple(found)


def _is_made(name: str, rows: Sequence[str]) -> bool:
    """Whether a name stands nowhere but in an e-mail address, of which it was made."""
    wanted = key(name)
    holding = [row for row in rows if wanted in key(row)]
    return bool(holding) and not any(wanted in key(EMAIL.sub(" ", row)) for row in holding)


def without_unlikely(content: JsonObject, seen: Seen) -> JsonObject:
    """`content` without the employers and schools that are hardly ones; their rows are then held by no field.

    What names no school any more and gives no degree is no education and goes as a whole.
    """
    unlikely = {pointer for pointer, confidence, value in signs(content, seen) if value and confidence < LEFT_OUT}
    jobs = [
        {field: value for field, value in job.items() if f"/work_experiences/{number}/{field}" not in unlikely}
        for number, job in enumerate(_entries(content, "work_experiences"))
    ]
    schools = [
        {field: value for field, value in school.items() if f"/education/{number}/{field}" not in unlikely}
        for number, school in enumerate(_entries(content, "education"))
    ]
    schools = [school for school in schools if any(school.get(field) for field in ("institution", "degree", "major"))]
    kept = {"work_experiences": jobs, "education": schools}
    return {**content, **{field: entries for field, entries in kept.items() if field in content}}


def _entries(content: JsonObject, field: str) -> list[Mapping[str, object]]:
    return cast("list[Mapping[str, object]]", content.get(field) or [])
