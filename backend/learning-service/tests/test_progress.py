"""Progress: what ticks, a status and a note come to."""

from dataclasses import replace

import pytest
from learning_service.paths.errors import LearningItemNotFound
from learning_service.paths.models import DraftItem, Item, Status
from learning_service.paths.progress import Change, changed, item_percent, path_percent

from shared.core.errors import Unprocessable
from shared.core.ids import new_id


def item(hours: int = 4, milestones: int = 4) -> Item:
    texts = tuple(f"m{number}" for number in range(milestones))
    return Item(new_id(), DraftItem("weakness", "t", "d", "r", (), "low", hours, texts, ()))


@pytest.mark.parametrize(
    ("before", "done", "after", "percent"),
    [
        ("todo", (), "todo", 0),
        ("todo", (1,), "doing", 25),
        ("doing", (0, 1, 2, 3), "done", 100),
        ("done", (0, 1), "doing", 50),
        ("doing", (), "doing", 0),
    ],
)
def test_the_status_follows_from_the_milestones(
    before: Status, done: tuple[int, ...], after: Status, percent: int
) -> None:
    one = replace(item(), status=before)

    (new,) = changed([one], one.id, Change(None, done, None))

    assert (new.status, item_percent(new)) == (after, percent)


def test_a_status_that_is_said_holds_whatever_is_ticked() -> None:
    one = item()

    (new,) = changed([one], one.id, Change("done", (0,), None))

    assert (new.status, new.milestones_done, item_percent(new)) == ("done", (0,), 100)


def test_a_note_alone_changes_nothing_else() -> None:
    one = replace(item(), status="doing", milestones_done=(2,), note="old")

    (kept,) = changed([one], one.id, Change("todo", None, None))
    (removed,) = changed([one], one.id, Change(None, None, None, sets_note=True))

    assert (kept.note, kept.milestones_done) == ("old", (2,))
    assert (removed.note, removed.status, removed.milestones_done) == (None, "doing", (2,))


def test_a_milestone_that_is_not_there_cannot_be_ticked() -> None:
    one = item(milestones=3)

    with pytest.raises(Unprocessable) as caught:
        changed([one], one.id, Change(None, (3,), None))

    assert caught.value.errors[0].pointer == "/milestones_done"


def test_an_item_of_another_path_is_unknown() -> None:
    with pytest.raises(LearningItemNotFound):
        changed([item()], new_id(), Change("done", None, None))


def test_a_path_counts_its_items_by_their_hours() -> None:
    items = [replace(item(hours=9), status="done"), item(hours=1)]

    assert path_percent(items) == 90
    assert path_percent([]) == 0
