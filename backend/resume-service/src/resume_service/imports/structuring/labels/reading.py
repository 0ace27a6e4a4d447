"""Lines and tokens with their labels, and how sure each label is."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Head:
    """The head of an entry: the numbers of its lines, and of those below it up to the next one.

    `role` is set where it is one more position at the employer of the head above it.
    """

    lines: tuple[int, ...]
    below: tuple[int, ...]
    role: bool = False


def heads_of(tags: Sequence[str], part: str) -> list[Head]:
    """The heads of a part of a document, by the labels of its lines."""
    found: list[tuple[list[int], list[int], bool]] = []
    for at, tag in enumerate(tags):
        kind, _, what = tag.partition(":")
        if kind != part or what == "columns":
            continue
        if what in ("head", "role") or not found:
            found.append(([at], [], what == "role"))
        elif what == "more" and not found[-1][1]:
            found[-1][0].append(at)
        elif what == "more":
            found.append(([at], [], True))
        else:
            found[-1][1].append(at)
    return [Head(tuple(lines), tuple(below), role) for lines, below, role in found]
