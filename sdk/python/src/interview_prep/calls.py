"""A call as data: what is sent, and how often it may be sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from urllib.parse import quote
from uuid import uuid4

from pydantic import BaseModel, TypeAdapter

Fields = Mapping[str, Any]
"""A body as a mapping, for callers that do not need a model."""

Body = BaseModel | Fields | bytes | None

_JSON = TypeAdapter(dict[str, Any])

REPEATABLE = ("GET", "PUT")
"""Methods that have the same effect when they are carried out twice. A DELETE that was carried out is a 404 the second
time, and a PATCH with `If-Match` a 412: the caller would not know why."""


def keyed(idempotency_key: str | None) -> str:
    """Return the key of a call, a new one if the caller has none. It stays the same over all retries."""
    return idempotency_key or uuid4().hex


def place(part: str) -> str:
    """Return a part of a path, so that it cannot be more than one."""
    return quote(part, safe="")


@dataclass(frozen=True)
class Call:
    """A call of one operation."""

    method: str
    path: str
    query: Mapping[str, Any] = field(default_factory=dict[str, Any])
    body: Body = None
    key: str | None = None
    if_match: int | str | None = None
    if_none_match: int | str | None = None
    accept: str = "application/json"
    prefer: str | None = None

    @property
    def repeatable(self) -> bool:
        """Whether it may be sent again when nobody knows whether it was carried out."""
        return self.key is not None or (self.method in REPEATABLE and self.if_match is None)

    def parameters(self) -> dict[str, str]:
        """Return the query. What is `None` is left out."""
        return {name: _text(value) for name, value in self.query.items() if value is not None}

    def headers(self) -> dict[str, str]:
        """Return the headers."""
        named = {
            "Accept": self.accept,
            "Content-Type": _media_type(self.body),
            "Idempotency-Key": self.key,
            "If-Match": _tag(self.if_match),
            "If-None-Match": _tag(self.if_none_match),
            "Prefer": self.prefer,
        }
        return {name: value for name, value in named.items() if value is not None}

    def content(self) -> bytes | None:
        """Return the body as bytes. Of a model, only what was set is sent."""
        if isinstance(self.body, BaseModel):
            return self.body.model_dump_json(exclude_unset=True).encode()
        if self.body is None or isinstance(self.body, bytes):
            return self.body
        return _JSON.dump_json(dict(self.body), exclude_unset=True)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def _media_type(body: Body) -> str | None:
    if body is None:
        return None
    return "application/octet-stream" if isinstance(body, bytes) else "application/json"


def _tag(version: int | str | None) -> str | None:
    """Return an entity tag; a number is a document's `version`."""
    return f'"v{version}"' if isinstance(version, int) else version
