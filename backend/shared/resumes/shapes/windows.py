"""Search windows: the parts of a text around hints, within their lines and without overlaps."""

import re
from collections.abc import Iterator


def windows(hint: re.Pattern[str], text: str, before: int, after: int) -> Iterator[tuple[int, int]]:
    """Yield the windows of `before` and `after` characters around each hint."""
    begin = end = -1
    for found in hint.finditer(text):
        if found.start() - before > end or "\n" in text[end : found.start()]:
            if end > begin:
                yield begin, end
            line = text.rfind("\n", max(0, found.start() - before), found.start())
            begin = max(0, found.start() - before) if line < 0 else line + 1
        line = text.find("\n", found.end(), found.end() + after)
        end = min(len(text), found.end() + after) if line < 0 else line
    if end > begin:
        yield begin, end
