"""Ids: UUIDv7 (RFC 9562, section 5.7), unguessable and ordered by creation time."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from uuid_utils import compat

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def new_id() -> UUID:
    """Return a new id; ids created by one process sort in the order of their creation."""
    return compat.uuid7()


def time_of(identifier: UUID) -> datetime:
    """Return the creation time of an id from `new_id`, to the millisecond."""
    return EPOCH + timedelta(milliseconds=identifier.int >> 80)


def parse_id(text: str) -> UUID | None:
    """Parse an id in canonical form (36 lower-case characters); return `None` for anything else."""
    try:
        value = UUID(text)
    except ValueError:
        return None
    return value if str(value) == text else None


@dataclass(frozen=True, slots=True)
class NewResource:
    """The resource that a request creates: its id, and whether an earlier attempt may have created it (`again`)."""

    id: UUID
    again: bool = False
