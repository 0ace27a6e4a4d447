"""The page over HTTP: an ASGI application that sends files from memory."""

import json
from collections.abc import Awaitable, Callable, Mapping, MutableMapping, Sequence
from http import HTTPStatus
from pathlib import Path
from typing import Any

from page.files import INDEX, File, file_of, load

PREFIX = "/app/"
CONFIGURATION = "configuration.json"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'{others}; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types svelte-trusted-html"
)
HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), payment=(), usb=(), microphone=(self)",
}
VARY = "Accept-Encoding"
VARY_OF_ROOT = f"{VARY}, Accept"
"""At `/` the gateway has two answers: the page for browsers, the index of the API for those that accept JSON alone."""

METHODS = ("GET", "HEAD")

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]


class Page:
    """Serves the files of `directory` below `/app/`, and its index for `/` and every address of a view."""

    def __init__(self, directory: Path, configuration: Mapping[str, Any], origins: Sequence[str] = ()) -> None:
        """`configuration` is what the page needs to know about the product. The page may also talk to `origins`, those
        of the token issuer.
        """
        self._files = load(directory)
        self._files[CONFIGURATION] = file_of(json.dumps(configuration).encode(), "application/json")
        policy = POLICY.format(others="".join(f" {origin}" for origin in origins))
        self._headers = [*HEADERS.items(), ("Content-Security-Policy", policy)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] == "lifespan":
            await _lifespan(receive, send)
            return
        if scope["type"] == "websocket":
            # Closed before it is accepted, which the server answers with a 403.
            await send({"type": "websocket.close"})
            return
        headers = {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in scope["headers"]}
        if scope["method"] not in METHODS:
            await self._send(send, *_problem(HTTPStatus.METHOD_NOT_ALLOWED, scope["path"]), with_body=True)
            return
        file = self._file(scope["path"])
        with_body = scope["method"] == "GET"
        if file is None:
            await self._send(send, *_problem(HTTPStatus.NOT_FOUND, scope["path"]), with_body=with_body)
            return
        chosen = file.best(headers.get("accept-encoding", ""))
        answer = [("Content-Type", file.media_type), ("Cache-Control", file.cache_control), ("ETag", chosen.etag)]
        answer.append(("Vary", VARY_OF_ROOT if scope["path"] == "/" else VARY))
        if _known(chosen.etag, headers.get("if-none-match", "")):
            await self._send(send, HTTPStatus.NOT_MODIFIED, answer[1:], b"", with_body=False)
            return
        if chosen.encoding is not None:
            answer.append(("Content-Encoding", chosen.encoding))
        await self._send(send, HTTPStatus.OK, answer, chosen.body, with_body=with_body)

    def _file(self, path: str) -> File | None:
        if path == "/":
            return self._files[INDEX]
        if not f"{path}/".startswith(PREFIX):
            return None
        name = path.removeprefix(PREFIX)
        # The page itself decides what an address of a view shows. What looks like a file is one or does not exist: a
        # script that is answered with the index would be an error that nobody understands.
        return self._files.get(name) or (None if "." in name.rpartition("/")[2] else self._files[INDEX])

    async def _send(
        self, send: Send, status: HTTPStatus, headers: list[tuple[str, str]], body: bytes, *, with_body: bool
    ) -> None:
        own = [*self._headers, *headers]
        if status is not HTTPStatus.NOT_MODIFIED:
            own.append(("Content-Length", str(len(body))))
        encoded = [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in own]
        await send({"type": "http.response.start", "status": int(status), "headers": encoded})
        await send({"type": "http.response.body", "body": body if with_body else b""})


def _known(etag: str, if_none_match: str) -> bool:
    """Return whether the client has it already; `*` stands for whatever there is (RFC 9110, section 13.1.2)."""
    tags = {tag.strip().removeprefix("W/") for tag in if_none_match.split(",")}
    return "*" in tags or etag in tags


def _problem(status: HTTPStatus, path: str) -> tuple[HTTPStatus, list[tuple[str, str]], bytes]:
    document = {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "detail": "The page has no such address.",
        "instance": path,
        "code": status.name,
    }
    headers = [("Content-Type", "application/problem+json"), ("Cache-Control", "no-store")]
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        document["detail"] = "The page can only be read."
        headers.append(("Allow", ", ".join(METHODS)))
    return status, headers, json.dumps(document).encode()


async def _lifespan(receive: Receive, send: Send) -> None:
    while True:
        message = await receive()
        await send({"type": f"{message['type']}.complete"})
        if message["type"] == "lifespan.shutdown":
            return
