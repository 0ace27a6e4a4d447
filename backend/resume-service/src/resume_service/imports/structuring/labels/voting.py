"""Parts of a document by two voices: the rules, which know words, and the tagger, which knows shapes.

The rules are believed where a heading says what stands below it. Where none does, or where they miss a part that the
tagger sees, the tagger is.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import cast

from resume_service.imports.structuring.labels.tagger import Tag
from resume_service.imports.structuring.layout.sections import Parts, Section, plain_heading
from resume_service.imports.structuring.layout.spoken import spoken_heading
from resume_service.imports.structuring.lines import Line
from resume_service.imports.structuring.words.vocabulary import Kind, Vocabulary, vocabulary

HEADING = "heading"
KINDS: dict[str, Kind | None] = {
    "name": None, "person": None, "contact": None, "work": "work", "edu": "education", "projects": "projects",
    "skills": "skills", "certs": "certifications", "activities": "activities", "summary": "summary",
    "languages": "languages", "other": "other",
}  # fmt: skip
WEAK: frozenset[Kind | None] = frozenset({None, "other"})
"""What the rules say where they do not know."""
RESCUED: frozenset[Kind | None] = frozenset(
    {"work", "education", "skills", "projects", "certifications", "activities", "languages", "summary"}
)
SURE, SURE_OF_MISSING = 0.85, 0.6
"""How sure a run of lines has to be to be moved: where the rules do not know, and where they miss the part."""
ABOUT_PERSON = 3
"""Rows at the head of a document that are never moved."""
SAME: dict[Kind | None, frozenset[Kind | None]] = {
    "activities": frozenset({"activities", "awards", "coursework", "certifications"}),
    "other": frozenset({"other", "military", "interests", "references", "coursework", None, "contact"}),
    "certifications": frozenset({"certifications", "awards"}),
    None: frozenset({None, "contact"}),
}


@dataclass(frozen=True, slots=True)
class Run:
    """Lines in a row that the tagger sees in one part, and how sure it is of them on average."""

    kind: Kind | None
    numbers: frozenset[int]
    confidence: float
    heading: Line | None


def voted(lines: Sequence[Line], parts: Parts, tags: Sequence[Tag]) -> Parts:
    """The parts of the rules, lines moved where the tagger knows better."""
    words = vocabulary()
    known = {line.number: section for section in parts.sections for line in section.lines}
    had: set[Kind | None] = {section.kind for section in parts.sections if section.lines}
    moved: dict[int, Run] = {}
    headings = set(parts.headings)
    for run in _runs(lines, tags):
        if _is_moved(run, known, had, words):
            moved |= dict.fromkeys(run.numbers, run)
            if run.heading is not None:
                headings.add(run.heading.number)
    return Parts(list(_sections(parts, moved, headings)), frozenset(headings))


def masked(tags: Sequence[Tag], lines: Sequence[Line], parts: Parts) -> list[Tag]:
    """The tags, without jobs in lines that stand below a heading of another part."""
    words = vocabulary()
    told = {
        line.number
        for section in parts.sections
        for line in section.lines
        if section.kind != "work" and _is_told(section, words)
    }
    return [
        Tag("other", tag.confidence) if line.number in told and tag.label.startswith("work:") else tag
        for line, tag in zip(lines, tags, strict=True)
    ]


def _runs(lines: Sequence[Line], tags: Sequence[Tag]) -> Iterator[Run]:
    heading: Line | None = None
    inside: list[tuple[Line, Tag]] = []
    for line, tag in zip(lines, tags, strict=True):
        kind, _, _ = tag.label.partition(":")
        if kind == HEADING or (inside and KINDS[kind] != _kind(inside)):
            if inside:
                yield _run(inside, heading)
            inside, heading = [], line if kind == HEADING else None
        if kind != HEADING:
            inside.append((line, tag))
    if inside:
        yield _run(inside, heading)


def _kind(inside: Sequence[tuple[Line, Tag]]) -> Kind | None:
    return KINDS[inside[0][1].label.partition(":")[0]]


def _run(inside: Sequence[tuple[Line, Tag]], heading: Line | None) -> Run:
    sure = sum(tag.confidence for _, tag in inside) / len(inside)
    return Run(_kind(inside), frozenset(line.number for line, _ in inside), sure, heading)


def _is_moved(run: Run, known: dict[int, Section], had: set[Kind | None], words: Vocabulary) -> bool:
    if run.kind not in RESCUED:
        return False
    told = Counter(known[number].kind for number in run.numbers if number in known)
    kind, count = next(iter(told.most_common(1)), (cast("Kind | None", None), 0))
    if not count or kind in (run.kind, "work", "education") or kind in SAME.get(run.kind, frozenset()):
        return False
    # What the rules see as jobs or schools by its content stays there.
    if any(_is_told(known[number], words) for number in run.numbers if number in known):
        return False
    if run.heading is not None and plain_heading(run.heading.text, words) not in (None, run.kind):
        # The rules know what stands below this heading.
        return False
    if kind is None and (run.heading is None or min(run.numbers) < ABOUT_PERSON):
        # What stands above all headings is mostly about the person.
        return False
    if run.kind not in had:
        return run.confidence >= SURE_OF_MISSING
    return kind in WEAK and run.confidence >= SURE


def _is_told(section: Section, words: Vocabulary) -> bool:
    """Whether the words of a heading say what the lines below it are."""
    if section.kind in WEAK:
        return False
    return section.kind in (plain_heading(section.heading, words), spoken_heading(section.heading))


def _sections(parts: Parts, moved: dict[int, Run], headings: set[int]) -> Iterator[Section]:
    for section in parts.sections:
        part = Section(section.kind, heading=section.heading)
        current: Run | None = None
        for line in section.lines:
            if line.number in headings and line.number not in moved and _is_new(line, section, parts):
                continue
            run = moved.get(line.number)
            if run is not current:
                yield part
                part = Section(section.kind, heading=section.heading)
                if run is not None:
                    part = Section(run.kind, heading=run.heading.text if run.heading is not None else "")
                current = run
            part.lines.append(line)
        yield part


def _is_new(line: Line, section: Section, parts: Parts) -> bool:
    """Whether only the tagger sees a heading in this line of a part."""
    return line.number not in parts.headings and line in section.lines
