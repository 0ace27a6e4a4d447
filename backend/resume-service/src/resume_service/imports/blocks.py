"""A document as its rows, each with how it looks and where it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

CELL = " | "
"""Between the cells of a row."""
ITEM = "- "

Kind = Literal["line", "cell", "item"]


@dataclass(frozen=True, slots=True)
class Look:
    """How a row looks. `size` is in times of the body's text, `level` that of a heading (1 is the highest, 0 none).

    `x0`, `x1` and `y` are in points from the lower left corner of its page, where the format has pages.
    """

    size: float = 1.0
    bold: bool = False
    level: int = 0
    page: int | None = None
    x0: float | None = None
    x1: float | None = None
    y: float | None = None


PLAIN = Look()


@dataclass(frozen=True, slots=True)
class Block:
    """A row of the text with something in it. `above` counts the empty rows before it."""

    text: str
    kind: Kind = "line"
    look: Look = PLAIN
    above: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """The rows of a document in the order in which they are read."""

    blocks: tuple[Block, ...]

    @classmethod
    def of_text(cls, text: str, looks: Mapping[int, Look] | None = None) -> "Document":
        """The document that this text is; `looks` are those of rows by their numbers."""
        blocks: list[Block] = []
        above = 0
        for number, row in enumerate(text.split("\n")):
            if not row.strip():
                above += 1
                continue
            blocks.append(Block(row, _kind(row), (looks or {}).get(number, PLAIN), above))
            above = 0
        return cls(tuple(blocks))

    @property
    def text(self) -> str:
        """The rows as one text, from which the document came."""
        return "\n".join("\n" * block.above + block.text for block in self.blocks)

    def rows(self) -> Iterator[tuple[int, Block]]:
        """The blocks with the numbers of their rows in the text."""
        number = -1
        for block in self.blocks:
            number += block.above + 1
            yield number, block


def _kind(row: str) -> Kind:
    if CELL in row:
        return "cell"
    return "item" if row.lstrip().startswith(ITEM) else "line"
