"""Parts of a line that only their weight or their size sets apart: `**HEAD PHARMACIST** APTEKA PELAGONIJA`."""

import re
from dataclasses import replace

from resume_service.imports.extraction.pdf.lines import Line, begins_item
from resume_service.imports.extraction.pdf.places import Word

MAX_WORDS = 14
"""Lines with more words are sentences, in which a bold word is stressed."""

HEADING = 1.3
"""Ratio of sizes from which the bold part is a name or a heading, and the rest is said of it."""

BAR, MIN_TURNS = "|", 3
"""What parts label and value from the next label, and how often such a row changes its weight at least."""

OTHER_SIZE = 2.0
"""Ratio of sizes from which two words are no one phrase. Raised letters are smaller, too, but touch the others."""

GAP = 1.0
"""Minimum gap in em of the smaller word between the two."""

OPEN = re.compile(r"[,:;·|/@#&(\[–—-]$")
SENTENCE = re.compile(r"(?:다|요|[.!?])[.\"”’)]*$")
BEGINS = re.compile(r"[A-Z가-힣㈜À-Ý]")
JOINING = re.compile(r"(?:및|외|등|and|of|at|in|for|the)$", re.IGNORECASE)


def by_weight(line: Line) -> list[Line]:
    """Return the line cut where it turns from bold to regular or back, if both parts are names; others are not cut."""
    words = line.words
    sizes = [place for place in range(1, len(words)) if _is_other_size(words[place - 1], words[place])]
    if len(sizes) == 1 and words[sizes[0] - 1].size > words[sizes[0]].size:
        # A name in large letters, and the first line of the address at the other margin.
        return line.cut([words[sizes[0]].x0])
    turns = [place for place in range(1, len(words)) if words[place].bold != words[place - 1].bold]
    if labelled := _with_labels(line, turns):
        return [labelled]
    if len(turns) != 1 or len(words) > MAX_WORDS or begins_item(words[0].text):
        return [line]
    left, right = words[turns[0] - 1], words[turns[0]]
    larger, smaller = max(left.size, right.size), min(left.size, right.size)
    if OPEN.search(left.text) or JOINING.search(left.text) or not BEGINS.match(right.text):
        return [line]
    if larger > HEADING * smaller or SENTENCE.search(words[-1].text) or not left.spaced:
        return [line]
    return line.cut([right.x0])


def _with_labels(line: Line, turns: list[int]) -> Line | None:
    """Return a row of bold labels, each with its value and a bar behind that, with a colon behind each label."""
    words = list(line.words)
    ends, begins = turns[::2], turns[1::2]
    apart = all(words[place - 1].text == BAR for place in begins)
    if len(turns) < MIN_TURNS or len(turns) % 2 == 0 or not words[0].bold or not apart:
        return None
    for place in ends:
        if not words[place - 1].text.endswith(":"):
            words[place - 1] = replace(words[place - 1], text=f"{words[place - 1].text}:")
    return replace(line, words=tuple(words))


def _is_other_size(left: Word, right: Word) -> bool:
    sizes = sorted((left.size, right.size))
    return sizes[1] >= OTHER_SIZE * sizes[0] and right.x0 - left.x1 >= GAP * sizes[0]
