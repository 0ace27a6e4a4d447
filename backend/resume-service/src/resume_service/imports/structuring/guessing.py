"""Parts under headings that nobody thought of: what stands below them says what they are."""

import re
from dataclasses import replace

from resume_service.imports.structuring.layout.items import is_prose
from resume_service.imports.structuring.layout.looks import may_head
from resume_service.imports.structuring.layout.sections import Parts, Section
from resume_service.imports.structuring.layout.spoken import topic_of
from resume_service.imports.structuring.lines import Line
from resume_service.imports.structuring.parts.education import read_facts
from resume_service.imports.structuring.words.companies import is_company
from resume_service.imports.structuring.words.contacts import find_contacts
from resume_service.imports.structuring.words.dates import find_dates, find_range, without
from resume_service.imports.structuring.words.skills import split_skills
from resume_service.imports.structuring.words.vocabulary import Kind, Vocabulary, skill_groups, vocabulary

PARTED = re.compile(r" *[:：|] *")
LIST = re.compile(r" *[,;/·] *")
BRACKETS = re.compile(r" *\([^()]*\)")
LONGEST_ENTRY = 4
"""Words that an entry of a list of skills has at most."""
MIN_ENTRIES = 3
MAX_ABOVE = 2
"""Rows of a head above the one with its dates."""
HIDES_JOBS: frozenset[Kind | None] = frozenset(
    {"skills", "summary", "other", "contact", "languages", "interests", "certifications", "awards", "activities"}
)
"""Parts that hold jobs only where the heading of these was not known."""


def named_by_content(parts: Parts) -> Parts:
    """The parts, those under an unknown heading as the kind that their lines are."""
    words = vocabulary()
    # A second part of a kind may say again, in short, what the first one does.
    told: frozenset[Kind | None] = frozenset(
        section.kind for section in parts.sections if section.kind == "skills" or _is_dated(section)
    )
    named = _joined([_named(section, told, words) for section in parts.sections], words)
    named = [part for section in named for part in _without_tongues(section, words)]
    if not any(section.kind == "work" and section.lines for section in named):
        named = [part for section in named for part in _with_jobs(section, words)]
    if not any(section.kind == "education" and section.lines for section in named):
        named = [part for section in named for part in _without_degrees(section, words)]
    return replace(parts, sections=named)


def _joined(sections: list[Section], words: Vocabulary) -> list[Section]:
    """The sections, jobs below a heading nobody knows as those of the part before it: `Most proud of`, of one job."""
    joined: list[Section] = []
    for section in sections:
        before = joined[-1] if joined else None
        goes_on = before is not None and before.kind == "work" and section.kind == "other" and before.lines
        if goes_on and _kind_of(section.lines, words) == "work":
            joined[-1] = Section("work", [*joined[-1].lines, *section.lines], joined[-1].heading)
        else:
            joined.append(section)
    return joined


def _with_jobs(section: Section, words: Vocabulary) -> list[Section]:
    """The section, jobs apart that stand in it below a heading nobody knows, where the document has no others."""
    if section.kind not in HIDES_JOBS:
        return [section]
    lines = section.lines
    heads = [at for at, line in enumerate(lines) if at and not line.bullet and find_range(line.text) is not None]
    heads = [at for at in heads if any(line.bullet or is_prose(line.text) for line in lines[at + 1 : at + 4])]
    if not heads or not any(_names_job(lines, at, words) for at in heads):
        return [section]
    begin = heads[0]
    while begin > 1 and not lines[begin].gap and heads[0] - begin < MAX_ABOVE:
        begin -= 1
    end = begin - 1 if begin > 1 and may_head(lines[begin - 1]) and not lines[begin - 1].bullet else begin
    return [Section(section.kind, lines[:end], section.heading), Section("work", lines[begin:])]


def _without_degrees(section: Section, words: Vocabulary) -> list[Section]:
    """The section, degrees apart where they stand among certificates: below `Qualifications`."""
    if section.kind != "certifications":
        return [section]
    degrees = [line for line in section.lines if _is_degree(line.text, words)]
    rest = [line for line in section.lines if line not in degrees]
    return [Section("certifications", rest, section.heading), Section("education", degrees)] if degrees else [section]


def _is_degree(text: str, words: Vocabulary) -> bool:
    dates = find_dates(text)
    facts, _ = read_facts(text if dates is None else without(text, dates), words)
    given = facts.institution is not None or facts.degree is not None
    return given and not words.names_certificate(text)


def _without_tongues(section: Section, words: Vocabulary) -> list[Section]:
    """The section, languages that people speak apart where they stand among skills: `Languages: English, Bengali`."""
    if section.kind != "skills":
        return [section]
    spoken = [line for line in section.lines if _is_spoken(line.text, words)]
    if not spoken:
        return [section]
    rest = [line for line in section.lines if line not in spoken]
    tongues = [replace(line, text=PARTED.split(line.text, maxsplit=1)[1]) for line in spoken]
    return [Section("skills", rest, section.heading), Section("languages", tongues)]


def _is_spoken(text: str, words: Vocabulary) -> bool:
    head, *rest = PARTED.split(text, maxsplit=1)
    items = [BRACKETS.sub("", item).strip() for item in LIST.split(rest[0])] if rest else []
    return words.heading(head) == "languages" and any(words.tongues.has(item) for item in items)


def _is_dated(section: Section) -> bool:
    return any(find_range(line.text) is not None for line in section.lines)


def _named(section: Section, told: frozenset[Kind | None], words: Vocabulary) -> Section:
    if section.kind == "summary" and "skills" not in told and _is_list(section.lines):
        # `What I bring`, and nothing but a list below it.
        return Section("skills", section.lines, section.heading)
    if section.kind != "other" or not section.heading:
        return section
    if words.heading(section.heading) is not None:
        # `Strengths`: sentences about the person, or a list of skills.
        listed = topic_of(section.heading) == "skills" and "skills" not in told and _is_list(section.lines)
        return Section("skills", section.lines, section.heading) if listed else section
    kind = _kind_of(section.lines, words)
    if kind is None and (_lists(section.lines) or ("skills" not in told and _enumerates(section.lines))):
        kind = "skills"
    return section if kind is None or kind in told else Section(kind, section.lines, section.heading)


def _kind_of(lines: list[Line], words: Vocabulary) -> Kind | None:
    dated = [position for position, line in enumerate(lines) if find_dates(line.text) is not None]
    schools = sum(_names_school(lines, position, words) for position in dated)
    jobs = sum(_names_job(lines, position, words) for position in dated)
    if schools and schools >= jobs:
        return "education"
    if jobs:
        return "work"
    heads = [line.text for line in lines if not line.bullet] or [line.text for line in lines]
    if heads and sum(map(words.names_certificate, heads)) * 2 > len(heads):
        return "certifications"
    if heads and sum(words.names_prize(text) for text in heads) * 2 > len(heads):
        return "awards"
    return None


def _beside(lines: list[Line], position: int) -> str:
    """A line and what belongs to the same head: one above and two below, as far as no blank line is between."""
    begin = position - (position > 0 and not lines[position].gap)
    end = position + 1
    while end < len(lines) and end <= position + 2 and not lines[end].gap and not lines[end].bullet:
        end += 1
    return "\n".join(line.text for line in lines[begin:end] if not line.bullet)


def _names_school(lines: list[Line], position: int, words: Vocabulary) -> bool:
    text = _beside(lines, position)
    return words.institutions.within(text) and not words.roles.within(text)


def _names_job(lines: list[Line], position: int, words: Vocabulary) -> bool:
    text = _beside(lines, position)
    companies = any(is_company(part, words) for part in text.replace("\n", ",").split(","))
    return find_range(lines[position].text) is not None and (words.roles.within(text) or companies)


def _enumerates(lines: list[Line]) -> bool:
    """Whether the lines are nothing but short entries, of which one is known to be a skill."""
    return _is_list(lines) and any(skill_groups().known(entry) for entry in _entries(lines))


def _is_list(lines: list[Line]) -> bool:
    """Whether the lines are nothing but short entries."""
    entries = _entries(lines)
    short = all(len(entry.split()) <= LONGEST_ENTRY and not is_prose(entry) for entry in entries)
    plain = not any(find_dates(line.text) or find_contacts(line.text) for line in lines)
    return len(entries) > MIN_ENTRIES and short and plain


def _entries(lines: list[Line]) -> list[str]:
    return [entry for line in lines for entry in split_skills(PARTED.split(line.text)[-1])]


def _lists(lines: list[Line]) -> bool:
    """Whether the lines are a list of short entries, some of which are known to be skills."""
    entries = [entry for line in lines for entry in split_skills(line.text)]
    short = all(len(entry.split()) <= LONGEST_ENTRY for entry in entries)
    known = sum(skill_groups().known(entry) is not None for entry in entries)
    return len(entries) >= MIN_ENTRIES and short and known * 4 >= len(entries)
