"""Progress on a path: completed milestones, item status and percentages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from learning_service.paths.errors import LearningItemNotFound
from learning_service.paths.models import Item, Status
from shared.core.errors import FieldError, Unprocessable

WHOLE = 100


@dataclass(frozen=True, slots=True)
class Change:
    """Changes to an item. `None` keeps a value; with `sets_note`, a `None` note removes the note."""

    status: Status | None
    milestones_done: tuple[int, ...] | None
    note: str | None
    sets_note: bool = False


def changed(items: Sequence[Item], item_id: UUID, change: Change) -> tuple[Item, ...]:
    """Return the items with one of them changed; raises `LearningItemNotFound`, `Unprocessable`."""
    if not any(item.id == item_id for item in items):
        raise LearningItemNotFound
    return tuple(_changed(item, change) if item.id == item_id else item for item in items)


def item_percent(item: Item) -> int:
    """Return the percentage of completed milestones; 100 for an item with status `done`."""
    if item.status == "done":
        return WHOLE
    return WHOLE * len(item.milestones_done) // max(1, len(item.draft.milestones))


def path_percent(items: Sequence[Item]) -> int:
    """Return the progress of all items in percent, weighted by their hours."""
    hours = sum(item.draft.estimated_hours for item in items)
    return sum(item_percent(item) * item.draft.estimated_hours for item in items) // max(1, hours)


def _changed(item: Item, change: Change) -> Item:
    done = item.milestones_done if change.milestones_done is None else change.milestones_done
    for place in done:
        if place >= len(item.draft.milestones):
            detail = f"This item has {len(item.draft.milestones)} milestones, numbered from 0."
            raise Unprocessable(errors=[FieldError("/milestones_done", detail)])
    status = change.status or (item.status if change.milestones_done is None else _status(item, len(done)))
    note = change.note if change.sets_note else item.note
    return replace(item, status=status, milestones_done=done, note=note)


def _status(item: Item, done: int) -> Status:
    if done == len(item.draft.milestones):
        return "done"
    if done:
        return "doing"
    # After the last milestone is unticked, the item still counts as begun.
    return "todo" if item.status == "todo" else "doing"
