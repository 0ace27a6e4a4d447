"""The built files of the page in memory, with their compressed copies and the headers they are sent with."""

import mimetypes
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

INDEX = "index.html"
HASHED = "assets/"
"""Files below it have their content's hash in their name, so a name never gets other content."""

FOREVER = "public, max-age=31536000, immutable"
REVALIDATE = "no-cache"
ENCODINGS: Mapping[str, str] = {"br": ".br", "gzip": ".gz"}
"""In the order of preference, with the ending of the compressed copies."""

TYPES: Mapping[str, str] = {".js": "text/javascript", ".svg": "image/svg+xml", ".html": "text/html", ".css": "text/css"}
"""Not left to the system's table, which may lack them or differ."""


@dataclass(frozen=True, slots=True)
class Representation:
    """One encoding of a file."""

    body: bytes
    etag: str
    encoding: str | None


@dataclass(frozen=True, slots=True)
class File:
    """A file in all its encodings, the plain one last."""

    media_type: str
    cache_control: str
    representations: tuple[Representation, ...]

    def best(self, accept_encoding: str) -> Representation:
        """Return the smallest representation that a client with this `Accept-Encoding` can read."""
        accepted = _accepted(accept_encoding)
        return next(one for one in self.representations if one.encoding is None or one.encoding in accepted)


def load(directory: Path) -> dict[str, File]:
    """Return all files below `directory` by their path; raises `FileNotFoundError` if the page was not built."""
    if not (directory / INDEX).is_file():
        raise FileNotFoundError(f"{directory / INDEX} is missing; `make page` builds it.")
    copies = tuple(ENCODINGS.values())
    return {
        path.relative_to(directory).as_posix(): _file(path, path.relative_to(directory).as_posix())
        for path in sorted(directory.rglob("*"))
        if path.is_file() and path.suffix not in copies and not path.name.startswith(".")
    }


def file_of(body: bytes, media_type: str) -> File:
    """Return a file that exists in memory only."""
    return File(media_type, REVALIDATE, (_representation(body, None),))


def _file(path: Path, name: str) -> File:
    known = TYPES.get(path.suffix) or mimetypes.guess_type(name)[0] or "application/octet-stream"
    media_type = f"{known}; charset=utf-8" if known.startswith("text/") else known
    encoded = [
        _representation(copy.read_bytes(), encoding)
        for encoding, ending in ENCODINGS.items()
        if (copy := path.with_name(path.name + ending)).is_file()
    ]
    cache_control = FOREVER if name.startswith(HASHED) else REVALIDATE
    return File(media_type, cache_control, (*encoded, _representation(path.read_bytes(), None)))


def _representation(body: bytes, encoding: str | None) -> Representation:
    # Each encoding is a representation of its own and needs its own strong tag (RFC 9110, section 8.8.3).
    return Representation(body, f'"{sha256(body).hexdigest()[:20]}"', encoding)


def _accepted(accept_encoding: str) -> set[str]:
    accepted: set[str] = set()
    for part in accept_encoding.lower().split(","):
        coding, _, parameters = part.strip().partition(";")
        if parameters.replace(" ", "") not in ("q=0", "q=0.0", "q=0.00", "q=0.000"):
            accepted.add(coding.strip())
    return accepted
