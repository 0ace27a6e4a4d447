"""Imports a JSON Resume, whether exported by this service or by others."""

from collections.abc import Mapping
from typing import Annotated, Any, cast

from pydantic import Field

from resume_service.exports.jsonresume.contacts import BASICS, contact_of
from resume_service.exports.jsonresume.reading import Reader, at, filled, own_writing
from resume_service.exports.jsonresume.shapes import (
    ACTIVITIES,
    CURRENT,
    DATES_OF_DURATION,
    DERIVED_MONTHS,
    DURATION,
    EMPTY,
    EXTRA,
    GIVEN_MONTHS,
    KIND,
    PROJECT,
    SHAPES,
    VOLUNTEER,
    Shape,
)
from resume_service.exports.jsonresume.skills import skills_of
from resume_service.exports.jsonresume.values import PRESENT, iso_date, iso_span, profile_host, uri
from resume_service.resumes.fields import Name, Paragraph
from resume_service.resumes.models import JsonObject
from resume_service.resumes.schemas import Section
from shared.core.constraints import allowed

META = "/meta"
ABOUT_THE_DOCUMENT = ("version", "lastModified", DERIVED_MONTHS)
"""Members of `meta` about the document instead of the person."""


class _Head(Section):
    """Fields of a résumé outside its sections."""

    name: Name | None = None
    summary: Paragraph | None = None


class _Given(Section):
    """Fields that are usually derived."""

    total_experience_months: Annotated[int, Field(ge=0, le=1_200)] | None = None


def from_json_resume(document: JsonObject) -> tuple[JsonObject, list[str]]:
    """Return the content of a `ResumeIn`, and JSON pointers to members that could not be imported.

    Members that a résumé has no field for go to `extra`. Only members that `extra` cannot hold, or that have the wrong
    type, are omitted and reported. Members of `$schema` and `meta` about the document are dropped. The content may lack
    required fields (a name), which `ResumeIn` checks.
    """
    reader = Reader()
    left = filled(_allowed(document))
    left.pop("$schema", None)
    extra = reader.extra_of(left, EXTRA, "")
    basics, meta = reader.members(left, "basics", ""), reader.members(left, "meta", "")
    empty = meta.pop(EMPTY, ())
    content: JsonObject = {}
    for name, part in (("contact", contact_of(basics, reader)), ("technical_skills", skills_of(left, reader))):
        if part or (isinstance(empty, list) and name in empty):
            content[name] = part
    head = {name: basics.pop(name, None) for name in ("name", "summary")}
    given = {"total_experience_months": meta.pop(GIVEN_MONTHS, None)}
    for shape in (*SHAPES, *ACTIVITIES):
        _read(shape, left, content, reader)
    meta = {name: value for name, value in meta.items() if name not in ABOUT_THE_DOCUMENT}
    for name, rest in (("basics", basics), ("meta", meta)):
        if rest:
            reader.keep(extra, {name: rest}, "")
    reader.keep(extra, left, "")
    content |= reader.settle(_Given, given, extra, {"total_experience_months": GIVEN_MONTHS}, META) or {}
    # Last, because it includes `extra`, to which the other parts have added.
    content |= reader.settle(_Head, head, extra, {}, BASICS) or {}
    return content, reader.unparsed


def _allowed(value: Any) -> Any:
    """Return `value` without characters that are not allowed in a résumé."""
    if isinstance(value, dict):
        # Names stay unchanged, because reported pointers contain them.
        return {name: _allowed(member) for name, member in cast("dict[str, Any]", value).items()}
    if isinstance(value, list):
        return [_allowed(element) for element in cast("list[Any]", value)]
    return allowed(value) if isinstance(value, str) else value


def _read(shape: Shape, document: JsonObject, content: JsonObject, reader: Reader) -> None:
    """Remove a section from the document and add its entries to the content."""
    pointer = at("", shape.target)
    entries = cast(list[JsonObject], content.get(shape.section, []))
    for index, value in enumerate(reader.elements(document, shape.target, "")):
        if not isinstance(value, dict) or len(entries) == shape.most:
            reader.report(cast(object, value), at(pointer, index))
            continue
        entry = _entry(shape, filled(cast(JsonObject, value)), at(pointer, index), reader)
        if entry is not None:
            entries.append(entry)
    if entries:
        content[shape.section] = entries


def _entry(shape: Shape, entry: JsonObject, pointer: str, reader: Reader) -> JsonObject | None:
    extra = reader.extra_of(entry, EXTRA, pointer)
    for alias, theirs in shape.aliases.items():
        if alias in entry and theirs not in entry:
            entry[theirs] = entry.pop(alias)
    as_it_is = {**shape.same, **shape.own_names}
    names = {**as_it_is, **shape.links, **shape.dates}
    fields: JsonObject = {ours: entry.pop(theirs, None) for ours, theirs in as_it_is.items()}
    if shape.spans:
        names["duration"] = _span(shape, entry, fields)
    fields |= {ours: own_writing(entry, theirs, uri) for ours, theirs in shape.links.items()}
    fields |= {ours: _date(entry, theirs) for ours, theirs in shape.dates.items()}
    if shape is PROJECT:
        names |= _project_links(entry, fields)
    if shape is VOLUNTEER and not fields["name"]:
        fields["name"] = fields["organization"]
    if shape is not VOLUNTEER and shape in ACTIVITIES:
        reader.keep(extra, {KIND: shape.target}, pointer)
    reader.keep(extra, entry, pointer)
    return reader.settle(shape.model, fields, extra, names, pointer)


def _span(shape: Shape, entry: JsonObject, fields: JsonObject) -> str:
    """Fill the duration, as written or, for sections without date fields, from the dates.

    Return the name of the member used.
    """
    duration, made_of_it = entry.pop(DURATION, None), entry.pop(DATES_OF_DURATION, False)
    first, last = entry.get("startDate"), entry.get("endDate")
    same = isinstance(duration, str) and iso_span(duration) == (first, last)
    if same and (made_of_it or not shape.dates):
        entry.pop("startDate", None)
        entry.pop("endDate", None)
    elif not shape.dates and isinstance(first or last, str):
        fields["duration"] = f"{entry.pop('startDate', '')} ~ {entry.pop('endDate', '')}".strip()
        return "startDate"
    fields["duration"] = duration
    return DURATION


def _date(entry: JsonObject, theirs: str) -> object:
    value = own_writing(entry, theirs, iso_date)
    if theirs == "endDate" and entry.pop(CURRENT, False) is True and value is None:
        return PRESENT
    return value


def _project_links(entry: JsonObject, fields: JsonObject) -> Mapping[str, str]:
    """Fill both URLs of a project; return the member used for each."""
    names = {"github_url": "x-github-url", "demo_url": "x-demo-url"}
    fields |= {field: entry.pop(name, None) for field, name in names.items()}
    url = own_writing(entry, "url", uri)
    field = "github_url" if isinstance(url, str) and profile_host(url) == "github" else "demo_url"
    if fields[field] is None:
        fields[field] = url
        return {**names, field: "url"}
    if url is not None:
        entry["url"] = url
    return names
