"""Groups words on the same baseline into lines."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from resume_service.imports.extraction.characters import BULLET
from resume_service.imports.extraction.pdf.places import Dot, Word

SAME_LINE = 0.4
"""Maximum baseline distance of words in a line, in em of the smaller text, for super- and subscripts."""

JOINED = 0.16
"""Gap in em below which two words are one word that was drawn in pieces."""

BETWEEN_SCRIPTS = 0.21
"""Gap in em up to which Korean and Latin letters form one word; word processors insert a fifth of an em."""

DOUBLED = 0.2
"""Offset in em up to which a word drawn twice is a simulated bold word."""

TABLE_GAP = 1.5
"""Gap in em from which two words belong to different phrases."""

PAIR_GAP = 1.25
"""Gap in em between two boxes that stand alone in a line."""

WITHIN_PHRASE, CHIP_GAP, ALL_CHIPS_GAP = 0.4, 0.6, 1.0
"""Maximum gap in em within a phrase, and the minimum between boxes of phrases, and of words, which may be justified."""

EVEN = 1.35
"""Ratio of gaps up to which they are alike."""

DOT_BEFORE = 2.0
"""Distance in em up to which a dot belongs to the next word, if no other word is that close before it."""

MIDDLE, OFF_MIDDLE = 0.35, 0.35
"""Height in em of the middle of a word above its baseline, and the tolerance for a dot."""

BAND = 12.0
"""Height in points of the bands in which words beside a dot are searched."""

BULLET_SIGNS = 3
"""Maximum length of the sign or number of an item: `-`, `1.`, `10)`."""


MEETING = re.compile(r"[가-힣][A-Za-z0-9]|[A-Za-z0-9][가-힣]")


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline, from left to right."""

    words: tuple[Word, ...]
    y: float
    size: float

    @property
    def x0(self) -> float:
        """Its left edge."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Its right edge."""
        return max(word.x1 for word in self.words)

    @property
    def text(self) -> str:
        """The words, with a space wherever there is a gap."""
        parts = [self.words[0].text]
        for left, right in zip(self.words, self.words[1:], strict=False):
            gap = (right.x0 - left.x1) / max(left.size, right.size)
            is_parted = left.spaced or gap >= JOINED
            parts.append(" " if is_parted and not (gap < BETWEEN_SCRIPTS and _change_script(left, right)) else "")
            parts.append(right.text)
        return "".join(parts)

    def gaps(self, least: float) -> list[tuple[float, float]]:
        """Return the gaps between words that are at least `least` em wide, as start and end.

        The gap after the sign of an item does not count.
        """
        found: list[tuple[float, float]] = []
        reached = self.words[0].x1
        for place, (left, right) in enumerate(zip(self.words, self.words[1:], strict=False)):
            reached = max(reached, left.x1)
            is_sign = (place == 0 or (found and found[-1][1] == left.x0)) and begins_item(left.text)
            if right.x0 - reached >= least * self.size and not is_sign:
                found.append((reached, right.x0))
        return found

    def phrases(self) -> list["Line"]:
        """Return the line split at gaps that are too wide for a phrase."""
        return self.cut([end for _, end in self.gaps(TABLE_GAP)])

    def chips(self) -> list["Line"]:
        """Return the phrases of a line in which each has a box of its own, such as skills; others are not split.

        The gaps between boxes are alike, and wider than the blanks within a phrase.
        """
        gaps = self.gaps(WITHIN_PHRASE)
        wide = [end - start for start, end in gaps]
        if not wide or begins_item(self.words[0].text):
            return [self]
        if len(wide) == len(self.words) - 1 and all(word.spaced for word in self.words[:-1]):
            # The blanks of this font are wide.
            return [self]
        if len(wide) > 2 and wide[0] > EVEN * max(wide[1:]):
            # What stands before the boxes is the name of their group.
            wide = wide[1:]
        least = PAIR_GAP if len(wide) == 1 else CHIP_GAP if len(wide) < len(self.words) - 1 else ALL_CHIPS_GAP
        is_even = min(wide) >= least * self.size and max(wide) <= EVEN * min(wide)
        return self.cut([end for _, end in gaps]) if is_even else [self]

    def cut(self, places: Iterable[float]) -> list["Line"]:
        """Return the line split at the given positions from left to right, without empty parts."""
        edges = [*places, float("inf")]
        parts: list[list[Word]] = [[] for _ in edges]
        for word in self.words:
            parts[next(place for place, edge in enumerate(edges) if word.x0 < edge)].append(word)
        return [Line(tuple(part), self.y, max(word.size for word in part)) for part in parts if part]


def begins_item(word: str) -> bool:
    """Return whether a word is only the sign or number of a list item."""
    if len(word) > BULLET_SIGNS:
        return False
    return BULLET.match(f"{word} x") is not None or (word[:-1].isdecimal() and word[-1] in ".)")


def _change_script(left: Word, right: Word) -> bool:
    """Return whether a Korean letter meets a Latin letter or a digit."""
    return MEETING.fullmatch(left.text[-1] + right.text[0]) is not None


def lines_of(words: Iterable[Word]) -> list[Line]:
    """Return the lines of the words from top to bottom."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (-word.y, word.x0)):
        row = next((row for row in reversed(rows[-2:]) if _is_level(row, word)), None)
        if row is None:
            rows.append([word])
        else:
            row.append(word)
    return [_line(row) for row in rows]


def usual_size(words: Sequence[Word]) -> float:
    """Return the most common font size of the characters, in points."""
    letters: dict[float, int] = {}
    for word in words:
        size = round(word.size * 2) / 2
        letters[size] = letters.get(size, 0) + len(word.text)
    return max(letters, key=lambda size: (letters[size], -size), default=0.0)


def once(words: Iterable[Word]) -> list[Word]:
    """Return the words without duplicates drawn at the same position."""
    kept: dict[str, list[Word]] = {}
    found: list[Word] = []
    for word in words:
        twins = kept.setdefault(word.text, [])
        near = DOUBLED * word.size
        if not any(abs(twin.x0 - word.x0) <= near and abs(twin.y - word.y) <= near for twin in twins):
            twins.append(word)
            found.append(word)
    return found


def with_dots(words: Sequence[Word], dots: Iterable[Dot]) -> list[Word]:
    """Return the words, with a bullet for each dot before a word."""
    by_height: dict[int, list[Word]] = {}
    for word in words:
        by_height.setdefault(round(word.y / BAND), []).append(word)
    found = list(words)
    for dot in dots:
        band = round(dot.y / BAND)
        near = [word for at in range(band - 2, band + 2) for word in by_height.get(at, []) if _is_beside(dot, word)]
        first = min((word for word in near if word.x0 >= dot.x1), key=lambda word: word.x0, default=None)
        follows = any(word.x0 < dot.x1 and word.x1 > dot.x0 - DOT_BEFORE * word.size for word in near)
        if first is not None and not follows and first.x0 - dot.x1 <= DOT_BEFORE * first.size:
            found.append(Word("•", dot.x0, dot.x1, first.y, first.size, first.order, spaced=True))
    return found


def _is_beside(dot: Dot, word: Word) -> bool:
    return abs(word.y + word.size * MIDDLE - dot.y) <= word.size * OFF_MIDDLE


def _is_level(row: list[Word], word: Word) -> bool:
    # The tallest word determines the baseline, from which raised text is measured.
    tallest = max(row, key=lambda other: other.size)
    return abs(tallest.y - word.y) <= SAME_LINE * min(tallest.size, word.size)


def _line(row: list[Word]) -> Line:
    row.sort(key=lambda word: word.x0)
    tallest = max(row, key=lambda word: word.size)
    return Line(tuple(row), tallest.y, tallest.size)
