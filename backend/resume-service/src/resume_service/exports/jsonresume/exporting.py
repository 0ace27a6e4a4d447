"""Exports a résumé as JSON Resume."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import cast

from resume_service.exports.jsonresume.shapes import (
    ACTIVITIES,
    BASICS,
    CURRENT,
    DATES_OF_DURATION,
    DERIVED_MONTHS,
    DURATION,
    EMPTY,
    EXTRA,
    GIVEN_MONTHS,
    GROUP,
    GROUP_LABELS,
    IN_BASICS,
    KIND,
    LOCATION,
    NETWORKS,
    PROFILES,
    PROJECT,
    SCHEMA_URL,
    SCHEMA_VERSION,
    SHAPES,
    SKILLS_EXTRA,
    TOP_LEVEL,
    VOLUNTEER,
    Fits,
    Shape,
    network_of,
)
from resume_service.exports.jsonresume.values import PRESENT, is_email, iso_date, iso_span, profile_host, uri, username
from resume_service.resumes.models import Entry, JsonObject


def to_json_resume(
    content: JsonObject, *, derived_months: int | None = None, modified: datetime | None = None
) -> JsonObject:
    """Return `content` (of a `ResumeIn`) as a JSON Resume that is valid under its schema.

    `derived_months` and `modified` are written to `meta` for information; imports ignore them.
    """
    extra = dict(_object(content.get("extra")))
    document: JsonObject = {"$schema": SCHEMA_URL, "basics": _basics(content, extra)}
    for shape in SHAPES:
        _put(document, shape.target, [_entry(shape, entry) for entry in _entries(content, shape.section)])
    document.update(_activities(_entries(content, "activities")))
    if "technical_skills" in content:
        skills = _object(content["technical_skills"])
        document["skills"] = _skills(skills)
        _put(document, SKILLS_EXTRA, skills.get("extra"))
    for name, fits in TOP_LEVEL.items():
        if fits(extra.get(name)):
            document[name] = extra.pop(name)
    _put(document, EXTRA, extra)
    document["meta"] = _meta(content, derived_months, modified)
    return document


def _meta(content: JsonObject, derived_months: int | None, modified: datetime | None) -> JsonObject:
    meta: JsonObject = {"version": SCHEMA_VERSION}
    if modified is not None:
        meta["lastModified"] = modified.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")
    if "total_experience_months" in content:
        meta[GIVEN_MONTHS] = content["total_experience_months"]
    elif derived_months is not None:
        meta[DERIVED_MONTHS] = derived_months
    # Empty values of these two are omitted from the document.
    _put(meta, EMPTY, [section for section in ("contact", "technical_skills") if content.get(section) == {}])
    return meta


def _basics(content: JsonObject, extra: JsonObject) -> JsonObject:
    contact = _object(content.get("contact"))
    kept = dict(_object(contact.get("extra")))
    basics: JsonObject = {"name": content["name"]}
    further = extra.get("basics")
    if isinstance(further, dict) and _fits(cast(JsonObject, further), IN_BASICS, BASICS):
        basics |= cast(JsonObject, extra.pop("basics"))
    if "email" in contact:
        email = cast(str, contact["email"])
        basics["email" if is_email(email) else "x-email"] = email
    _copy(contact, {"phone": "phone"}, basics)
    _link(contact.get("portfolio"), "url", basics)
    _copy(content, {"summary": "summary"}, basics)
    _put(basics, "location", _location(contact, kept))
    _put(basics, "profiles", _profiles(contact, kept))
    _put(basics, EXTRA, kept)
    return basics


def _location(contact: Entry, kept: JsonObject) -> JsonObject:
    location: JsonObject = {}
    _copy(contact, {"address": "address"}, location)
    further = kept.get("location")
    if isinstance(further, dict) and _fits(cast(JsonObject, further), LOCATION, frozenset({"address"})):
        location |= cast(JsonObject, kept.pop("location"))
    return location


def _profiles(contact: Entry, kept: JsonObject) -> list[JsonObject]:
    profiles: list[JsonObject] = []
    for field, network in NETWORKS.items():
        if field in contact:
            profile: JsonObject = {"network": network}
            name = username(cast(str, contact[field]))
            if name is not None and field != "blog":
                profile["username"] = name
            _link(contact[field], "url", profile)
            profiles.append(profile)
    further = cast(list[JsonObject], kept.get("profiles"))
    if PROFILES(further) and all(further) and not any(map(network_of, further)):
        profiles += cast(list[JsonObject], kept.pop("profiles"))
    return profiles


def _skills(skills: Entry) -> list[JsonObject]:
    return [
        {"name": label, "keywords": skills[group], GROUP: group}
        for group, label in GROUP_LABELS.items()
        if group in skills
    ]


def _activities(activities: Sequence[Entry]) -> JsonObject:
    """Return the activities by their original section, if an import would restore their order."""
    targets = [shape.target for shape in ACTIVITIES]
    kinds = [_object(activity.get("extra")).get(KIND, VOLUNTEER.target) for activity in activities]
    places = [targets.index(cast(str, kind)) if kind in targets else -1 for kind in kinds]
    in_order = places == sorted(places) and -1 not in places
    document: JsonObject = {}
    for place, shape in enumerate(ACTIVITIES):
        own = [one for one, at in zip(activities, places, strict=True) if (at if in_order else 0) == place]
        _put(document, shape.target, [_entry(shape, activity) for activity in own])
    return document


def _entry(shape: Shape, entry: Entry) -> JsonObject:
    extra = dict(_object(entry.get("extra")))
    if shape is not VOLUNTEER and shape in ACTIVITIES:
        extra.pop(KIND)
    made: JsonObject = {}
    _copy(entry, shape.same, made)
    for ours, theirs in shape.links.items():
        _link(entry.get(ours), theirs, made)
    for ours, theirs in shape.dates.items():
        _date(entry.get(ours), theirs, made)
    if shape is PROJECT:
        _project_links(entry, made)
    if shape.spans and "duration" in entry:
        _duration(cast(str, entry["duration"]), made, dated="start" in entry or "end" in entry)
    _copy(entry, shape.own_names, made)
    for name, fits in shape.foreign.items():
        if name in extra and fits(extra[name]):
            made[name] = extra.pop(name)
    _put(made, EXTRA, extra)
    return made


def _project_links(entry: Entry, made: JsonObject) -> None:
    """Set the only `url` of a project: the demo, or else the repository if its URL is recognisable as one."""
    demo, repository = cast(str | None, entry.get("demo_url")), cast(str | None, entry.get("github_url"))
    if demo is not None and profile_host(demo) != "github":
        _link(demo, "url", made)
        demo = None
    elif demo is None and repository is not None and profile_host(repository) == "github":
        _link(repository, "url", made)
        repository = None
    _put(made, "x-demo-url", demo)
    _put(made, "x-github-url", repository)


def _duration(duration: str, made: JsonObject, *, dated: bool) -> None:
    made[DURATION] = duration
    span = None if dated else iso_span(duration)
    if span is not None:
        made["startDate"], made[DATES_OF_DURATION] = span[0], True
        _put(made, "endDate", span[1])


def _date(value: object, theirs: str, made: JsonObject) -> None:
    if not isinstance(value, str):
        return
    date = iso_date(value)
    _put(made, theirs, date)
    if date is None and theirs == "endDate":
        made[CURRENT] = True
    if value not in (date, PRESENT if theirs == "endDate" else None):
        made[f"x-{theirs}"] = value


def _link(value: object, theirs: str, made: JsonObject) -> None:
    if not isinstance(value, str):
        return
    address = uri(value)
    _put(made, theirs, address)
    if address != value:
        made[f"x-{theirs}"] = value


def _copy(source: Entry, names: Mapping[str, str], made: JsonObject) -> None:
    made.update({theirs: source[ours] for ours, theirs in names.items() if ours in source})


def _put(made: JsonObject, name: str, value: object) -> None:
    """Set a member, unless the value is empty."""
    if value is not None and value not in ([], {}):
        made[name] = value


def _fits(value: JsonObject, members: Mapping[str, Fits], taken: frozenset[str]) -> bool:
    fitting = all(name not in value or fits(value[name]) for name, fits in members.items())
    return bool(value) and fitting and None not in value.values() and not value.keys() & taken


def _object(value: object) -> Entry:
    return cast(Entry, value) if isinstance(value, dict) else {}


def _entries(content: JsonObject, section: str) -> list[Entry]:
    return cast(list[Entry], content.get(section, []))
