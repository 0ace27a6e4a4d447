"""Checks of `Host` and origin: a request must use one of our names, and changes must not come from another origin.

Any web page can make a browser send requests to this machine without asking its user. Two checks prevent that, before
anything of a request is read:

- The `Host` is one of `ALLOWED_HOSTS`. Otherwise a page could point its own name at this machine (DNS rebinding), and
  the browser would let it read the responses.
- A request that changes something does not come from a page of another origin. With `AUTH_MODE=local` such a page
  could store résumés and start generations that cost money. The rule is that of Go's `http.CrossOriginProtection`:
  browsers send the source of a request in `Sec-Fetch-Site`, older ones in `Origin`; a client that sends neither is not
  a browser.
"""

import re
from collections.abc import Collection
from http import HTTPStatus
from urllib.parse import urlsplit

from starlette.types import Scope

from shared.core.errors import AppError, BadRequest, Forbidden

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing at any address."""

OWN_SITES = frozenset({"same-origin", "none"})
"""Values of `Sec-Fetch-Site`: a page of this origin, or the user with a bookmark or the address bar."""

PORT = re.compile(r":[0-9]*\Z")


class InvalidHost(BadRequest):
    """No `Host`, or more than one (RFC 9112, section 3.2)."""

    code = "INVALID_HOST"
    default_detail = "A request must have exactly one Host header."


class UnknownHost(AppError):
    """The request was sent to a host name that is not allowed."""

    status = HTTPStatus.MISDIRECTED_REQUEST
    code = "UNKNOWN_HOST"
    default_detail = "This host name is not served here. To allow it, add it to ALLOWED_HOSTS."


class CrossOriginRequest(Forbidden):
    """A page of another origin made a browser send a request that changes something."""

    code = "CROSS_ORIGIN_REQUEST"
    default_detail = (
        "Pages from other origins may not change anything. To allow an origin, add it to CORS_ALLOWED_ORIGINS."
    )


class Guard:
    """Rejects requests to unknown host names, and changes from pages of other origins."""

    def __init__(self, hosts: Collection[str], origins: Collection[str]) -> None:
        """`hosts` are our names, in lower case and without ports. Pages of `origins`, such as
        `https://app.example.com`, may change things.
        """
        self._hosts = frozenset(hosts)
        self._origins = frozenset(origins)

    def check(self, scope: Scope) -> None:
        """Return if the request may be handled; raises `InvalidHost`, `UnknownHost`, `CrossOriginRequest`."""
        hosts = [value.decode("latin-1").lower() for name, value in scope["headers"] if name == b"host"]
        if len(hosts) != 1:
            raise InvalidHost
        if PORT.sub("", hosts[0]) not in self._hosts:
            raise UnknownHost
        if scope["method"] not in SAFE_METHODS and not self._may_change(scope, hosts[0]):
            raise CrossOriginRequest

    def _may_change(self, scope: Scope, host: str) -> bool:
        headers = {name: value.decode("latin-1").lower() for name, value in scope["headers"]}
        site, origin = headers.get(b"sec-fetch-site"), headers.get(b"origin")
        if site in OWN_SITES or origin in self._origins:
            return True
        return site is None and (origin is None or _host(origin) == host)


def _host(origin: str) -> str | None:
    try:
        # "null", the origin of a file or a sandboxed page, has no host.
        return urlsplit(origin).netloc or None
    except ValueError:
        return None
