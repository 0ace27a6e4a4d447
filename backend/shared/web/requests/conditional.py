"""Conditional requests (RFC 9110, section 13): strong ETags made of a resource's version."""

import re
from http import HTTPStatus
from typing import Annotated

from fastapi import Depends, Request, Response
from pydantic import BaseModel

from shared.core.errors import BadRequest
from shared.core.etag import etag

VERSION_TAG = re.compile(r'(?:W/)?"v(\d{1,15})"')


async def expected_version(request: Request) -> int | None:
    """The version that `If-Match` asks for: `None` for any, 0 (which nothing has) when no tag of ours is in it."""
    header = request.headers.get("if-match")
    if header is None or header.strip() == "*":
        return None
    versions = _versions(header)
    if len(versions) > 1:
        raise BadRequest("If-Match accepts exactly one entity tag.")
    return versions[0] if versions and not header.strip().startswith("W/") else 0


def known_versions(request: Request) -> frozenset[int]:
    """The versions that `If-None-Match` says the client has."""
    return frozenset(_versions(request.headers.get("if-none-match", "")))


def answer(shown: BaseModel, version: int, code: int = HTTPStatus.OK) -> Response:
    """A resource with its entity tag."""
    return Response(shown.model_dump_json(), code, {"ETag": etag(version)}, "application/json")


def unchanged(request: Request, version: int) -> Response | None:
    """304 when `If-None-Match` says that the client has this version."""
    header = request.headers.get("if-none-match", "")
    if header.strip() == "*" or version in known_versions(request):
        return Response(status_code=HTTPStatus.NOT_MODIFIED, headers={"ETag": etag(version)})
    return None


def _versions(header: str) -> list[int]:
    return [int(version) for version in VERSION_TAG.findall(header)]


ExpectedVersion = Annotated[int | None, Depends(expected_version)]
