"""Parts of a line that only their weight sets apart: `**HEAD PHARMACIST** APTEKA PELAGONIJA`."""

import re

from resume_service.imports.extraction.pdf.lines import Line, begins_item

MAX_WORDS = 14
"""Lines with more words are sentences, in which a bold word is stressed."""

HEADING = 1.3
"""Ratio of sizes from which the bold part is a name or a heading, and the rest is said of it."""

OPEN = re.compile(r"[,:;·|/@#&(\[–—-]$")
SENTENCE = re.compile(r"(?:다|요|[.!?])[.\"”’)]*$")
BEGINS = re.compile(r"[A-Z가-힣㈜À-Ý]")
JOINING = re.compile(r"(?:및|외|등|and|of|at|in|for|the)$", re.IGNORECASE)


def by_weight(line: Line) -> list[Line]:
    """Return the line cut where it turns from bold to regular or back, if both parts are names; others are not cut."""
    words = line.words
    turns = [place for place in range(1, len(words)) if words[place].bold != words[place - 1].bold]
    if len(turns) != 1 or len(words) > MAX_WORDS or begins_item(words[0].text):
        return [line]
    left, right = words[turns[0] - 1], words[turns[0]]
    larger, smaller = max(left.size, right.size), min(left.size, right.size)
    if OPEN.search(left.text) or JOINING.search(left.text) or not BEGINS.match(right.text):
        return [line]
    if larger > HEADING * smaller or SENTENCE.search(words[-1].text) or not left.spaced:
        return [line]
    return line.cut([right.x0])
