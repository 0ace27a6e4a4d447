"""Who the résumé is about: the lines before its first heading, and those under a heading for contacts."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from resume_service.imports.structuring.lines import Line
from resume_service.imports.structuring.words.contacts import (
    Found,
    as_url,
    field_of,
    find_contacts,
    handle_url,
    is_mobile,
)
from resume_service.imports.structuring.words.dates import find_dates
from resume_service.imports.structuring.words.names import as_written, confirmed, name_at_top
from resume_service.imports.structuring.words.naming import (
    BANNER,
    PUNCTUATION,
    any_name,
    first_name,
    is_likely_korean_name,
    name_of,
    said_name,
)
from resume_service.imports.structuring.words.places import is_address, is_place
from resume_service.imports.structuring.words.vocabulary import HANGUL, Vocabulary, key, vocabulary

CELLS = re.compile(r" *(?:\||\t| {2,}|·|•) *")
STRONG = re.compile(r" *(?:\||\t| {2,}|·|•| [–—/-] | / ) *")
LABELLED = re.compile(r"([^:：|]{1,40}?) ?[:：] *(.*)")
CUT = re.compile(r" {2,}")
EMPTY = re.compile(r" *\( *\)")
SENTENCE = re.compile(r"[.!?。](?:\s|$)|[다요]\.?$")
LATEST_NAME = 6
"""A name is in one of this many lines at the top."""
MAX_LABEL_WORDS, MAX_NAME_WORDS = 2, 4
NAME_PARTS = ("given_name", "surname")
SCRIPTS = ("한글", "국문", "한자", "영문")
"""Which spelling of the name stands beside, in forms; the first two are the name."""
BEHIND_NAME = re.compile(r" *(?:[/,;]| {2,}) *")


@dataclass(slots=True)
class Person:
    """What is known about the person so far."""

    name: str | None = None
    contact: dict[str, str] = field(default_factory=dict[str, str])
    about: list[str] = field(default_factory=list[str])
    email: str | None = None
    """The first address of head and contacts, which a name is compared with."""
    named: dict[str, str] = field(default_factory=dict[str, str])
    """Given name and surname, where each has its own label."""

    def reach(self, field_name: str, value: str) -> None:
        """Keep the first value of each field; of telephone numbers, that of a mobile one."""
        known = self.contact.setdefault(field_name, value)
        if field_name == "phone" and is_mobile(value) and not is_mobile(known):
            self.contact[field_name] = value


def read_person(preamble: list[Line], contacts: list[Line]) -> Person:
    """Name and contact; what else stands before the first heading is about the person."""
    words = vocabulary()
    found = (contact for line in (*preamble, *contacts) for contact in find_contacts(line.text))
    person = Person(email=next((contact.text for contact in found if contact.kind == "email"), None))
    for line in [*preamble, *contacts]:
        _labelled(line, person, words)
    if person.name is None and len(person.named) == len(NAME_PARTS):
        person.name = " ".join(person.named[part] for part in NAME_PARTS)
    if person.name is None:
        preamble = _named_at_top(preamble, person, words)
    for position, line in enumerate(preamble):
        _free(line, position, person, words, keep=True)
    for line in contacts:
        _free(line, 1, person, words, keep=False)
    return person


def _named_at_top(preamble: list[Line], person: Person, words: Vocabulary) -> list[Line]:
    """The lines without the name, where it is one that only its place shows."""
    email = person.email
    top = preamble[:LATEST_NAME]
    if any(HANGUL.search(line.text) for line in top) and (best := _korean_at_top(preamble, words)) is not None:
        person.name = best
        return preamble
    for line in top:
        if confirmed(line.text, email) and (name := name_of(line.text, words)) is not None:
            # What stands above it is a banner, or says what the person does.
            person.name = name
            return preamble
    if any(first_name(line.text, email, words) for line in top):
        return preamble
    found = as_written(preamble, email) or name_at_top(preamble, email)
    if found is None:
        return preamble
    person.name, begin, end = found
    return preamble[:begin] + preamble[end:]


def _korean_at_top(preamble: list[Line], words: Vocabulary) -> str | None:
    """The likeliest of the lines that are a Korean name and nothing else: three syllables rather than two or four."""
    found: list[tuple[int, int, str]] = []
    for position, line in enumerate(preamble[: LATEST_NAME + 2]):
        name = name_of(line.text, words)
        if name is None or not HANGUL.search(name):
            continue
        found.append((0 if is_likely_korean_name(name, words) else 1, position, name))
    return min(found)[2] if found else None


def pairs_name(line: Line, words: Vocabulary) -> bool:
    """Whether a line has the label of a name before a value."""
    return any(field_name == "name" for _, field_name, _ in pairs(line.text, words))


def reach_anywhere(lines: Iterable[Line], person: Person) -> None:
    """Take e-mail and phone from wherever they stand when head and contacts have none."""
    for line in lines:
        for found in find_contacts(line.text):
            if found.kind != "url":
                person.reach(found.kind, found.text)


def says_who(line: Line) -> bool:
    """Whether a line has the label of a name or of an address before it: `**Name** : Jane Doe`."""
    words = vocabulary()
    return any(field_name not in ("headline", "-") for _, field_name, _ in pairs(line.text, words))


def pairs(text: str, words: Vocabulary) -> Iterator[tuple[str, str, str]]:
    """`label`, field and value of everything in a line that has a label of a person's field before it."""
    cells = [cell for cell in CELLS.split(text) if cell]
    position = 0
    while position < len(cells):
        cell = cells[position]
        found = LABELLED.fullmatch(cell)
        field_name = words.label("person", found[1]) if found and "://" not in found[1] + ":" + found[2][:2] else None
        if found and field_name is not None and found[2]:
            yield found[1], field_name, found[2]
        elif (alone := words.label("person", cell.rstrip(":："))) is not None and position + 1 < len(cells):
            position += 1
            if cells[position] in SCRIPTS[:2] and position + 1 < len(cells):
                position += 1
            yield cell, alone, cells[position]
        elif (blank := _before_blank(cell, words)) is not None:
            yield blank
        position += 1


def name_within(lines: Iterable[str], person: Person) -> None:
    """Take the name from a sentence that says it (`개발자 김민수입니다`) when nothing else did."""
    words = vocabulary()
    for line in lines:
        person.name = person.name or said_name(line, words)


def _before_blank(cell: str, words: Vocabulary) -> tuple[str, str, str] | None:
    """`이름 김민수`, `Email a@example.com`: a label with nothing but a blank behind it."""
    parts = cell.split()
    label, field_name = "", None
    for count in range(MAX_LABEL_WORDS, 0, -1):
        label = " ".join(parts[:count])
        field_name = words.label("person", label.rstrip(".")) if len(parts) > count else None
        if field_name is not None:
            break
    value = cell[len(label) :].strip()
    if field_name in (None, "headline", "address") or not value.strip():
        return None
    if field_name == "name":
        name = _before_label(value, words)
        return (label, field_name, name) if name_of(name, words) else None
    contacts = find_contacts(value)
    alone = len(contacts) == 1 and contacts[0].text == value.strip()
    return (label, field_name or "-", value) if alone else None


def _before_label(value: str, words: Vocabulary) -> str:
    """The words before the next label: `김하늘 생년월일 1990.01.01`."""
    parts = value.split()
    for count in range(1, min(len(parts), MAX_NAME_WORDS + 1)):
        if words.label("person", parts[count].rstrip(":：")) is not None:
            return " ".join(parts[:count])
    return value


def _labelled(line: Line, person: Person, words: Vocabulary) -> None:
    for _, field_name, value in pairs(line.text, words):
        contacts = find_contacts(value)
        match field_name:
            case "name":
                cut = BEHIND_NAME.split(value.strip())[0]
                person.name = person.name or name_of(value, words) or name_of(cut, words) or any_name(value)
            case "given_name" | "surname":
                person.named.setdefault(field_name, value.strip())
            case "email" | "phone":
                for found in contacts:
                    if found.kind in ("email", "phone"):
                        person.reach(found.kind, found.text)
            case "address":
                if not contacts:
                    person.reach("address", value.strip())
            case "github" | "linkedin" | "portfolio" | "blog":
                _link(field_name, value, contacts, person, words)
            case _:
                pass


def _link(field_name: str, value: str, contacts: Sequence[Found], person: Person, words: Vocabulary) -> None:
    urls = [found.text for found in contacts if found.kind == "url"]
    for url in urls:
        # Whatever it is called, an address at GitHub is one.
        known = field_of(url, words)
        person.reach(known if known in ("github", "linkedin") else field_name, as_url(url))
    if not urls and (made := handle_url(field_name, value.strip())) is not None:
        person.reach(field_name, made)


def _free(line: Line, position: int, person: Person, words: Vocabulary, *, keep: bool) -> None:
    """Take what has no label: the name first, then contacts and the place; the rest is about the person."""
    rest = line.text
    headline: list[str] = []
    for label, field_name, value in pairs(line.text, words):
        rest = _cut(rest, label, value)
        if field_name == "headline":
            headline.append(value.strip())
    _reach_all(line.text, person, words)
    for found in reversed(find_contacts(rest)):
        rest = f"{rest[: found.begin]}  {rest[found.finish :]}"
    if keep:
        person.about += headline
    rest = rest.strip(PUNCTUATION)
    if not rest:
        return
    if SENTENCE.search(rest) and len(rest) > 20 and (person.name is not None or name_of(rest, words) is None):
        if keep:
            # What was cut out of its midst leaves a sentence in pieces.
            person.about += [rest] if rest in line.text else filter(key, CUT.split(rest))
        return
    _segments(rest, line.text, position, person, words, keep=keep)


def _reach_all(text: str, person: Person, words: Vocabulary) -> None:
    """Take all addresses, those behind another one's label, too."""
    for found in reversed(find_contacts(text)):
        if found.kind != "url":
            person.reach(found.kind, found.text)
        elif as_url(found.text) not in person.contact.values():
            known = field_of(found.text, words)
            # `Blog (https://name.dev)`
            called = words.label("person", STRONG.split(text[: found.begin].rstrip(" (<["))[-1].strip(PUNCTUATION))
            person.reach("blog" if known == "portfolio" and called == "blog" else known, as_url(found.text))


def _segments(rest: str, whole: str, position: int, person: Person, words: Vocabulary, *, keep: bool) -> None:
    kept: list[str] = []
    begin = end = place = 0
    for part in STRONG.split(rest):
        segment = part.strip(PUNCTUATION)
        place = rest.index(part, place) + len(part)
        # What is left of `[GitHub](https://…)` or of an icon before an address says nothing.
        name = first_name(segment, person.email, words) if position < LATEST_NAME else None
        if _says_nothing(segment, words) or (name is None and position < LATEST_NAME and BANNER.search(segment)):
            continue
        if person.name is None and name is not None:
            person.name, segment = name
        if segment and (is_address(segment, words) or ("address" not in person.contact and is_place(segment, words))):
            person.reach("address", segment)
        elif segment and not (person.name and name_of(segment, words) == person.name):
            begin, end = (begin if kept else place - len(part)), place
            kept.append(segment)
    if keep and kept and find_dates(" | ".join(kept)) is None:
        together = rest[begin:end].strip(PUNCTUATION)
        # What was cut out between them may have left them apart.
        person.about += [together] if len(kept) > 1 and together in whole else kept


def _says_nothing(segment: str, words: Vocabulary) -> bool:
    """Whether a segment is a title or a label that lost its value."""
    known = key(segment) in words.titles or words.label("person", EMPTY.sub("", segment)) is not None
    return not key(segment) or known


def _cut(text: str, label: str, value: str) -> str:
    """`text` without a label and its value. The label `e` does not begin within `Jane`."""
    found = re.search(rf"(?<!\w){re.escape(label)}", text)
    end = text.find(value, found.end()) if found else -1
    return text if found is None or end < 0 else f"{text[: found.start()]}  {text[end + len(value) :]}"
