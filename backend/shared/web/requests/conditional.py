"""Conditional requests (RFC 9110, section 13) with strong ETags derived from a resource's version."""

import re
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import BaseModel

from shared.core.errors import BadRequest
from shared.core.etag import etag

VERSION_TAG = re.compile(r'(?:W/)?"v(\d{1,15})"')


async def expected_version(request: Request) -> int | None:
    """Return the version in `If-Match`: `None` for any, 0 (which no resource has) if it has no tag of ours."""
    header = request.headers.get("if-match")
    if header is None or header.strip() == "*":
        return None
    versions = _versions(header)
    if len(versions) > 1:
        raise BadRequest("If-Match accepts exactly one entity tag.")
    return versions[0] if versions and not header.strip().startswith("W/") else 0


def known_versions(request: Request) -> frozenset[int]:
    """Return the versions in `If-None-Match`, which the client already has."""
    return frozenset(_versions(request.headers.get("if-none-match", "")))


def answer(shown: BaseModel, version: int, code: int = HTTPStatus.OK) -> Response:
    """Return the response with a resource and its entity tag."""
    return Response(shown.model_dump_json(), code, {"ETag": etag(version)}, "application/json")


def unchanged(request: Request, version: int) -> Response | None:
    """Return a 304 if the client already has this version according to `If-None-Match`, otherwise `None`."""
    header = request.headers.get("if-none-match", "")
    if header.strip() == "*" or version in known_versions(request):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": etag(version)})
    return None


def _versions(header: str) -> list[int]:
    return [int(version) for version in VERSION_TAG.findall(header)]


ExpectedVersion = Annotated[int | None, Depends(expected_version)]
