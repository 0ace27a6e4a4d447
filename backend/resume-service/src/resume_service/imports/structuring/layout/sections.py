"""The parts of a résumé, by their headings."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from resume_service.imports.blocks import PLAIN
from resume_service.imports.structuring.layout.looks import Style, heading_styles, may_head, style_of
from resume_service.imports.structuring.layout.oneline import INLINE, entries_of, one_line_sections
from resume_service.imports.structuring.layout.spoken import spoken_heading, topic_of
from resume_service.imports.structuring.lines import CLOSING, LAST_SCHOOL, LENGTH, LENGTH_BEHIND, Line
from resume_service.imports.structuring.words.dates import find_dates, find_range
from resume_service.imports.structuring.words.memory import remembered
from resume_service.imports.structuring.words.vocabulary import Kind, Vocabulary, key, skill_groups, vocabulary

LONGEST_HEADING = 60
MAX_HEADING_WORDS = 3
ENTRY = 4
"""Rows within which the head of an entry has its dates."""
TITLED = 5
"""Rows at the top among which the title of the document is."""
MAX_HEAD = 3
"""Lines that stand above the dates of a head."""
NO_LOOK = ("", "-", "1", "☺")
"""Marks that headings share with other lines."""
JOINED = re.compile(r" *(?:&|/|,|\||\band\b|(?<=\s)및(?=\s)|·) *", re.IGNORECASE)
BRACKETS = re.compile(r" *\([^()]{0,60}\) *")
LIST = re.compile(r" *[,;·|] *")
IN_CAPITALS = re.compile(r"[\d,.]")
CLOSED_BY_CAPITALS = frozenset(
    {"summary", "skills", "certifications", "activities", "awards", "languages", "interests", "other"}
)
"""Parts in which a line in capitals is a heading; in the others it may be a company that writes itself so."""
NAMES_OF_PARTS: dict[str, str] = {
    "work": "work",
    "projects": "projects",
    "education": "education",
    "skills": "skills",
    "certifications": "certifications",
    "activities": "activities",
    "awards": "activities",
}
"""Which labels hold in which part."""


LETTERED = re.compile(r"^[A-H][.)] +(?=[A-Z가-힣])")
"""`C. SEA SERVICE`"""
ENTRIES = re.compile(r"(?<=\S) +\d{1,2}개?$")
"""How many entries stand below a heading, as profiles have it: `경력 3`."""
TOTAL = re.compile(
    r"(?:총 ?(?:경력)? ?:?|경력 ?:|Total(?: experience)? ?:?) ?\d.{0,20}?(?:년|개월|years?|months?)(?: ?\(.{0,60}\))?",
    re.IGNORECASE,
)
"""How long all jobs took together, which is counted from their dates."""
AND_MORE = re.compile(r"(?<=\S)(?: *(?:&|and|,|/)? *etc\.?| 외| 및 기타)$", re.IGNORECASE)
"""`Certificates & etc.`"""
NEVER_WITHIN = frozenset({"certifications", "education", "languages", "military", "interests", "references"})
"""Parts of which one line, wherever it stands, says nothing about what stands above it."""


@dataclass(slots=True)
class Section:
    """A heading and what stands below it; `None` is what stands before the first heading."""

    kind: Kind | None
    lines: list[Line] = field(default_factory=list[Line])
    heading: str = ""


@dataclass(frozen=True, slots=True)
class Layout:
    """How the headings of this document look."""

    mark: str
    repeated: frozenset[str]
    capitals: bool
    """Whether all that is known of it is written in capitals."""
    styles: frozenset[Style] = frozenset()
    """How rows look that are headings, whatever their words."""

    def shows(self, line: Line) -> bool:
        """Whether a row looks like a heading of this document, and like nothing else in it."""
        return bool(self.styles) and style_of(line) in self.styles and may_head(line)

    def admits(self, line: Line) -> bool:
        """Whether a heading may look like this line."""
        if self.mark.startswith("#"):
            return line.mark.startswith("#") and len(line.mark) <= len(self.mark)
        return not self.mark or line.mark == self.mark


@dataclass(frozen=True, slots=True)
class Parts:
    """The document in parts, and the numbers of the lines that are headings or titles and nothing else."""

    sections: list[Section]
    headings: frozenset[int]


def split(lines: list[Line]) -> Parts:
    """The parts of the document in their order."""
    words = vocabulary()
    layout = _layout(lines, words)
    inline = one_line_sections(lines, words)
    current = Section(None)
    sections = [current]
    headings: set[int] = set()
    outer: Section | None = None
    for position, line in enumerate(lines):
        if outer is not None and _resumes(lines, position, words):
            # What stands below both headings of a sidebar and the page beside it.
            current, outer = Section(outer.kind, heading=outer.heading), None
            sections.append(current)
        if _says_nothing(line, lines[position + 1 :], position, current, words):
            headings.add(line.number)
            continue
        kind = _heading(line, lines[position + 1 : position + 1 + ENTRY], current.kind, layout, words)
        if _is_stacked(line, lines[position + 1 : position + 1 + ENTRY], current, words):
            kind, outer = "skills", current
        if kind is not None:
            current = Section(kind, heading=line.text)
            sections.append(current)
            headings.add(line.number)
        elif (found := inline.get(line.number)) is not None or (found := _inline(line, current, words)):
            kind, rest = found
            entries = [replace(line, text=entry, mark="", gap=True) for entry in entries_of(kind, rest, words)]
            current = _begun(entries, kind, current, sections, rail="|" in line.text)
        elif current.kind != "work" or not (TOTAL.fullmatch(line.text) or LENGTH.fullmatch(line.text)):
            current.lines.append(line)
    for section in sections:
        if section.kind == "military" and _tells_jobs(section.lines):
            section.kind = "work"
    return Parts(_with_jobs(sections, words), frozenset(headings))


def _says_nothing(line: Line, below: Sequence[Line], position: int, current: Section, words: Vocabulary) -> bool:
    """Whether a line is the title of the document, or what a portal prints above all and again as a heading."""
    if position < TITLED and current.kind is None and key(line.text) in words.titles:
        return True
    # `경력 총 8년 2개월`
    return LENGTH_BEHIND.search(line.text) is not None and any(other.text == line.text for other in below)


def _is_stacked(line: Line, below: Sequence[Line], current: Section, words: Vocabulary) -> bool:
    """Whether the heading of skills stands right below that of work, as where two columns were pasted as one."""
    if current.kind != "work" or not current.heading or current.lines or line.gap or line.bullet:
        return False
    groups = skill_groups()
    known = [groups.known(other.text) for other in below]
    named = plain_heading(line.text, words) == "skills" or groups.meant_by(line.text) is not None
    return named and len(known) == ENTRY and known.count(None) <= 1


def _resumes(lines: Sequence[Line], position: int, words: Vocabulary) -> bool:
    """Whether an entry of work begins: a line with a span of time, or one that such a line follows."""
    near = lines[position : position + 2]
    first = near[0].text
    begins = find_range(first) is not None
    return begins or (
        skill_groups().known(first) is None
        and len(near) > 1
        and find_range(near[1].text) is not None
        and not words.heading(first)
    )


def _tells_jobs(lines: list[Line]) -> bool:
    """Whether service is told as jobs are: heads with dates, and what was done below them."""
    heads = sum(not line.bullet and find_range(line.text) is not None for line in lines)
    return heads > 0 and any(line.bullet for line in lines)


def _with_jobs(sections: list[Section], words: Vocabulary) -> list[Section]:
    """The sections, the jobs apart that stand below the person without a heading where the document has none."""
    first = sections[0]
    if any(section.kind == "work" for section in sections):
        return sections
    # `▶ 초록물류 (2018.05 ~ 2023.08)`, and the next one with the same sign.
    marks = Counter(line.mark for line in first.lines if find_range(line.text) is not None)
    for position, line in enumerate(first.lines):
        if position == 0 or line.bullet or find_range(line.text) is None:
            continue
        begin = position
        while begin > 1 and not first.lines[begin].gap and position - begin < MAX_HEAD:
            begin -= 1
        if not first.lines[begin].gap:
            begin = position
        several = bool(line.mark) and marks[line.mark] > 1
        if not several and not any(words.roles.within(one.text) for one in first.lines[begin : position + 1]):
            continue
        below = first.lines[position + 1 : position + 2]
        whole = position > begin or line.text.count(",") + line.text.count("|") > 1
        if below and (whole or below[0].bullet or find_range(below[0].text) is not None):
            told = _schools_apart(first.lines[begin:], words)
            return [Section(None, first.lines[:begin]), *told, *sections[1:]]
    return sections


def _schools_apart(lines: list[Line], words: Vocabulary) -> list[Section]:
    """Jobs, and the schools below them, where no heading parts them."""
    for position, line in enumerate(lines):
        named = words.institutions.within(line.text) and not words.roles.within(line.text)
        if position > 0 and line.gap and not line.bullet and named and find_dates(line.text) is not None:
            return [Section("work", lines[:position]), Section("education", lines[position:])]
    return [Section("work", lines)]


def _begun(lines: list[Line], kind: Kind, current: Section, sections: list[Section], *, rail: bool) -> Section:
    """The section that goes on behind a one-line section, which is added; a heading in a rail has more below it."""
    sections.append(Section(kind, lines))
    if current.kind is None and not rail:
        # What else stands before the first heading is still about the person.
        sections.append(Section(None))
    return sections[-1]


@remembered
def plain_heading(text: str, words: Vocabulary) -> Kind | None:
    """The part of a résumé that begins under a line with these words and no others."""
    if len(text) > LONGEST_HEADING:
        return None
    text = LETTERED.sub("", text.strip().rstrip(":："))
    text = AND_MORE.sub("", LAST_SCHOOL.sub("", LENGTH_BEHIND.sub("", text)))
    # `경력 : 5년 2개월`
    head, _, length = text.partition(":")
    if LENGTH.fullmatch(length.strip()):
        text = head.strip()
    found = words.heading(text) or words.heading(BRACKETS.sub(" ", text)) or words.heading(ENTRIES.sub("", text))
    if found is not None:
        return found
    parts: list[Kind | None] = [words.heading(part) for part in JOINED.split(text) if part]
    return parts[0] if len(parts) > 1 and None not in parts else None


def _modified_heading(line: Line, layout: Layout, words: Vocabulary) -> Kind | None:
    """The part that begins under `DIGITAL SKILLS` or `■ 간략 소개`: a known heading with a word before it.

    A line that does not look like a heading is none: it may as well be the title of a project.
    """
    looks = line.text.isupper() if layout.mark in NO_LOOK else line.mark == layout.mark
    parts = line.text.split()
    if not looks or len(line.text) > LONGEST_HEADING or not 1 < len(parts) <= MAX_HEADING_WORDS:
        return None
    for count in range(1, len(parts)):
        if (kind := plain_heading(" ".join(parts[count:]), words)) is not None:
            return kind
    return None


def _layout(lines: list[Line], words: Vocabulary) -> Layout:
    candidates = [line for line in lines if not line.bullet and plain_heading(line.text, words) is not None]
    marks = Counter(line.mark for line in candidates)
    texts = Counter(key(line.text) for line in candidates)
    mark = marks.most_common(1)[0][0] if marks else ""
    if mark.startswith("#"):
        # All levels that headings have down to the commonest one.
        mark = max((other for other in marks if other.startswith("#") and marks[other] > 1), key=len, default=mark)
    capitals = len(candidates) > 1 and all(line.text.isupper() for line in candidates)
    repeated = frozenset(text for text, count in texts.items() if count > 1)
    return Layout(mark, repeated, capitals, heading_styles(lines, candidates))


def _is_in_capitals(line: Line) -> bool:
    words = line.text.split()
    return (
        line.text.isupper()
        and line.gap
        and len(words) <= MAX_HEADING_WORDS + 1
        and IN_CAPITALS.search(line.text) is None
    )


def _heading(line: Line, below: Sequence[Line], within: Kind | None, layout: Layout, words: Vocabulary) -> Kind | None:
    if line.bullet:
        return None
    following = below[0] if below else None
    kind = plain_heading(line.text, words)
    if kind is None and within == "education" and words.institutions.within(line.text) and line.text.isupper():
        # `RIVERBEND HIGH SCHOOL`
        return None
    kind = kind or _modified_heading(line, layout, words)
    if kind is None and line.gap and following is not None:
        kind = spoken_heading(line.text)
    if kind is None:
        # Looks like a heading and is none we know: what stands below belongs to nothing we know either.
        # The one heading above all of them is the person's name.
        unknown = layout.mark not in NO_LOOK and line.mark == layout.mark
        unknown = unknown and (within is not None or line.mark.startswith("##"))
        unknown |= layout.capitals and within in CLOSED_BY_CAPITALS and _is_in_capitals(line)
        unknown |= layout.shows(line) and not _begins_entry(line, below, within, words)
        short = len(line.text) <= LONGEST_HEADING and find_dates(line.text) is None
        topic = topic_of(line.text) if may_head(line) else None
        if topic == within == "education" and words.institutions.within(line.text):
            # `Mesa Charter School`, below the heading of all schools.
            return None
        if unknown and short:
            return topic or "other"
        return topic if topic is not None and _stands_apart(line, following, within, layout, words) else None
    if kind == within and not line.gap and not line.mark and following is not None and find_range(following.text):
        # `인턴`, and its dates below it: what somebody was.
        return None
    if layout.admits(line) and not _is_label(line, following, kind, within, layout, words):
        return kind
    return None


def _stands_apart(line: Line, following: Line | None, within: Kind | None, layout: Layout, words: Vocabulary) -> bool:
    """Whether a short row by itself may be a heading in a document that says nothing about how its rows look."""
    plain = (
        (line.look == PLAIN or not layout.styles) and layout.mark in ("", line.mark) and not layout.mark.startswith("#")
    )
    begins = line.gap and following is not None
    label = skill_groups().meant_by(line.text) is not None or words.label("work", line.text) is not None
    known = (label and within in ("work", "projects", "skills")) or words.roles.within(line.text)
    placed = within is not None or (line.number > 1 and topic_of(line.text) in ("work", "education", "skills"))
    return plain and begins and placed and not known and len(line.text.split()) <= MAX_HEADING_WORDS


def _begins_entry(line: Line, below: Sequence[Line], within: Kind | None, words: Vocabulary) -> bool:
    """Whether a row that looks like a heading is the head of an entry, or above all of them about the person."""
    if within is None:
        return line.number == 0 or words.roles.within(line.text)
    if within == "skills":
        # `SQL`, in a list of skills.
        return skill_groups().known(line.text) is not None
    topic = topic_of(line.text)
    if topic is not None and topic != within:
        return False
    dated = any(find_dates(other.text) is not None for other in below if not other.bullet)
    if within == "education":
        return words.institutions.within(line.text) or (
            dated and any(words.institutions.within(other.text) for other in below)
        )
    return within in ("work", "projects") and (dated or words.roles.within(line.text))


def _is_label(
    line: Line, following: Line | None, kind: Kind, within: Kind | None, layout: Layout, words: Vocabulary
) -> bool:
    """Whether this is a word within an entry, such as `기술 스택` below a project, and not the heading of a part."""
    if (
        within in ("skills", "other", "languages", None)
        and kind in ("other", "languages", "skills")
        and skill_groups().meant_by(line.text)
    ):
        # `Languages`: of people or of programs?
        return within == "skills" and following is not None and _lists_skills(following.text)
    if within not in NAMES_OF_PARTS or words.label(NAMES_OF_PARTS[within], line.text) is None:
        return False
    if layout.shows(line) and key(line.text) not in layout.repeated:
        return False
    if layout.mark and line.mark == layout.mark:
        return False
    return bool(layout.mark) or key(line.text) in layout.repeated or not line.gap


def _lists_skills(text: str) -> bool:
    items = LIST.split(text)
    return any(skill_groups().known(word) is not None for item in items for word in (item, *item.split()))


def _inline(line: Line, current: Section, words: Vocabulary) -> tuple[Kind, str] | None:
    """`Skills: Java, Python`, `[병역] 만기제대`: a heading with its part behind it."""
    within = current.kind
    # Right below another one.
    follows = within is not None and not current.heading and len(current.lines) == 1
    if line.mark in CLOSING:
        head, _, rest = line.text.partition("  ")
        kind = words.heading(head)
        # `[프로젝트] 대형마트 입점` within a job
        known = within == "work" and words.label("work", head) is not None
        return None if kind is None or known or not rest else (kind, rest)
    found = INLINE.match(line.text)
    kind = words.heading(found[1]) if found is not None else None
    if found is None or kind is None or line.bullet or not (line.gap or follows or kind in NEVER_WITHIN):
        return None
    if within is None and words.label("person", found[1]) not in (None, "-"):
        return None
    if within in NAMES_OF_PARTS and words.label(NAMES_OF_PARTS[within], found[1]) is not None:
        return None
    if within == "skills" and skill_groups().meant_by(found[1]):
        return None
    return kind, line.text[found.end() :]
