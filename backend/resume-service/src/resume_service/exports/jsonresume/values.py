"""Dates, URLs and e-mail addresses as the schema of JSON Resume wants them."""

import re
from datetime import date
from urllib.parse import quote, urlsplit

from resume_service.resumes.periods import MONTH, OPEN_END, SEPARATOR, InvalidMonth, parse_month

PRESENT = "present"
HEX = r"%[0-9A-Fa-f]{2}"
REG_NAME = rf"(?:[A-Za-z0-9\-._~!$&'()*+,;=]|{HEX})+"
PCHAR = rf"(?:[A-Za-z0-9\-._~!$&'()*+,;=:@]|{HEX})"
URI = re.compile(
    rf"https?://(?:(?:[A-Za-z0-9\-._~!$&'()*+,;=:]|{HEX})*@)?(?:{REG_NAME}|\[[0-9A-Fa-f:.]{{2,45}}\])(?::\d{{0,5}})?"
    rf"(?:/{PCHAR}*)*(?:\?(?:{PCHAR}|[/?])*)?(?:#(?:{PCHAR}|[/?])*)?",
    re.IGNORECASE | re.ASCII,
)
ODD = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9\-._~!$&'()*+,;=:@/%?]")
ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
EMAIL = re.compile(rf"{ATOM}(?:\.{ATOM})*@(?:{LABEL}\.)+{LABEL}", re.ASCII)
PROFILE_HOSTS = {"github": "github.com", "linkedin": "linkedin.com"}


def iso_date(text: str) -> str | None:
    """`text` as ISO 8601, no more exact than it is written; `None` for an open end and for what is no date."""
    try:
        parse_month(text)
    except InvalidMonth:
        return None
    cleaned = text.strip().lower()
    found = MONTH.fullmatch(cleaned)
    if cleaned in OPEN_END or found is None:
        return None
    year = f"{int(found[1]):04}"
    if found[2] is None:
        return year
    month = f"{year}-{int(found[2]):02}"
    if found[3] is None:
        return month
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:  # the 30th of February
        return month


def iso_span(duration: str) -> tuple[str, str | None] | None:
    """First and last date of `2022.01 ~ 2024.12` and the like, the last one `None` while it goes on; else `None`."""
    parts = SEPARATOR.split(duration.strip())
    if len(parts) != 2:
        return None
    first, last = iso_date(parts[0]), iso_date(parts[1])
    goes_on = not parts[1] or parts[1].strip().lower() in OPEN_END
    if first is None or (last is None and not goes_on) or (last is not None and last[:7] < first[:7]):
        return None
    return first, last


def uri(text: str) -> str | None:
    """An http(s) address as RFC 3986 writes it, the host in IDNA, the rest percent-encoded; `None` if that fails."""
    if URI.fullmatch(text):
        return text
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:  # a host or a port that cannot be one; UnicodeError is one of these
        return None
    if parts.username is not None or not host:
        return None
    tail = _encoded(parts.path)
    tail += f"?{_encoded(parts.query)}" if parts.query else ""
    tail += f"#{_encoded(parts.fragment)}" if parts.fragment else ""
    made = f"{parts.scheme}://{host}{port}{tail}"
    return made if URI.fullmatch(made) else None


def is_email(text: str) -> bool:
    """Whether every reader of JSON Resume takes this for an e-mail address; not so for 사람@예시.한국."""
    return EMAIL.fullmatch(text) is not None


def username(url: str) -> str | None:
    """The name in the address of a profile: its last part."""
    try:
        parts = [part for part in urlsplit(url).path.split("/") if part]
    except ValueError:
        return None
    return parts[-1] if parts else None


def profile_host(url: str) -> str | None:
    """`github` or `linkedin` when the address is one of theirs."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return None
    return next((name for name, known in PROFILE_HOSTS.items() if host == known), None)


def _encoded(text: str) -> str:
    return ODD.sub(lambda found: quote(found[0], safe=""), text)
