"""How deep the items of a list are, told from where they begin: most documents say it in no other way."""

INDENT = "  "
"""Before an item, once for each level that it is within."""


class Nesting:
    """Follows the lines of a text from above. Distances are in any one unit."""

    def __init__(self) -> None:
        self._levels: list[float] = []

    def item(self, left: float, noticeable: float) -> int:
        """The level of an item that begins at `left`: 0 for the outermost of its list."""
        while self._levels and left < self._levels[-1] - noticeable:
            self._levels.pop()
        if not self._levels or left > self._levels[-1] + noticeable:
            self._levels.append(left)
        return len(self._levels) - 1

    def other(self, left: float, noticeable: float) -> None:
        """A line that is no item: the list goes on only if the line stands within it."""
        if self._levels and left <= self._levels[0] + noticeable:
            self._levels.clear()

    def end(self) -> None:
        """Nothing goes on: another column, a table."""
        self._levels.clear()
