"""What a line looks like and speaks of, as the features by which its label is told."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from resume_service.imports.structuring.labels.words import tokens_of
from resume_service.imports.structuring.layout.items import is_prose, is_told
from resume_service.imports.structuring.layout.looks import Style, heading_styles, may_head, style_of
from resume_service.imports.structuring.layout.sections import plain_heading
from resume_service.imports.structuring.layout.spoken import spoken_heading, topic_of
from resume_service.imports.structuring.lines import Line
from resume_service.imports.structuring.parts.schools import degree_in
from resume_service.imports.structuring.words.companies import is_company
from resume_service.imports.structuring.words.contacts import find_contacts
from resume_service.imports.structuring.words.dates import find_range, find_single, without
from resume_service.imports.structuring.words.places import is_address, is_place
from resume_service.imports.structuring.words.vocabulary import HANGUL, Vocabulary, key, skill_groups, vocabulary

PARTS = ("work", "education", "projects", "person", "certifications", "activities")
LABEL = re.compile(r"([^:：|]{1,30}?) ?[:：](?!//) *(\S.*)?")
LIST = re.compile(r" *[,;·|/] *")
LONG_LIST = 400
"""Longer lines are not looked at for skills."""
WINDOW = (-2, -1, 1, 2)
NEAR = ("dates", "bullet", "gap", "known=", "role", "company", "school", "degree", "prose", "looks", "contact", "short")
"""What is said of the lines around, too."""
MANY = 40


@dataclass(frozen=True, slots=True)
class Shown:
    """How the lines of a document look, taken together."""

    styles: Counter[Style | None]
    shapes: Counter[str]
    headings: frozenset[Style]
    known_marks: frozenset[str]


def line_features(lines: Sequence[Line], kinds: Mapping[int, str]) -> list[list[str]]:
    """The features of each line; `kinds` are the parts that the rules see the lines in, by their numbers."""
    words = vocabulary()
    own = [_own(line, words) for line in lines]
    known = [line for line in lines if plain_heading(line.text, words) is not None and not line.bullet]
    shown = Shown(
        Counter(map(style_of, lines)),
        Counter(map(_shape, lines)),
        heading_styles(lines, known),
        frozenset(line.mark for line in known if line.mark not in ("", "-")),
    )
    found: list[list[str]] = []
    for at, line in enumerate(lines):
        features = [*own[at], *_place(at, len(lines)), *_look(line, shown), *_told(lines, at, kinds)]
        for step in WINDOW:
            if 0 <= at + step < len(lines):
                features += [f"{step}:{one}" for one in own[at + step] if one.startswith(NEAR)]
            else:
                features.append(f"{step}:none")
        found.append(features)
    return found


def _own(line: Line, words: Vocabulary) -> list[str]:
    text = line.text
    tokens = tokens_of(text)
    found = ["bias", f"words={min(len(text.split()), 8)}", f"mark={line.mark[:2]}"]
    found += ["bullet"] if line.bullet else []
    found += ["gap"] if line.gap else []
    found += ["indent"] if line.indent else []
    found += _form(text, tokens)
    found += _heading(text, words)
    found += _dates(text)
    found += _speaks(text, words)
    return found


def _form(text: str, tokens: Sequence[str]) -> list[str]:
    found: list[str] = []
    found += ["upper"] if text.isupper() else []
    found += ["title"] if text.istitle() else []
    found += ["korean"] if HANGUL.search(text) else []
    found += ["lower first"] if text[0].islower() else []
    found += ["short"] if len(text) <= MANY // 2 else ["long"] if len(text) > 2 * MANY else []
    found += [f"end={text[-1]}"] if not text[-1].isalnum() else []
    found += [f"ending={text[-1]}"] if HANGUL.match(text[-1]) else []
    found += ["prose"] if is_prose(text) else []
    found += ["told"] if is_told(text) else []
    found += [f"has={sign}" for sign in ("|", ",", "(", ":", "@", "/", "·", "–", "%", "   ") if sign in text]
    found += [f"commas={min(text.count(','), 4)}"] if "," in text else []
    found += ["digit"] if any(map(str.isdigit, text)) else []
    found += [f"first={tokens[0].casefold()}"] if tokens and len(tokens) > 1 else []
    found += ["bare"] if may_head_text(text) else []
    return found


def may_head_text(text: str) -> bool:
    """Whether a text is as short and bare as headings are."""
    return may_head(Line(0, text))


def _heading(text: str, words: Vocabulary) -> list[str]:
    kind = plain_heading(text, words)
    if kind is not None:
        return [f"known={kind}", "is known"]
    found: list[str] = []
    if may_head_text(text):
        topic, spoken = topic_of(text), spoken_heading(text)
        found += [f"topic={topic}"] if topic else []
        found += [f"spoken={spoken}"] if spoken else []
    label = LABEL.match(text)
    if label is not None:
        found.append("label" if label[2] else "label alone")
        kind = words.heading(label[1])
        found += [f"label heads={kind}"] if kind else []
        found += [f"label in={part}" for part in PARTS if key(label[1]) in words.labels[part]]
    else:
        found += [f"is label={part}" for part in PARTS if key(text) in words.labels[part]]
    cells = text.split("|")
    columns = sum(words.column(part, cell.strip()) is not None for cell in cells for part in ("work",))
    return [*found, f"columns={min(columns, 3)}"] if len(cells) > 1 and columns else found


def _dates(text: str) -> list[str]:
    dates = find_range(text)
    kind = "range"
    if dates is None:
        dates, kind = find_single(text), "single"
    if dates is None:
        return []
    found = ["dates", f"dates={kind}"]
    rest = without(text, dates)
    if not any(map(str.isalpha, rest)):
        return [*found, "dates alone", f"dates alone={kind}"]
    if dates.begin == 0:
        return [*found, "dates first"]
    return [*found, "dates last"] if dates.finish >= len(text.rstrip(") ")) else found


def _speaks(text: str, words: Vocabulary) -> list[str]:
    found: list[str] = []
    contacts = find_contacts(text)
    found += [f"contact={one.kind}" for one in contacts]
    found += ["contact"] if contacts else []
    if len(text) > 4 * MANY:
        return found
    found += ["role"] if words.roles.within(text) else []
    found += ["company"] if any(is_company(part, words) for part in LIST.split(text)) else []
    found += ["employer"] if words.employers.within(text) else []
    found += ["school"] if words.institutions.within(text) else []
    found += ["degree"] if degree_in(text, words) else []
    found += ["major"] if words.majors.within(text) else []
    found += ["department"] if words.departments.within(text) else []
    found += ["employment"] if words.employment_types.within(text) else []
    found += ["status"] if any(map(words.statuses.has, text.replace(")", " ").replace("(", " ").split())) else []
    found += ["certificate"] if words.names_certificate(text) else []
    found += ["prize"] if words.names_prize(text) else []
    found += ["tongue"] if words.tongues.within(text) else []
    found += ["place"] if is_place(text, words) else []
    found += ["address"] if is_address(text, words) else []
    return found + _skills(text)


def _skills(text: str) -> list[str]:
    if len(text) > LONG_LIST:
        return []
    groups = skill_groups()
    items = [item for item in LIST.split(text.partition(":")[2] or text) if item]
    known = sum(groups.known(item) is not None for item in items)
    return [f"skills={min(known, 3)}", *(["all skills"] if known == len(items) else [])] if known else []


def _told(lines: Sequence[Line], at: int, kinds: Mapping[int, str]) -> list[str]:
    """The opinion of the rules, and of the lines around."""
    found = [f"rules={kinds.get(lines[at].number)}"]
    found += [f"rules-1={kinds.get(lines[at - 1].number)}"] if at else []
    return found + ([f"rules+1={kinds.get(lines[at + 1].number)}"] if at + 1 < len(lines) else [])


def _place(at: int, count: int) -> list[str]:
    return [f"at={min(at, 5)}", *(["last lines"] if count - at <= 3 else [])]


def _shape(line: Line) -> str:
    dates = find_range(line.text) is not None
    return f"{line.mark}{line.bullet}{dates}{style_of(line)}"


def _look(line: Line, shown: Shown) -> list[str]:
    style = style_of(line)
    found: list[str] = []
    if style is None:
        found.append("no look")
    else:
        found += ["looks bold"] if style.bold else []
        found += [f"looks level={style.level}"] if style.level else []
        found += ["looks large"] if line.look.size > 1.1 else []
        found += ["looks huge"] if line.look.size > 1.5 else []
        found += ["looks heading"] if style in shown.headings and may_head(line) else []
        found += ["looks out"] if style.stands_out else []
        found += [f"looks rare={min(shown.styles[style], 4)}"] if style.stands_out else []
    if line.mark in shown.known_marks:
        found.append("mark of headings")
    return [*found, f"alike={min(shown.shapes[_shape(line)], 4)}"]
