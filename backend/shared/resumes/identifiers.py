"""What names the person: the values of a résumé that must not leave, and addresses in any text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

from shared.resumes.document import ResumeDocument
from shared.skills.technologies import technology_index

Kind = Literal[
    "NAME", "EMAIL", "PHONE", "ADDRESS", "BIRTHDAY", "GITHUB", "LINKEDIN", "BLOG", "LINK", "HANDLE", "CONTACT", "TEXT"
]
"""What a token says about the value it stands for; `TEXT` is what only looks like a token."""

KINDS: tuple[Kind, ...] = get_args(Kind)

CONTACT = "/contact"
EXTRA = "/extra"

# An address ends where nothing of one follows. Where it was cut before, the rest of a hostile text was an address once
# more, and so on: hiding it took the square of its length.
EMAIL = re.compile(
    r"(?<![A-Za-z0-9._%+-])[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,5}[A-Za-z]{2,24}"
    r"(?:[A-Za-z0-9._%+@-]*[A-Za-z0-9@])?"
)
URL = re.compile(r"https?://[^\s<>\"'()\[\]]+", re.IGNORECASE)
BARE_URL = re.compile(
    r"(?<![\w.@/-])(?:[a-z0-9-]{1,63}\.){1,4}(?:com|net|org|io|dev|me|kr|co|app|page|site|so|link|in)"
    r"/[^\s<>\"'()\[\]{}|,]+",
    re.IGNORECASE,
)
"""Without a scheme only with a path: `socket.io` is a technology."""
PHONE = re.compile(
    r"(?:(?:\+\d{1,3}[ -]?|(?<!\d))0?\d{1,3}[ -]\d{3,4}[ -]\d{4}|(?<!\d)01\d[ .]?\d{3,4}[ .]?\d{4}"
    r"|\(0\d{1,2}\) ?\d{3,4}[ -]\d{4})(?!\d)"
)
ADDRESSES: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("EMAIL", EMAIL),
    ("LINK", URL),
    ("LINK", BARE_URL),
    ("PHONE", PHONE),
)

KEYS: tuple[tuple[Kind, re.Pattern[str]], ...] = (
    ("EMAIL", re.compile("mail|메일")),
    ("PHONE", re.compile(r"phone|mobile$|\btel\b|\bfax\b|전화|연락처|휴대")),
    ("BIRTHDAY", re.compile(r"birth|\bdob\b|생년|생일|출생")),
    ("GITHUB", re.compile("github")),
    ("LINKEDIN", re.compile("linkedin")),
    ("BLOG", re.compile("blog|블로그")),
    ("LINK", re.compile(r"portfolio|website|homepage|\burl\b|\blinks?\b|포트폴리오|홈페이지")),
    ("HANDLE", re.compile(r"kakao|\bline$|skype|slack|discord|twitter|instagram|telegram|wechat|whatsapp|카카오")),
    ("HANDLE", re.compile(r"\bhandle\b|account$|user ?name|nickname|계정|아이디")),
    ("ADDRESS", re.compile("address|location|residence|주소|거주")),
)
"""What the name of a field says about its value; the first that fits counts."""

PRIVATE = re.compile(
    r"gender|\bsex\b|\bage\b|marital|nationality|photo|\bimage\b|passport|\bresident|성별|나이|결혼|국적|사진|여권|주민"
)
"""Fields of `extra` that are about the person and not about their work, beside those that `KEYS` knows."""

MIN_NAME, MIN_HANDLE, MIN_ADDRESS, MIN_OTHER, MIN_PHRASE = 2, 4, 5, 5, 20
MIN_BIRTHDAY_DIGITS = 6
SIGNS = re.compile(r"[\d@/_]")


@dataclass(frozen=True, slots=True)
class Identifier:
    """A value that stands for the person wherever it stands."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something that must not leave stands in a text."""

    kind: Kind
    begin: int
    end: int


def identifiers(resume: ResumeDocument) -> list[Identifier]:
    """The values of a résumé that are told from ordinary words: neither the gender `M` nor the town `Seoul`."""
    found = [Identifier("NAME", resume.name.strip())] if resume.name is not None else []
    for place in (CONTACT, EXTRA):
        for pointer, text in resume.texts(place):
            if is_private(pointer):
                kind = _kind(pointer)
                found += [Identifier(kind, text.strip()), *_shorter(kind, text.strip())]
    return [one for one in dict.fromkeys(found) if _is_specific(one)]


def is_private(pointer: str) -> bool:
    """Whether what stands at `pointer` is about the person alone, so that no model has to see it."""
    if pointer in ("/name", CONTACT) or pointer.startswith(f"{CONTACT}/"):
        return True
    if not pointer.startswith(f"{EXTRA}/"):
        return False
    return _kind(pointer) != "CONTACT" or any(map(PRIVATE.search, _keys(pointer)))


def find_addresses(text: str) -> Iterator[Spot]:
    """The e-mail addresses, links and phone numbers in `text`, whoever they belong to."""
    for kind, pattern in ADDRESSES:
        for found in pattern.finditer(text):
            yield Spot(kind, found.start(), found.end())


def _kind(pointer: str) -> Kind:
    for key in reversed(_keys(pointer)):
        for kind, pattern in KEYS:
            if pattern.search(key):
                return kind
    return "CONTACT"


def _keys(pointer: str) -> list[str]:
    """The names of fields on the way to a place, below the section."""
    parts = pointer.casefold().replace("_", " ").replace("-", " ").split("/")[2:]
    return [part for part in parts if not part.isdigit()]


def _shorter(kind: Kind, text: str) -> Iterator[Identifier]:
    """Other ways of writing a link: without its scheme, or the account alone."""
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
    # An account called after a technology does not make the technology an identifier.
    return len(text) >= MIN_HANDLE and technology_index().find(text) is None
