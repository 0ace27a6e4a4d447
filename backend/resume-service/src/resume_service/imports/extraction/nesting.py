"""Derives the nesting of list items from their indentation, which most documents express in no other way."""

INDENT = "  "
"""Prefix of an item per nesting level."""


class Nesting:
    """Tracks the nesting of lines from top to bottom. Distances may have any one unit."""

    def __init__(self) -> None:
        self._levels: list[float] = []

    def item(self, left: float, noticeable: float) -> int:
        """Return the level of an item that begins at `left`; 0 is the outermost."""
        while self._levels and left < self._levels[-1] - noticeable:
            self._levels.pop()
        if not self._levels or left > self._levels[-1] + noticeable:
            self._levels.append(left)
        return len(self._levels) - 1

    def other(self, left: float, noticeable: float) -> None:
        """Record a line that is not an item; the list continues only if the line is indented within it."""
        if self._levels and left <= self._levels[0] + noticeable:
            self._levels.clear()

    def end(self) -> None:
        """End all lists, e.g. at a new column or a table."""
        self._levels.clear()
