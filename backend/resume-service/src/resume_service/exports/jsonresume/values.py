"""Dates, URLs and e-mail addresses in the notation of the JSON Resume schema."""

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
    """Return `text` as an ISO 8601 date with the same precision; `None` for an open end or an invalid date."""
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
    except ValueError:  # such as 30 February
        return month


def iso_span(duration: str) -> tuple[str, str | None] | None:
    """Return the first and last date of a span such as `2022.01 ~ 2024.12`, or `None`; an open end is `None`."""
    parts = SEPARATOR.split(duration.strip())
    if len(parts) != 2:
        return None
    first, last = iso_date(parts[0]), iso_date(parts[1])
    goes_on = not parts[1] or parts[1].strip().lower() in OPEN_END
    if first is None or (last is None and not goes_on) or (last is not None and last[:7] < first[:7]):
        return None
    return first, last


def uri(text: str) -> str | None:
    """Return an http(s) URL in RFC 3986 notation (IDNA host, percent-encoded rest), or `None` if it is invalid."""
    if URI.fullmatch(text):
        return text
    try:
        parts = urlsplit(text)
        host = (parts.hostname or "").encode("idna").decode()
        port = f":{parts.port}" if parts.port is not None else ""
    except ValueError:  # an invalid host or port; includes UnicodeError
        return None
    if parts.username is not None or not host:
        return None
    tail = _encoded(parts.path)
    tail += f"?{_encoded(parts.query)}" if parts.query else ""
    tail += f"#{_encoded(parts.fragment)}" if parts.fragment else ""
    made = f"{parts.scheme}://{host}{port}{tail}"
    return made if URI.fullmatch(made) else None


def is_email(text: str) -> bool:
    """Return whether every reader of JSON Resume accepts this e-mail address; internationalised ones are not."""
    return EMAIL.fullmatch(text) is not None


def username(url: str) -> str | None:
    """Return the user name in a profile URL: its last path segment."""
    try:
        parts = [part for part in urlsplit(url).path.split("/") if part]
    except ValueError:
        return None
    return parts[-1] if parts else None


def profile_host(url: str) -> str | None:
    """Return `github` or `linkedin` for a profile URL of that site, else `None`."""
    try:
        host = (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:
        return None
    return next((name for name, known in PROFILE_HOSTS.items() if host == known), None)


def _encoded(text: str) -> str:
    return ODD.sub(lambda found: quote(found[0], safe=""), text)
