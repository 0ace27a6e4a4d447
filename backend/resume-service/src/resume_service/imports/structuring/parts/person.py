"""Who the résumé is about: the lines before its first heading, and those under a heading for contacts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from resume_service.imports.structuring.lines import Line
from resume_service.imports.structuring.words.contacts import Found, as_url, field_of, find_contacts, handle_url
from resume_service.imports.structuring.words.dates import find_dates
from resume_service.imports.structuring.words.names import confirmed, name_at_top
from resume_service.imports.structuring.words.places import is_address, is_place
from resume_service.imports.structuring.words.vocabulary import HANGUL, Vocabulary, key, vocabulary

CELLS = re.compile(r" *(?:\||\t| {2,}|·|•) *")
STRONG = re.compile(r" *(?:\||\t| {2,}|·|•| [–—/-] | / ) *")
LABELLED = re.compile(r"([^:：|]{1,40}?) ?[:：] *(.*)")
SPACED_NAME = re.compile(r"(?:[가-힣] +){1,3}[가-힣]")
KOREAN_NAME = re.compile(r"[가-힣]{2,5}")
NAME_WORD = re.compile(r"['’]?(?:[^\W\d_]+[.'’-]?){1,4}|[\"“'(‘][^\W\d_]{1,20}[\"”')’]")
IN_BRACKETS = re.compile(r" *[(\[]([^()\[\]]{1,60})[)\]]$")
COURTESY = re.compile(r"^(?:mrs?|ms|miss|mx|dr|prof(?:essor)?)\.? +(?=[A-Z])", re.IGNORECASE)
LETTERS_BEHIND = re.compile(r", [A-Z]{3,8}$")
"""Of a body that somebody belongs to: `HALLORAN-TAYLOR, MAAT`."""
OF_SEX = re.compile(r"^([가-힣]{2,4}) (?:남자?|여자?)(?:,| |$).*")
"""`표승재 남, 1992년`"""
BEFORE_POST_CODE = re.compile(r"^((?:[^\W\d_][\w'’-]+ ){2,3})(?=\d{2,5}[- ]?\d{0,4} [^\W\d_])")
"""`Tomasz Brzęczyk 30-702 Kraków`"""
GREETING = re.compile(r"^(?:hi|hello|dear|hey)\b.{0,40}[,!]?$", re.IGNORECASE)
TITLE_OF = re.compile(r"(?:curriculum vitae|cv|r[eé]sum[eé]) +of +", re.IGNORECASE)
BANNER = re.compile(
    r"(?:^|\b)(?:r[eé]sum[eé]|curriculum|vitae|template|sample|application for)(?:\b|$)|이력서|지원서", re.IGNORECASE
)
"""In a title above the name, such as `Functional Resume Sample`."""
CUT = re.compile(r" {2,}")
EMPTY = re.compile(r" *\( *\)")
SAYS_WHO = re.compile(r"([가-힣]{2,4})(?:입니다|이라고 합니다|라고 합니다)")
SENTENCE = re.compile(r"[.!?。](?:\s|$)|[다요]\.?$")
PUNCTUATION = " \t|,;:·•/–—-"
KOREAN_SYLLABLES = 3
MIN_NAME = 2
LONGEST_NAME = 60
LONGEST_KOREAN_NAME = 4
LATEST_NAME = 6
"""A name is in one of this many lines at the top."""


@dataclass(slots=True)
class Person:
    """What is known about the person so far."""

    name: str | None = None
    contact: dict[str, str] = field(default_factory=dict[str, str])
    about: list[str] = field(default_factory=list[str])

    def reach(self, field_name: str, value: str) -> None:
        """Keep the first value of each field."""
        self.contact.setdefault(field_name, value)


def read_person(preamble: list[Line], contacts: list[Line]) -> Person:
    """Name and contact; what else stands before the first heading is about the person."""
    words = vocabulary()
    person = Person()
    for line in [*preamble, *contacts]:
        _labelled(line, person, words)
    if person.name is None:
        preamble = _named_at_top(preamble, contacts, person, words)
    for position, line in enumerate(preamble):
        _free(line, position, person, words, keep=True)
    for line in contacts:
        _free(line, 1, person, words, keep=False)
    return person


def _named_at_top(preamble: list[Line], contacts: list[Line], person: Person, words: Vocabulary) -> list[Line]:
    """The lines without the name, where it is one that only its place shows."""
    emails = (found.text for line in (*preamble, *contacts) for found in find_contacts(line.text))
    email = next((text for text in emails if "@" in text), None)
    top = preamble[:LATEST_NAME]
    if any(HANGUL.search(line.text) for line in top) and (best := _korean_at_top(preamble, words)) is not None:
        person.name = best
        return preamble
    for line in top:
        if confirmed(line.text, email) and (name := name_of(line.text, words)) is not None:
            # What stands above it is a banner, or says what the person does.
            person.name = name
            return preamble
    if any(name_of(line.text, words) for line in top):
        return preamble
    found = name_at_top(preamble, email)
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


def is_likely_korean_name(name: str, words: Vocabulary) -> bool:
    """Whether a name is one of three syllables, or has a surname of two."""
    bare = name.replace(" ", "")
    if HANGUL.search(bare) is None:
        return False
    return len(bare) == KOREAN_SYLLABLES or (len(bare) > 2 and bare.startswith(words.words.compound_surnames))


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


def name_within(lines: Iterable[str], person: Person) -> None:
    """Take the name from a sentence that says it (`개발자 김민수입니다`) when nothing else did."""
    words = vocabulary()
    for line in lines:
        for found in SAYS_WHO.finditer(line):
            if person.name is None and _is_korean_name(found[1], words):
                person.name = found[1]


def name_of(text: str, words: Vocabulary) -> str | None:
    """The name that `text` is, without its other spelling in brackets and without titles."""
    text = COURTESY.sub("", TITLE_OF.sub("", text.strip(PUNCTUATION)))
    if BANNER.search(text) or GREETING.match(text):
        return None
    text = OF_SEX.sub(r"\1", LETTERS_BEHIND.sub("", text))
    if found := IN_BRACKETS.search(text):
        text = text[: found.start()]
    if HANGUL.search(text) and any(key(part) in words.titles or words.roles.within(part) for part in text.split()):
        # `제빵사 이력`
        return None
    text = _without_titles(text, words)
    text = text.strip()
    if not 2 <= len(text) <= LONGEST_NAME or key(text) in words.titles or words.heading(text) is not None:
        return None
    if SPACED_NAME.fullmatch(text):
        text = text.replace(" ", "")
    if HANGUL.search(text):
        surname, _, given = text.partition(" ")
        apart = surname in words.words.compound_surnames and _is_korean_name(surname + given, words)
        return text if apart or _is_korean_name(text, words) else None
    parts = text.split()
    if not 2 <= len(parts) <= 5 or words.roles.within(text) or is_place(text, words):
        return None
    if not all(NAME_WORD.fullmatch(part) for part in parts):
        return None
    # `van`, `de` and the like may be small, the ends may not.
    return text if _capital(parts[0]) and _capital(parts[-1]) else None


def _without_titles(text: str, words: Vocabulary) -> str:
    """`Angela Torres RN` and `Ingrid Bauer, Dipl.-Ing.` without what stands behind the name."""
    head, comma, suffix = text.partition(",")
    if suffix.strip() in words.words.name_suffixes:
        return head
    while not comma and len(text.split()) > MIN_NAME and text.rsplit(maxsplit=1)[-1] in words.words.name_suffixes:
        text = text.rsplit(maxsplit=1)[0]
    return text


def _is_korean_name(text: str, words: Vocabulary) -> bool:
    if not KOREAN_NAME.fullmatch(text) or words.roles.within(text) or words.says_something(text):
        return False
    compound = text.startswith(words.words.compound_surnames)
    return compound or (len(text) <= 4 and text[0] in words.words.surnames)


def _capital(word: str) -> bool:
    return word.lstrip("\"“'(‘")[:1].isupper()


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
            yield cell, alone, cells[position]
        elif (blank := _before_blank(cell, words)) is not None:
            yield blank
        position += 1


def _before_blank(cell: str, words: Vocabulary) -> tuple[str, str, str] | None:
    """`이름 김민수`, `Email a@example.com`: a label with nothing but a blank behind it."""
    label, _, value = cell.partition(" ")
    field_name = words.label("person", label.rstrip("."))
    if field_name in (None, "headline", "address") or not value.strip():
        return None
    if field_name == "name":
        return (label, field_name, value) if name_of(value, words) else None
    contacts = find_contacts(value)
    alone = len(contacts) == 1 and contacts[0].text == value.strip()
    return (label, field_name or "-", value) if alone else None


def _labelled(line: Line, person: Person, words: Vocabulary) -> None:
    for _, field_name, value in pairs(line.text, words):
        contacts = find_contacts(value)
        match field_name:
            case "name":
                person.name = person.name or name_of(value, words) or _any_name(value)
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


def _any_name(value: str) -> str | None:
    """A name after its label need not look like one."""
    value = IN_BRACKETS.sub("", value.strip())
    if SPACED_NAME.fullmatch(value):
        return value.replace(" ", "")
    return value if 2 <= len(value) <= LONGEST_NAME and not any(letter.isdigit() for letter in value) else None


def _link(field_name: str, value: str, contacts: list[Found], person: Person, words: Vocabulary) -> None:
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
        if _says_nothing(segment, position, words):
            continue
        if person.name is None and position < LATEST_NAME and (name := _first_name(segment, words)) is not None:
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


def _says_nothing(segment: str, position: int, words: Vocabulary) -> bool:
    """Whether a segment is a title, a banner above the name or a label that lost its value."""
    if not key(segment) or key(segment) in words.titles or words.label("person", EMPTY.sub("", segment)):
        return True
    return position < LATEST_NAME and BANNER.search(segment) is not None and _first_name(segment, words) is None


def _first_name(segment: str, words: Vocabulary) -> tuple[str, str] | None:
    """The name in a segment and what is left of it: all of it, its last or first word beside a title or a position."""
    whole = name_of(segment, words)
    if whole is not None:
        return whole, ""
    if (found := BEFORE_POST_CODE.match(segment)) and (name := name_of(found[1], words)) is not None:
        return name, segment[found.end() :]
    motto, comma, last = segment.rpartition(", ")
    told = bool(comma) and len(motto) > LONGEST_KOREAN_NAME and HANGUL.search(motto) is not None
    if told and is_likely_korean_name(last, words) and _is_korean_name(last, words):
        # `데이터로 싸움을 말리는 사람, 제갈민`
        return last, motto
    parts = segment.split()
    for word, rest in ((parts[-1], parts[:-1]), (parts[0], parts[1:])):
        name = word.removesuffix("의")
        if rest and len(name) == 3 and _is_korean_name(name, words):
            others = " ".join(rest)
            if key(others) in words.titles:
                return name, ""
            if words.roles.within(others):
                return name, others
    return None


def _cut(text: str, label: str, value: str) -> str:
    """`text` without a label and its value. The label `e` does not begin within `Jane`."""
    found = re.search(rf"(?<!\w){re.escape(label)}", text)
    end = text.find(value, found.end()) if found else -1
    return text if found is None or end < 0 else f"{text[: found.start()]}  {text[end + len(value) :]}"
