"""The cells of a table's row as text, whatever format the table is from."""

from collections.abc import Sequence

CELL = " | "
SHORT_LINES = 3
"""Lines of a cell up to which it is read within its row."""

SHORT = 240
"""Characters of a cell up to which it is."""


def joined(cells: Sequence[str]) -> str:
    """The cells that have text, in one line; below each other when one of them holds a list or whole paragraphs."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if len(filled) > 1 and any(_is_long(cell) for cell in filled):
        return "\n".join(filled)
    if len(filled) == 1:
        return filled[0]
    return CELL.join(" ".join(cell.split()) for cell in filled)


def _is_long(cell: str) -> bool:
    lines = cell.splitlines()
    is_list = any(line.lstrip().startswith("- ") for line in lines)
    return len(lines) > SHORT_LINES or len(cell) > SHORT or (is_list and len(lines) > 1) or "\n\n" in cell
