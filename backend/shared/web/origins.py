"""A page of another origin can change nothing here.

A browser sends the forms of any page to this machine, without asking its user. With `AUTH_MODE=local` such a page could
store résumés and start generations that cost money. The rule is that of Go's `http.CrossOriginProtection`: browsers say
in `Sec-Fetch-Site`, older ones in `Origin`, where a request comes from; a client that sends neither is not a browser.
"""

from collections.abc import Collection
from urllib.parse import urlsplit

from starlette.types import ASGIApp, Receive, Scope, Send

from shared.core.errors import Forbidden
from shared.web.problems import problem

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
"""They change nothing, at any address."""

OWN_SITES = frozenset({"same-origin", "none"})
"""Values of `Sec-Fetch-Site`: a page of this origin, or the user, by a bookmark or the address bar."""


class CrossOriginRequest(Forbidden):
    """A page of another origin made a browser ask for a change."""

    code = "CROSS_ORIGIN_REQUEST"
    default_detail = (
        "Pages of other origins cannot change anything here. To allow an origin, add it to CORS_ALLOWED_ORIGINS."
    )


class OwnOrigin:
    """ASGI middleware that refuses changes asked for by pages of other origins, before the body is read."""

    def __init__(self, app: ASGIApp, allowed: Collection[str]) -> None:
        """`allowed` are further origins, such as `https://app.example.com`."""
        self.app = app
        self.allowed = frozenset(allowed)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request (ASGI)."""
        if scope["type"] != "http" or scope["method"] in SAFE_METHODS or self._may_change(scope):
            await self.app(scope, receive, send)
        else:
            await problem(CrossOriginRequest(), scope["path"])(scope, receive, send)

    def _may_change(self, scope: Scope) -> bool:
        headers = {name: value.decode("latin-1").lower() for name, value in scope["headers"]}
        site, origin = headers.get(b"sec-fetch-site"), headers.get(b"origin")
        if site in OWN_SITES or origin in self.allowed:
            return True
        return site is None and (origin is None or _host(origin) == headers.get(b"host"))


def _host(origin: str) -> str | None:
    try:
        # "null" has no host: the origin of a file, or of a page in a sandbox.
        return urlsplit(origin).netloc or None
    except ValueError:
        return None
