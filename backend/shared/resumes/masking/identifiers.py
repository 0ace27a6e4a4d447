"""Identifiers: the values of a résumé that must be redacted, and anyone's identifiers in any text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from shared.resumes.document import ResumeDocument
from shared.resumes.masking.folding import Folded
from shared.resumes.masking.spots import KINDS, Kind, Spot
from shared.resumes.shapes.accounts import find_accounts
from shared.resumes.shapes.dates import find_births
from shared.resumes.shapes.emails import find_emails
from shared.resumes.shapes.links import find_links
from shared.resumes.shapes.numbers import find_numbers
from shared.resumes.shapes.phones import find_phones
from shared.resumes.shapes.streets import find_streets
from shared.skills.technologies import technology_index

__all__ = ["KINDS", "Identifier", "Kind", "Spot", "find_addresses", "identifiers", "is_private"]

CONTACT = "/contact"
EXTRA = "/extra"

SHAPES = (find_emails, find_links, find_phones, find_numbers, find_births, find_streets, find_accounts)

KEYS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("EMAIL", re.compile("mail|메일")),
    ("PHONE", re.compile(r"phone|mobile$|\btel\b|\bfax\b|전화|연락처|휴대")),
    ("BIRTHDAY", re.compile(r"birth|\bdob\b|생년|생일|출생")),
    (
        "IDNUMBER",
        re.compile(r"passport|resident|licen[cs]e (?:no|number)|\bssn\b|\brrn\b|여권|주민|면허 ?번호|군번|학번|계좌"),
    ),
    ("GITHUB", re.compile("github")),
    ("LINKEDIN", re.compile("linkedin")),
    ("BLOG", re.compile("blog|블로그")),
    ("LINK", re.compile(r"portfolio|website|homepage|\burl\b|\blinks?\b|포트폴리오|홈페이지")),
    (
        "HANDLE",
        re.compile(
            r"kakao|\bline$|skype|slack|discord|twitter|instagram|telegram|wechat|whatsapp|카카오|카톡|텔레그램"
        ),
    ),
    ("HANDLE", re.compile(r"\bhandle\b|account$|user ?name|nickname|계정|아이디")),
    ("ADDRESS", re.compile("address|location|residence|주소|거주")),
)
"""The kind of a value by the name of its field; the first match counts."""

PRIVATE = re.compile(
    r"gender|\bsex\b|\bage\b|marital|nationality|photo|\bimage\b|passport|\bresident|성별|나이|결혼|국적|사진|여권|주민"
)
"""Fields of `extra` about the person rather than their work, in addition to `KEYS`."""

MIN_NAME, MIN_HANDLE, MIN_ADDRESS, MIN_OTHER, MIN_PHRASE = 2, 4, 5, 5, 20
MIN_BIRTHDAY_DIGITS = 6
SIGNS = re.compile(r"[\d@/_]")
EMAIL = re.compile(r"([^\s@<>\"]{1,64})@[^\s@<>\"]+")
TELLING = re.compile(r"[\d._+-]")
COMMON_LOCALS = frozenset(
    [
        "info",
        "contact",
        "hello",
        "admin",
        "mail",
        "email",
        "dev",
        "me",
        "office",
        "hr",
        "jobs",
        "career",
        "careers",
        "recruit",
        "apply",
    ]
)


@dataclass(frozen=True, slots=True)
class Identifier:
    """A value that identifies the person wherever it occurs."""

    kind: Kind
    text: str


def identifiers(resume: ResumeDocument) -> list[Identifier]:
    """Return the identifying values of a résumé, without ordinary words such as the gender `M` or the town `Seoul`."""
    found = [Identifier("NAME", resume.name.strip())] if resume.name is not None else []
    for place in (CONTACT, EXTRA):
        for pointer, text in resume.texts(place):
            if is_private(pointer):
                kind = _kind(pointer)
                found += [Identifier(kind, text.strip()), *_shorter(kind, text.strip())]
    return [one for one in dict.fromkeys(found) if _is_specific(one)]


def is_private(pointer: str) -> bool:
    """Whether the value at `pointer` is only about the person, so that no model needs to see it."""
    if pointer in ("/name", CONTACT) or pointer.startswith(f"{CONTACT}/"):
        return True
    if not pointer.startswith(f"{EXTRA}/"):
        return False
    return _kind(pointer) != "CONTACT" or any(map(PRIVATE.search, _keys(pointer)))


def find_addresses(text: str) -> Iterator[Spot]:
    """Yield anyone's identifiers in `text`, detected by shape or label."""
    folded = Folded(text)
    for find in SHAPES:
        yield from find(folded)


def _kind(pointer: str) -> Kind:
    for key in reversed(_keys(pointer)):
        for kind, pattern in KEYS:
            if pattern.search(key):
                return kind
    return "CONTACT"


def _keys(pointer: str) -> list[str]:
    """Return the field names in a pointer below its section."""
    parts = pointer.casefold().replace("_", " ").replace("-", " ").split("/")[2:]
    return [part for part in parts if not part.isdigit()]


def _shorter(kind: Kind, text: str) -> Iterator[Identifier]:
    """Yield other spellings of a link or an address: without its scheme, or only the account."""
    email = EMAIL.fullmatch(text)
    if email is not None and TELLING.search(email[1]) is not None and email[1].casefold() not in COMMON_LOCALS:
        yield Identifier("HANDLE", email[1])
    if "://" not in text:
        return
    bare = text.split("://", 1)[1].removeprefix("www.").rstrip("/")
    yield Identifier(kind, bare)
    if kind in ("GITHUB", "LINKEDIN") and "/" in bare:
        yield Identifier("HANDLE", bare.rpartition("/")[2])


def _is_specific(identifier: Identifier) -> bool:
    kind, text = identifier.kind, identifier.text
    if kind == "NAME":
        return len(text) >= MIN_NAME
    if kind == "BIRTHDAY":
        return sum(map(str.isdigit, text)) >= MIN_BIRTHDAY_DIGITS
    if kind == "ADDRESS":
        return len(text) >= MIN_ADDRESS and (" " in text or any(map(str.isdigit, text)))
    if kind == "CONTACT":
        return len(text) >= MIN_PHRASE or (len(text) >= MIN_OTHER and SIGNS.search(text) is not None)
    # An account named after a technology does not make the technology an identifier.
    return len(text) >= MIN_HANDLE and technology_index().find(text) is None
