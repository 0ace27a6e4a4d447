"""Ids: UUIDv7 (RFC 9562, section 5.7), unguessable and ordered by the time they were made."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from uuid_utils import compat

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def new_id() -> UUID:
    """A new id; ids made one after another in a process sort in that order."""
    return compat.uuid7()


def time_of(identifier: UUID) -> datetime:
    """When an id of `new_id` was made, to the millisecond."""
    return EPOCH + timedelta(milliseconds=identifier.int >> 80)


def parse_id(text: str) -> UUID | None:
    """The id that `text` is in its canonical form (36 lower-case characters), else `None`."""
    try:
        value = UUID(text)
    except ValueError:
        return None
    return value if str(value) == text else None


@dataclass(frozen=True, slots=True)
class NewResource:
    """What a request makes: its id. `again`: an earlier try may have made it under this id already."""

    id: UUID
    again: bool = False
