"""The table: what was tried, what came of it, what must come of it, and whether that holds."""

from collections.abc import Sequence
from dataclasses import dataclass

HEADINGS = ("tried", "measured", "must be", "held")


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of an attack. `notes` are what got through, for whoever repairs it."""

    measured: str
    held: bool
    notes: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table."""

    tried: str
    must_be: str
    finding: Finding


def counted(bad: Sequence[str], of: int, what: str) -> Finding:
    """So many of so many got through; none may."""
    return Finding(f"{what} {len(bad)} of {of}", not bad, bad)


def table(rows: Sequence[Row]) -> str:
    """The rows in Markdown, with what got through below them."""
    lines = ["| " + " | ".join(HEADINGS) + " |", "|" + " --- |" * len(HEADINGS)]
    for row in rows:
        cells = (row.tried, row.finding.measured, row.must_be, "yes" if row.finding.held else "NO")
        lines.append("| " + " | ".join(cells) + " |")
    for row in rows:
        if row.finding.notes and not row.finding.held:
            lines += ["", f"{row.tried}:", *(f"- {note}" for note in row.finding.notes)]
    return "\n".join(lines)
