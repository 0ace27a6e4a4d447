"""Parts of a text in which it is worth to look: around hints, within their lines, none twice."""

import re
from collections.abc import Iterator


def windows(hint: re.Pattern[str], text: str, before: int, after: int) -> Iterator[tuple[int, int]]:
    """Where something may stand that `hint` is a part of: so many characters before it and after it."""
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
