"""Structuring without a model: headings, labels, dates and marks say what a line is."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files
from time import perf_counter

from resume_service.imports.blocks import Document, Look
from resume_service.imports.structuring.doubts import without_unlikely
from resume_service.imports.structuring.fitting import fitted
from resume_service.imports.structuring.labels.assembling import jobs_by_labels
from resume_service.imports.structuring.labels.choosing import Evidence, more_plausible
from resume_service.imports.structuring.labels.seen import read_heads, seen_in
from resume_service.imports.structuring.labels.tagger import tag_lines
from resume_service.imports.structuring.labels.told import parts_by_rules
from resume_service.imports.structuring.labels.voting import masked, voted
from resume_service.imports.structuring.layout.chats import speaker_of, without_speakers
from resume_service.imports.structuring.layout.forms import unfolded
from resume_service.imports.structuring.layout.leftovers import leftovers
from resume_service.imports.structuring.layout.sections import Parts
from resume_service.imports.structuring.layout.tidying import tidied
from resume_service.imports.structuring.lines import Line, cleaned, read_lines, without_declaration
from resume_service.imports.structuring.models import NOTHING_SEEN, Seen, Structured
from resume_service.imports.structuring.parts import lives
from resume_service.imports.structuring.parts.education import EducationReader
from resume_service.imports.structuring.parts.elsewhere import name_elsewhere
from resume_service.imports.structuring.parts.essays import without_essays
from resume_service.imports.structuring.parts.jobs import Job, assigned, merge_jobs, work_content
from resume_service.imports.structuring.parts.listed import Listed, ListReader
from resume_service.imports.structuring.parts.person import name_within, reach_anywhere, read_person, says_who
from resume_service.imports.structuring.parts.projects import Project, ProjectReader
from resume_service.imports.structuring.parts.schools import School
from resume_service.imports.structuring.parts.work import JobReader
from resume_service.imports.structuring.words.memory import remembering
from resume_service.imports.structuring.words.skills import SkillList, are_chips
from resume_service.imports.structuring.words.vocabulary import Kind, vocabulary
from resume_service.resumes.models import JsonObject
from shared.runs.generation import Generation
from shared.utils.versions import content_version

MAX_LABELLED = 600
"""Longer documents are read by the rules alone, so that hostile ones take no more time."""
DETAILS = re.compile(r"프로젝트|상세|기술서|수행|\bprojects?\b|\bdetail", re.IGNORECASE)
"""In a heading above work: what was done, and perhaps not where."""


@cache
def rules_version() -> str:
    """Of the rules and their words; it is kept with what was made by them."""
    return content_version("structuring-rules", files("resume_service.imports.structuring"))


def structure_by_rules(source: Document | str, *, labelled: bool = True) -> Structured:
    """What `source` says about a person, in the fields of a résumé; nothing but what stands in it.

    With `labelled`, a tagger that knows shapes has a voice beside the rules, which know words.
    It keeps nothing, and takes time in proportion to its text, of which it reads no more than `lines.MAX_CHARACTERS`.
    """
    started = perf_counter()
    document = Document.of_text(source) if isinstance(source, str) else source
    with remembering():
        content, unparsed, seen = _structured(document, labelled=labelled)
    elapsed = round((perf_counter() - started) * 1000)
    return Structured(content, unparsed, (), Generation.by_rules(rules_version(), elapsed), seen)


def _structured(document: Document, *, labelled: bool) -> tuple[JsonObject, tuple[str, ...], Seen]:
    """What the fields hold, what none holds, and what the tagger saw."""
    text = cleaned(document.text)
    lines = unfolded(tidied(read_lines(without_speakers(text), _looks(document, text))))
    said, essays = without_essays(list(without_declaration(lines)))
    parts = parts_by_rules(said)
    seen: Seen = NOTHING_SEEN
    if labelled and len(said) <= MAX_LABELLED:
        parts, jobs, seen = _by_both(said, parts)
    else:
        jobs = _jobs(parts)
    content = fitted(without_unlikely(fitted(_content(parts, lines, essays, jobs, speaker_of(text))), seen))
    unparsed = tuple(leftovers(text, lines, parts.headings, content))
    return content, unparsed, seen


def _by_both(lines: list[Line], parts: Parts) -> tuple[Parts, list[Job], Seen]:
    """Parts and jobs as rules and labels together see them, and what the labels say of the words in heads."""
    tags = masked(tag_lines(lines, parts), lines, parts)
    parts = voted(lines, parts, tags)
    heads = read_heads(lines, tags, "work")
    jobs = more_plausible(_jobs(parts), lambda: jobs_by_labels(lines, heads), Evidence.of(lines, tags))
    return parts, jobs, seen_in([*heads, *read_heads(lines, tags, "edu")])


def _looks(document: Document, text: str) -> dict[int, Look]:
    """How the rows of the cleaned text look; none is known where cleaning has made other rows."""
    if text.count("\n") != document.text.count("\n"):
        return {}
    return {number: block.look for number, block in document.rows()}


def _content(
    parts: Parts, lines: list[Line], essays: list[JsonObject], jobs: list[Job], speaker: str | None
) -> JsonObject:
    profile = [line for lines in _sections(parts, "summary") if not are_chips(lines) for line in lines]
    person = read_person(_of(parts, None), _of(parts, "contact") + [line for line in profile if says_who(line)])
    said = [line.text for line in profile if not says_who(line)]
    name_within([*person.about, *said], person)
    # The address of somebody who can be asked is not the person's.
    others = {line.number for line in _of(parts, "references")}
    reach_anywhere((line for line in lines if line.number not in others), person)
    name = person.name or name_elsewhere(lines, person.contact.get("email"), speaker)
    certificates, active = _given(parts)
    trained, schools = _parted(_schools(parts))
    return {
        "name": name,
        "contact": person.contact,
        "summary": "\n".join([*person.about, *said]),
        "work_experiences": work_content(jobs),
        "personal_projects": [project.content() for project in _projects(parts)],
        "technical_skills": _skills(parts),
        "certifications": [entry.certification() for entry in certificates],
        "activities": [entry.activity() for entry in active] + [school.activity() for school in trained],
        "education": [school.content() for school in schools],
        "extra": {**_lives(parts), "essays": essays},
    }


def _lives(parts: Parts) -> JsonObject:
    """What is said of a life and has no field."""
    spoken = [lines for lines in _sections(parts, "languages") if not lives.are_programs(lines)]
    return {
        "languages": [language for lines in spoken for language in lives.languages(lines)],
        "interests": lives.interests(_of(parts, "interests")),
        "references": lives.references(_of(parts, "references")),
        "military": lives.rows(_of(parts, "military")),
        "coursework": lives.courses(_of(parts, "coursework")),
    }


def _given(parts: Parts) -> tuple[list[Listed], list[Listed]]:
    """Certificates, and activities with prizes; one heading is often above all of them: `수상/자격증/기타`."""
    words = vocabulary()
    tests = [lives.certificates_of_languages(lines) for lines in _sections(parts, "languages")]
    certified = _listed(parts, "certifications")
    certified += [entry for lines in tests if lines for entry in ListReader(lines, "certifications").read()]
    active = [entry for kind in _ACTIVE for entry in _listed(parts, kind)]
    certificates = [entry for entry in certified if not words.is_prize(entry.name or "")]
    certificates += [entry for entry in active if words.is_certificate(entry.name or "")]
    prizes = [entry for entry in certified if words.is_prize(entry.name or "")]
    return certificates, [entry for entry in active if not words.is_certificate(entry.name or "")] + prizes


_ACTIVE: tuple[Kind, ...] = ("activities", "awards")


def _sections(parts: Parts, kind: Kind | None) -> Iterable[list[Line]]:
    return (section.lines for section in parts.sections if section.kind == kind and section.lines)


def _of(parts: Parts, kind: Kind | None) -> list[Line]:
    return [line for lines in _sections(parts, kind) for line in lines]


def _jobs(parts: Parts) -> list[Job]:
    read = [
        (DETAILS.search(section.heading) is not None, JobReader(section.lines).read())
        for section in parts.sections
        if section.kind == "work" and section.lines
    ]
    jobs = merge_jobs([part for details, part in read if not details])
    return merge_jobs([jobs, *(assigned(part, jobs) for details, part in read if details)])


def _projects(parts: Parts) -> list[Project]:
    return [project for lines in _sections(parts, "projects") for project in ProjectReader(lines).read()]


def _schools(parts: Parts) -> list[School]:
    return [school for lines in _sections(parts, "education") for school in EducationReader(lines).read()]


def _parted(schools: list[School]) -> tuple[list[School], list[School]]:
    """Trainings, and schools."""
    return [school for school in schools if school.is_training], [
        school for school in schools if not school.is_training
    ]


def _listed(parts: Parts, kind: Kind) -> list[Listed]:
    return [entry for lines in _sections(parts, kind) for entry in ListReader(lines, kind).read()]


def _skills(parts: Parts) -> dict[str, list[str]]:
    skills = SkillList()
    for lines in _sections(parts, "skills"):
        skills.add(lines)
    for lines in _sections(parts, "languages"):
        if lives.are_programs(lines):
            skills.add(lines)
    for section in parts.sections:
        if section.kind == "summary" and are_chips(section.lines):
            skills.add(section.lines)
    return skills.content()
