"""Replans a path from an earlier one: finished items stay finished, and each change has a reason."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from uuid import UUID

from learning_service.paths.loop.texts import dimension_of, say
from learning_service.paths.loop.weak import name_of
from learning_service.paths.models import DraftItem, Item, Move, MoveKind, Wish
from learning_service.paths.progress import WHOLE, item_percent
from shared.core.ids import new_id

SAME_MILESTONES = 0.5
"""Minimum share of common milestones at which two items are the same one."""

MAX_KEPT = 16
"""Maximum number of items that a path keeps from earlier ones."""


class Replan:
    """Merges the items of a new path with those of the earlier path, one at a time.

    `placed` holds the items that an interrupted attempt at the same path already placed.
    """

    def __init__(self, wish: Wish, placed: Sequence[Item] = ()) -> None:
        earlier = wish.earlier.items if wish.earlier is not None else ()
        self._placed = placed
        self._left = [item for item in earlier if not any(is_same(item.draft, one.draft) for one in placed)]
        self._room = wish.count - sum(item.status != "done" for item in placed)

    def place(self, draft: DraftItem) -> Item | None:
        """Return the item with its earlier progress; `None` if the path is full or already has it."""
        if any(is_same(one.draft, draft) for one in self._placed):
            return None
        before = next((item for item in self._left if is_same(item.draft, draft)), None)
        item = _carried(draft, before) if before is not None else Item(new_id(), draft)
        if item.status != "done":
            if self._room < 1:
                return None
            self._room -= 1
        if before is not None:
            self._left.remove(before)
        return item

    def kept(self) -> list[Item]:
        """Return the earlier items that were started or finished and are not in the path yet."""
        begun = [item for item in self._left if item.status != "todo" or item.milestones_done]
        return [replace(item, id=new_id()) for item in begun[:MAX_KEPT]]


def is_same(one: DraftItem, other: DraftItem) -> bool:
    """Return whether two items of different paths are the same step."""
    if one.title.casefold() == other.title.casefold():
        return True
    shared = set(one.milestones) & set(other.milestones)
    return len(shared) >= SAME_MILESTONES * max(1, len(other.milestones))


def in_order(items: Sequence[Item]) -> tuple[Item, ...]:
    """Return the items, open ones first."""
    return tuple(sorted(items, key=lambda item: item.status == "done"))


def left_of(items: Sequence[Item]) -> tuple[Item, ...]:
    """Return the open items with their remaining hours."""
    return tuple(_shortened(item) for item in items if item.status != "done")


def moves_of(items: Sequence[Item], wish: Wish) -> tuple[Move, ...]:
    """Return the changes since the earlier path: in the order of the new path, then the dropped items."""
    return _Moves(items, wish.earlier.items, wish).all() if wish.earlier is not None else ()


class _Moves:
    """Compares the items of a path with those of the earlier path."""

    def __init__(self, items: Sequence[Item], earlier: Sequence[Item], wish: Wish) -> None:
        self._items = items
        self._earlier = earlier
        self._wish = wish
        self._before = {item.id: one for item in items for one in earlier if is_same(one.draft, item.draft)}
        self._then, self._now = _places(earlier), _places(items)

    def all(self) -> tuple[Move, ...]:
        """Return all changes."""
        stays = {one.id for one in self._before.values()}
        found = [self._of(item) for item in self._items]
        gone = [self._dropped(item) for item in self._earlier if item.id not in stays]
        return (*(one for one in found if one is not None), *gone)

    def _of(self, item: Item) -> Move | None:
        before = self._before.get(item.id)
        if before is None:
            return self._added(item)
        if item.status == "done":
            return self._told("done", item, before)
        if (shift := self._shift(item, before)) != 0:
            return self._told("moved", item, before, "moved_up" if shift < 0 else "moved_down")
        if item.milestones_done or item.status == "doing":
            return self._told("kept", item, before)
        return None

    def _added(self, item: Item) -> Move:
        # An item that comes from practice has its own reason.
        is_practised = dimension_of(item.draft.title) is not None
        why = item.draft.reason if is_practised else say(self._wish.language, "added")
        return Move("added", item.draft.title, item.id, None, self._now.get(item.id), why)

    def _told(self, kind: MoveKind, item: Item, before: Item, phrase: str | None = None) -> Move:
        why = say(self._wish.language, phrase or kind)
        return Move(kind, item.draft.title, item.id, self._then.get(before.id), self._now.get(item.id), why)

    def _shift(self, item: Item, before: Item) -> int:
        """Return the change of its place among the items that are open in both paths, so new items shift nothing."""
        both = [(one, old) for one in self._items if (old := self._before.get(one.id)) is not None]
        both = [(one, old) for one, old in both if one.id in self._now and old.id in self._then]
        if (item, before) not in both:
            return 0
        then = sorted(both, key=lambda pair: self._then[pair[1].id])
        return both.index((item, before)) - then.index((item, before))

    def _dropped(self, item: Item) -> Move:
        why = _why_dropped(item, self._wish)
        return Move("dropped", item.draft.title, None, self._then.get(item.id), None, why)


def _places(items: Sequence[Item]) -> Mapping[UUID, int]:
    """Return the places of the open items, from 1."""
    return {item.id: place for place, item in enumerate((one for one in items if one.status != "done"), start=1)}


def _carried(draft: DraftItem, before: Item) -> Item:
    ticked = {before.draft.milestones[place] for place in before.milestones_done}
    if before.status == "done":
        return replace(before, id=new_id())
    done = tuple(place for place, text in enumerate(draft.milestones) if text in ticked)
    return Item(new_id(), draft, before.status, before.note, done)


def _shortened(item: Item) -> Item:
    hours = -(-item.draft.estimated_hours * (WHOLE - item_percent(item)) // WHOLE)
    return replace(item, draft=replace(item.draft, estimated_hours=max(1, hours)))


def _why_dropped(item: Item, wish: Wish) -> str:
    dimension = dimension_of(item.draft.title)
    levels = wish.practised.levels if wish.practised is not None else None
    mean = dict(levels.means).get(dimension) if levels is not None and dimension is not None else None
    if levels is None or dimension is None or mean is None or mean < levels.goal:
        return say(wish.language, "dropped")
    return say(
        wish.language,
        "dropped_better",
        name=name_of(dimension, wish.language),
        mean=f"{mean:g}",
        goal=f"{levels.goal:g}",
    )
