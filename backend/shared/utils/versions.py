"""Versions of rules, prompts and data: hashes of their content, so that every change gives a new version."""

from collections.abc import Iterator
from hashlib import sha256
from importlib.resources.abc import Traversable

DIGITS = 12
KINDS = (".py", ".yaml", ".crfsuite")


def content_version(label: str, *places: Traversable) -> str:
    """Return `label` with the start of the SHA-256 of all files in `places`, such as `rules-1f2e3d4c5b6a`."""
    digest = sha256()
    found = (file for place in places for file in _files(place, place.name))
    for name, path in sorted(found, key=lambda file: file[0]):
        digest.update(f"{name}\0".encode() + path.read_bytes() + b"\0")
    return f"{label}-{digest.hexdigest()[:DIGITS]}"


def _files(place: Traversable, name: str) -> Iterator[tuple[str, Traversable]]:
    if place.is_dir():
        for inner in place.iterdir():
            yield from _files(inner, f"{name}/{inner.name}")
    elif name.endswith(KINDS):
        yield name, place
