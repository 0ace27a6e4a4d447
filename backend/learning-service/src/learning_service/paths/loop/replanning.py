"""A path that follows another one: what was done stays done, and what moved says why."""

from collections.abc import Sequence
from dataclasses import replace

from learning_service.paths.loop.texts import dimension_of, say
from learning_service.paths.loop.weak import name_of
from learning_service.paths.models import DraftItem, Item, Move, Wish
from learning_service.paths.progress import WHOLE, item_percent
from shared.core.ids import new_id

SAME_MILESTONES = 0.5
"""Share of its milestones from which on an item is one that was there before."""

MAX_KEPT = 16
"""Items of earlier paths that a path keeps."""


class Replan:
    """Places the items of a path one after another, beside those of the path before."""

    def __init__(self, wish: Wish) -> None:
        self._left = list(wish.earlier.items) if wish.earlier is not None else []
        self._room = wish.count

    def place(self, draft: DraftItem) -> Item | None:
        """The item with what was done of it; `None` when there is no room for it."""
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
        """What was begun or done and is not in the path yet."""
        begun = [item for item in self._left if item.status != "todo" or item.milestones_done]
        return [replace(item, id=new_id()) for item in begun[:MAX_KEPT]]


def is_same(one: DraftItem, other: DraftItem) -> bool:
    """Whether two items are the same step, made at another time."""
    if one.title.casefold() == other.title.casefold():
        return True
    shared = set(one.milestones) & set(other.milestones)
    return len(shared) >= SAME_MILESTONES * max(1, len(other.milestones))


def in_order(items: Sequence[Item]) -> tuple[Item, ...]:
    """What is open first."""
    return tuple(sorted(items, key=lambda item: item.status == "done"))


def left_of(items: Sequence[Item]) -> tuple[Item, ...]:
    """What is open, with the hours that it still takes."""
    return tuple(_shortened(item) for item in items if item.status != "done")


def moves_of(items: Sequence[Item], wish: Wish) -> tuple[Move, ...]:
    """What became of the items of the path before, in the order of the path, then what is no longer in it."""
    if wish.earlier is None:
        return ()
    earlier, now = _open(wish.earlier.items), _open(items)
    matched = {item.id: before for item in items for before in wish.earlier.items if is_same(before.draft, item.draft)}
    found = [_move(item, matched.get(item.id), earlier, now, wish) for item in items]
    stays = {before.id for before in matched.values()}
    gone = [item for item in wish.earlier.items if item.id not in stays]
    dropped = [
        Move("dropped", item.draft.title, None, _place(item, earlier), None, _why_dropped(item, wish)) for item in gone
    ]
    return (*(one for one in found if one is not None), *dropped)


def _carried(draft: DraftItem, before: Item) -> Item:
    ticked = {before.draft.milestones[place] for place in before.milestones_done}
    if before.status == "done":
        return replace(before, id=new_id())
    done = tuple(place for place, text in enumerate(draft.milestones) if text in ticked)
    return Item(new_id(), draft, before.status, before.note, done)


def _shortened(item: Item) -> Item:
    hours = -(-item.draft.estimated_hours * (WHOLE - item_percent(item)) // WHOLE)
    return replace(item, draft=replace(item.draft, estimated_hours=max(1, hours)))


def _open(items: Sequence[Item]) -> list[Item]:
    return [item for item in items if item.status != "done"]


def _place(item: Item, items: Sequence[Item]) -> int | None:
    return next((place for place, one in enumerate(items, start=1) if one.id == item.id), None)


def _move(item: Item, before: Item | None, earlier: Sequence[Item], now: Sequence[Item], wish: Wish) -> Move | None:
    title, place = item.draft.title, _place(item, now)
    if before is None:
        # What practice asks for says so itself.
        why = item.draft.reason if dimension_of(title) is not None else say(wish.language, "added")
        return Move("added", title, item.id, None, place, why)
    was = _place(before, earlier)
    if item.status == "done":
        return Move("done", title, item.id, was, None, say(wish.language, "done"))
    if was != place and was is not None and place is not None:
        why = say(wish.language, "moved_up" if place < was else "moved_down")
        return Move("moved", title, item.id, was, place, why)
    if item.milestones_done or item.status == "doing":
        return Move("kept", title, item.id, was, place, say(wish.language, "kept"))
    return None


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
