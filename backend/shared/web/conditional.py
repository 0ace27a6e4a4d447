"""Conditional requests (RFC 9110, section 13): strong ETags made of a resource's version."""

import re
from typing import Annotated

from fastapi import Depends, Request

from shared.core.errors import BadRequest

VERSION_TAG = re.compile(r'(?:W/)?"v(\d{1,15})"')


async def expected_version(request: Request) -> int | None:
    """The version that `If-Match` asks for: `None` for any, 0 (which nothing has) when no tag of ours is in it."""
    header = request.headers.get("if-match")
    if header is None or header.strip() == "*":
        return None
    versions = _versions(header)
    if len(versions) > 1:
        raise BadRequest("If-Match takes one entity tag here.")
    return versions[0] if versions and not header.strip().startswith("W/") else 0


def known_versions(request: Request) -> frozenset[int]:
    """The versions that `If-None-Match` says the client has."""
    return frozenset(_versions(request.headers.get("if-none-match", "")))


def _versions(header: str) -> list[int]:
    return [int(version) for version in VERSION_TAG.findall(header)]


ExpectedVersion = Annotated[int | None, Depends(expected_version)]
