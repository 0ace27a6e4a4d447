"""The lines about the person where a document has them below other parts, as exports with a sidebar do."""

from dataclasses import replace

from resume_service.imports.structuring.layout.sections import Parts, Section
from resume_service.imports.structuring.lines import Line
from resume_service.imports.structuring.parts.person import pairs_name
from resume_service.imports.structuring.words.contacts import find_contacts, host_of, path_of
from resume_service.imports.structuring.words.names import closed_up, confirmed, is_spaced
from resume_service.imports.structuring.words.naming import is_likely_korean_name, name_of
from resume_service.imports.structuring.words.vocabulary import Vocabulary, vocabulary

MAX_NAME_LINES = 2
MIN_SIZE = 1.3
"""Times the body's text that a name has at least which only its size shows."""


def with_the_person_first(parts: Parts) -> Parts:
    """The parts, a name that the e-mail address confirms and what stands below it moved to the head of them.

    Only where nobody is named there.
    """
    words = vocabulary()
    parts = _with_largest_first(parts, words)
    head = [line for section in parts.sections if section.kind is None for line in section.lines]
    contacts = [line for section in parts.sections if section.kind == "contact" for line in section.lines]
    if any(name_of(line.text, words) for line in head):
        return parts
    email = _account([*head, *contacts])
    named = any(pairs_name(line, words) for line in (*head, *contacts))
    for place, section in enumerate(parts.sections):
        if section.kind in (None, "references", "contact") or email is None:
            continue
        begin = _name_in(section.lines, email, words, korean=not named)
        if begin is not None:
            kept = Section(section.kind, section.lines[:begin], section.heading)
            person = Section(None, section.lines[begin:])
            others = [*parts.sections[:place], kept, *parts.sections[place + 1 :]]
            return replace(parts, sections=[person, *others])
    return parts


def _with_largest_first(parts: Parts, words: Vocabulary) -> Parts:
    """The parts, a name in the largest letters at the head of them, in one line: a sidebar may be read before it."""
    shown = [line for section in parts.sections for line in section.lines if line.look.size >= MIN_SIZE]
    largest = max((line.look.size for line in shown), default=0.0)
    same = [line for line in shown if line.look.size == largest]
    name = _joined(same, words)
    first = parts.sections[0]
    if name is None or first.kind is not None or first.lines[:1] == [name]:
        return parts
    rest = [
        Section(section.kind, [line for line in section.lines if line not in same], section.heading)
        for section in parts.sections
    ]
    rest[0].lines.insert(0, name)
    return replace(parts, sections=rest)


def _joined(lines: list[Line], words: Vocabulary) -> Line | None:
    """The name that one line is, or two below each other are: `Jane`, `Doe`."""
    if not lines or len(lines) > MAX_NAME_LINES:
        return None
    first, last = lines[0], lines[-1]
    if last is not first and (last.gap or last.number != first.number + first.rows):
        return None
    text = " ".join(closed_up(line.text, None) if is_spaced(line.text) else line.text for line in lines)
    if len(lines) > 1:
        first = replace(first, text=text, rows=last.number + last.rows - first.number)
    return first if name_of(text, words) is not None else None


def _account(lines: list[Line]) -> str | None:
    """An e-mail address, else the account at LinkedIn, which is made of the person's name, too."""
    found = [one for line in lines for one in find_contacts(line.text)]
    emails = [one.text for one in found if one.kind == "email"]
    profiles = [one.text for one in found if one.kind == "url" and host_of(one.text).endswith("linkedin.com")]
    return next(iter(emails), None) or next((path_of(url)[-1] for url in profiles if path_of(url)), None)


def _name_in(lines: list[Line], email: str, words: Vocabulary, *, korean: bool) -> int | None:
    for position, line in enumerate(lines):
        if not line.gap or line.bullet or (name := name_of(line.text, words)) is None:
            continue
        # No address confirms a Korean name; one that looks like nothing else has to do.
        if confirmed(line.text, email) or (korean and position > 0 and is_likely_korean_name(name, words)):
            return position
    return None
