"""Formats table rows as text, for all document formats."""

from collections.abc import Iterator, Sequence

CELL = " | "
NOTHING = "-"
MIN_COLUMNS = 3
"""Minimum number of columns of a table with column headings."""

SHORT_LINES = 3
"""Maximum number of lines of a cell that stays in its row."""

SHORT = 240
"""Maximum number of characters of such a cell."""


def joined(cells: Sequence[str]) -> str:
    """Return the non-empty cells in one line, or below each other if one contains a list or paragraphs."""
    filled = [cell.strip() for cell in cells if cell.strip()]
    if len(filled) > 1 and any(_is_long(cell) for cell in filled):
        return "\n".join(filled)
    if len(filled) == 1:
        return filled[0]
    return CELL.join(" ".join(cell.split()) for cell in filled)


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the non-empty rows of a table. With column headings, an empty cell becomes a dash."""
    named = len(rows) > 1 and len(rows[0]) >= MIN_COLUMNS and all(cell.strip() for cell in rows[0])
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        whole = named and len(row) == len(rows[0])
        yield joined([cell if cell.strip() or not whole else NOTHING for cell in row])


def _is_long(cell: str) -> bool:
    lines = cell.splitlines()
    is_list = any(line.lstrip().startswith("- ") for line in lines)
    return len(lines) > SHORT_LINES or len(cell) > SHORT or (is_list and len(lines) > 1) or "\n\n" in cell
