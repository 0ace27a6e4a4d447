"""The cells of a table's row as text, whatever format the table is from."""

from collections.abc import Iterator, Sequence

CELL = " | "
NOTHING = "-"
MIN_COLUMNS = 3
"""Of a table with names above its columns."""

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


def table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """The rows of a table that have text. Where the first one names the columns, an empty cell is a dash."""
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
