"""How headings look in a document: the looks that headings with known words have, and that other rows do not."""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from resume_service.imports.blocks import PLAIN
from resume_service.imports.structuring.lines import Line

LARGER = 1.08
"""Times the body's text from which a row stands out by its size alone."""
SMALLER = 0.9
"""Up to which it does, too: some write their headings small."""
HEADLINE = 1.15
"""Times the body's text from which rows without any known word may be headings."""
STEPS = 20
"""Of size in the size of the body's text: smaller differences are none."""
MAX_HEADINGS = 16
MAX_WORDS = 5
LONGEST = 40
KNOWN_SHARE, KNOWN_SHARE_LARGE = 3, 8
"""One of this many rows with a look has to be a heading with known words; fewer where they are large."""
ENDS = (".", ",", ";", "!", "?", "다", "요")


class Style(NamedTuple):
    """What rows of one purpose share: size in steps, weight, level, and whether they are in capitals."""

    size: int
    bold: bool
    level: int
    capitals: bool

    @property
    def stands_out(self) -> bool:
        """Whether it is not that of the body."""
        return not SMALLER * STEPS < self.size < LARGER * STEPS or self.bold or self.level > 0 or self.capitals


def style_of(line: Line) -> Style | None:
    """The style of a row; none where the format says nothing about it."""
    look = line.look
    if look == PLAIN or look.size <= 0:
        return None
    return Style(round(look.size * STEPS), look.bold, look.level, line.text.isupper())


def heading_styles(lines: Sequence[Line], known: Sequence[Line]) -> frozenset[Style]:
    """The styles of headings; `known` are the rows that are headings by their words."""
    rows: dict[Style, list[Line]] = defaultdict(list)
    for line in lines:
        if may_head(line) and (style := style_of(line)) is not None and style.stands_out:
            rows[style].append(line)
    words = Counter(style for line in known if (style := style_of(line)) is not None)
    usual = max(words.values(), default=0)
    told = {style: same for style, same in rows.items() if words[style] * KNOWN_SHARE >= max(usual, 1)}
    found = {style for style, same in told.items() if _are_headings(style, same, words[style])}
    if not found and not words.total():
        found = {style for style, same in rows.items() if _may_be(style, same)}
    return frozenset(found)


def may_head(line: Line) -> bool:
    """Whether a row is as short and bare as headings are."""
    text = line.text
    if len(text) > LONGEST or line.bullet or text.endswith(ENDS) or len(text.split()) > MAX_WORDS:
        return False
    bare = text.rstrip(":： ")
    return not any(sign in bare for sign in "|:：,") and not any(map(str.isdigit, text))


def _are_headings(style: Style, same: Sequence[Line], known: int) -> bool:
    share = KNOWN_SHARE_LARGE if _is_large(style) else KNOWN_SHARE
    return known * share >= len(same) and len(same) <= MAX_HEADINGS


def _is_large(style: Style) -> bool:
    return style.size >= HEADLINE * STEPS or style.level > 0


def _may_be(style: Style, same: Sequence[Line]) -> bool:
    return _is_large(style) and 1 < len(same) <= MAX_HEADINGS
