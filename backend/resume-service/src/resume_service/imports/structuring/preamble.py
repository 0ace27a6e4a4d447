"""The lines about the person where a document has them below other parts, as exports with a sidebar do."""

from dataclasses import replace

from resume_service.imports.structuring.contacts import find_contacts
from resume_service.imports.structuring.lines import Line
from resume_service.imports.structuring.names import confirmed
from resume_service.imports.structuring.person import name_of
from resume_service.imports.structuring.sections import Parts, Section
from resume_service.imports.structuring.vocabulary import Vocabulary, vocabulary


def with_the_person_first(parts: Parts) -> Parts:
    """The parts, a name that the e-mail address confirms and what stands below it moved to the head of them.

    Only where nobody is named there.
    """
    words = vocabulary()
    head = [line for section in parts.sections if section.kind is None for line in section.lines]
    contacts = [line for section in parts.sections if section.kind == "contact" for line in section.lines]
    if any(name_of(line.text, words) for line in head):
        return parts
    emails = (found.text for line in (*head, *contacts) for found in find_contacts(line.text))
    email = next((text for text in emails if "@" in text), None)
    for place, section in enumerate(parts.sections):
        if section.kind in (None, "references", "contact") or email is None:
            continue
        begin = _name_in(section.lines, email, words)
        if begin is not None:
            kept = Section(section.kind, section.lines[:begin], section.heading)
            person = Section(None, section.lines[begin:])
            others = [*parts.sections[:place], kept, *parts.sections[place + 1 :]]
            return replace(parts, sections=[person, *others])
    return parts


def _name_in(lines: list[Line], email: str, words: Vocabulary) -> int | None:
    for position, line in enumerate(lines):
        if line.gap and not line.bullet and confirmed(line.text, email) and name_of(line.text, words) is not None:
            return position
    return None
