"""What the rules say of lines and heads, as one more voice: the taggers learn when to believe it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from resume_service.imports.structuring.guessing import named_by_content
from resume_service.imports.structuring.layout.sections import Parts, split
from resume_service.imports.structuring.lines import Line
from resume_service.imports.structuring.parts.education import read_facts
from resume_service.imports.structuring.parts.headers import read_header
from resume_service.imports.structuring.parts.preamble import with_the_person_first
from resume_service.imports.structuring.words.dates import find_range, find_single, without
from resume_service.imports.structuring.words.vocabulary import vocabulary


@dataclass(frozen=True, slots=True)
class Opinion:
    """A label that the rules give to words."""

    label: str
    text: str


def parts_by_rules(lines: Sequence[Line]) -> Parts:
    """The document in parts, as the rules see it."""
    return with_the_person_first(named_by_content(split(list(lines))))


def kinds_by_rules(parts: Parts) -> Mapping[int, str]:
    """For each line, by its number, the part that the rules see it in, or that it is a heading."""
    found = {line.number: section.kind or "person" for section in parts.sections for line in section.lines}
    return {**found, **dict.fromkeys(parts.headings, "heading")}


def head_by_rules(part: str, lines: Sequence[Line]) -> list[Opinion]:
    """What the rules find in the lines of a head."""
    texts = [text for line in lines if (text := _undated(line.text))]
    if part == "work":
        header = read_header(texts)
        fields = {"company": header.company, "position": header.position, "place": header.location}
        return [Opinion(label, text) for label, text in fields.items() if text]
    found: list[Opinion] = []
    for text in texts:
        facts, _ = read_facts(text, vocabulary())
        fields = {"school": facts.institution, "degree": facts.degree, "major": facts.major, "grade": facts.gpa}
        found += [Opinion(label, value) for label, value in fields.items() if value]
    return found


def _undated(text: str) -> str:
    dates = find_range(text) or find_single(text)
    return text if dates is None else without(text, dates)
