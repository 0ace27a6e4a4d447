"""Pagination of lists: newest first, stable while items are added. The cursor is the last id."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar
from uuid import UUID

from shared.core.errors import BadRequest

T = TypeVar("T")
MAX_LIMIT = 100


class InvalidCursor(BadRequest):
    """The cursor was not issued by this API."""

    code = "INVALID_CURSOR"
    default_detail = "This cursor was not issued by this API. Omit it to start at the newest."


@dataclass(frozen=True, slots=True)
class Page:
    """The requested part of a list: at most `limit` items that are older than `before`."""

    limit: int
    before: UUID | None


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """A part of a list, newest first, and the cursor of the next part, if any."""

    items: Sequence[T]
    next_cursor: str | None


def cut(found: Sequence[T], ids: Sequence[UUID], limit: int) -> Slice[T]:
    """Return the first `limit` of up to `limit + 1` found items; the extra item shows that there are more."""
    if len(found) <= limit:
        return Slice(found, None)
    return Slice(found[:limit], encode_cursor(ids[limit - 1]))


def encode_cursor(last: UUID) -> str:
    """Return the cursor that follows the item with id `last`."""
    return urlsafe_b64encode(last.bytes).rstrip(b"=").decode()


def decode_cursor(cursor: str) -> UUID:
    """Return the id in a cursor; raises `InvalidCursor`."""
    try:
        raw = urlsafe_b64decode(cursor.encode("ascii") + b"==")
        last = UUID(bytes=raw)
    except (NotBase64, ValueError) as error:
        raise InvalidCursor from error
    if encode_cursor(last) != cursor:
        raise InvalidCursor
    return last
