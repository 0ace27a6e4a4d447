"""E-mail addresses, phone numbers and web addresses in a line."""

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from resume_service.imports.structuring.words.dates import months_of
from resume_service.imports.structuring.words.memory import remembered
from resume_service.imports.structuring.words.vocabulary import Vocabulary, vocabulary

FindKind = Literal["email", "url", "phone"]

EMAIL = re.compile(r"(?<![A-Za-z0-9_.+-])[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,5}")
SCHEME = re.compile(r"https?://[^\s<>\"'()\[\]{}|,]{3,500}", re.IGNORECASE)
HOST = re.compile(
    r"(?<![\w.@/-])(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,5}([a-z]{2,8})(?![\w@-]|\.\w)"
    r"(?:/[^\s<>\"'()\[\]{}|,]{0,300})?",
    re.IGNORECASE,
)
PHONE = re.compile(
    r"(?:(?<![\w.@/+-])|(?<=[가-힣](?=0)))"
    r"(?:\+\d|\(\+?\d|\d)(?:(?:[ ().\-–]|\) | \(|\)-| - )?\d){6,14}(?![\w@/]|[.-]\d)"
)
KOREAN_MOBILE = re.compile(r"(?<!\d)01[016789][ .-]?\d{3,4}[ .-]?\d{4}(?!\d)")
MOBILE = re.compile(r"(?:\+82 ?\(?0?\)?|0)1[016789]|(?:\+44 ?\(?0?\)?|0)7\d{3}")
"""How numbers of telephones that people carry begin, in Korea and the United Kingdom."""
MIN_DIGITS, MAX_DIGITS = 8, 15
MONTH_IN = re.compile(r"(?<!\d)(?:19|20)\d\d\.(?:0?[1-9]|1[0-2])(?=[-–~ ]+(?:19|20)\d\d)")
"""A span of time that runs backwards is a slip, and still no number: `2024.07-2023.12`."""
GROUPS = re.compile(r"\d+")
HANDLE = re.compile(r"@?[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})")
TRAILING = ".,;:)]}"


@dataclass(frozen=True, slots=True)
class Found:
    """Something by which a person is reached, and where it stands in its line."""

    kind: FindKind
    text: str
    begin: int
    finish: int


@remembered
def find_contacts(line: str) -> tuple[Found, ...]:
    """What stands in `line`, from left to right, none within another."""
    found: list[Found] = []
    for candidate in _candidates(line):
        place = bisect_left(found, candidate.begin, key=lambda other: other.begin)
        after_left = place == 0 or found[place - 1].finish <= candidate.begin
        if after_left and (place == len(found) or candidate.finish <= found[place].begin):
            found.insert(place, candidate)
    return tuple(found)


def as_url(text: str) -> str:
    """A web address with its scheme."""
    return text if "://" in text[:8] else f"https://{text}"


def is_mobile(phone: str) -> bool:
    """Whether a telephone number is one that somebody carries, and no office or family answers."""
    return MOBILE.match(phone) is not None


def host_of(url: str) -> str:
    """The host of a web address, without `www.`."""
    return as_url(url).split("://", 1)[1].split("/", 1)[0].lower().removeprefix("www.")


def path_of(url: str) -> list[str]:
    """The parts of the path of a web address."""
    return [part for part in as_url(url).split("://", 1)[1].split("/")[1:] if part]


def field_of(url: str, words: Vocabulary) -> str:
    """The field of `contact` that a web address belongs to when nobody says so."""
    host, path = host_of(url), path_of(url)
    if host == "github.com":
        return "github"
    if host.endswith("linkedin.com"):
        return "linkedin"
    blog = host.endswith(words.words.blog_hosts) or host.startswith("blog.") or (path and path[0].lower() == "blog")
    return "blog" if blog else "portfolio"


def handle_url(field: str, value: str) -> str | None:
    """The address that a bare account name stands for: `GitHub: octocat`."""
    if HANDLE.fullmatch(value) is None:
        return None
    name = value.removeprefix("@")
    return {"github": f"https://github.com/{name}", "linkedin": f"https://www.linkedin.com/in/{name}"}.get(field)


def _candidates(line: str) -> Iterator[Found]:
    for found in EMAIL.finditer(line):
        text = found[0].rstrip(".-")
        yield Found("email", text, found.start(), found.start() + len(text))
    for found in SCHEME.finditer(line):
        text = found[0].rstrip(TRAILING)
        yield Found("url", text, found.start(), found.start() + len(text))
    domains = vocabulary().words.top_level_domains
    for found in HOST.finditer(line):
        text = found[0].rstrip(TRAILING)
        if found[1].lower() in domains and (found[0][0].islower() or found[0][0].isdigit() or "/" in text):
            yield Found("url", text, found.start(), found.start() + len(text))
    mobile = KOREAN_MOBILE.search(line)
    if mobile is not None:
        # Also right behind the number of a house.
        yield Found("phone", mobile[0], mobile.start(), mobile.end())
        line = f"{line[: mobile.start()]}{' ' * len(mobile[0])}{line[mobile.end() :]}"
    for found in PHONE.finditer(line):
        if _is_phone(found[0]):
            yield Found("phone", found[0], found.start(), found.end())


def _is_phone(text: str) -> bool:
    groups = GROUPS.findall(text)
    digits = "".join(groups)
    if not MIN_DIGITS <= len(digits) <= MAX_DIGITS or MONTH_IN.search(text):
        return False
    if text[0] != "+" and months_of(text):
        return False
    if len(groups) == 4 and [len(group) for group in groups] == [2, 3, 2, 2] and text.count(" ") == 3:
        # As it is written in Poland.
        return True
    # A row of digits alone may be any number.
    return text[0] in "+(0" or (len(groups) == 3 and [len(group) for group in groups[1:]] == [3, 4])
