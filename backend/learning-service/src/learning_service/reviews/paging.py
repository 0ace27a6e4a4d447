"""Pages of due cards, oldest first. The cursor holds the due time and the id of the last card."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from shared.core.ids import EPOCH
from shared.core.paging import InvalidCursor

TIME_BYTES = 6
CURSOR = r"^(A[A-Za-z0-9_-]{28}[AQgw])?$"
"""22 bytes in base64. The first letter holds for times before the year 2109."""

MILLISECOND = timedelta(milliseconds=1)


@dataclass(frozen=True, slots=True)
class DuePage:
    """A requested page: at most `limit` cards after the one that `after` names."""

    limit: int
    after: tuple[datetime, UUID] | None = None


def encode_due(due_at: datetime, last: UUID) -> str:
    """Return the cursor after a card."""
    moment = ((due_at - EPOCH) // MILLISECOND).to_bytes(TIME_BYTES, "big")
    return urlsafe_b64encode(moment + last.bytes).rstrip(b"=").decode()


def decode_due(cursor: str) -> tuple[datetime, UUID]:
    """Decode a cursor; raises `InvalidCursor`."""
    try:
        raw = urlsafe_b64decode(cursor.encode("ascii") + b"==")
        due_at = EPOCH + int.from_bytes(raw[:TIME_BYTES], "big") * MILLISECOND
        last = UUID(bytes=raw[TIME_BYTES:])
    except (NotBase64, ValueError, OverflowError) as error:
        raise InvalidCursor from error
    if encode_due(due_at, last) != cursor:
        raise InvalidCursor
    return due_at, last
