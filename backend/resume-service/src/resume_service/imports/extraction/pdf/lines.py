"""Words that stand on one baseline, as lines."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from resume_service.imports.extraction.characters import BULLET
from resume_service.imports.extraction.pdf.places import Dot, Word

SAME_LINE = 0.4
"""Distance of two baselines, in em of the smaller text, up to which they are one line: raised and lowered letters."""

JOINED = 0.16
"""Distance between two words, in em, below which they are one: a word that was drawn in pieces."""

BETWEEN_SCRIPTS = 0.21
"""Distance, in em, up to which a Korean and a Latin letter are one word: word processors put a fifth of an em there."""

DOUBLED = 0.2
"""Distance, in em, up to which the same word drawn twice is one that was made bold that way."""

TABLE_GAP = 1.5
"""Distance between two words, in em, from which they are no longer the same phrase."""

DOT_BEFORE = 2.0
"""Distance, in em, up to which a dot belongs to the word behind it; and within which no other word is before it."""

MIDDLE, OFF_MIDDLE = 0.35, 0.35
"""How far, in em, the middle of a word is above its baseline, and by how much a dot may miss it."""

BAND = 12.0
"""Points that are looked through together for what stands beside a dot."""

BULLET_SIGNS = 3
"""Most characters of a sign or number that begins an item: `-`, `1.`, `10)`."""


MEETING = re.compile(r"[가-힣][A-Za-z0-9]|[A-Za-z0-9][가-힣]")


@dataclass(frozen=True, slots=True)
class Line:
    """Words on one baseline, from left to right."""

    words: tuple[Word, ...]
    y: float
    size: float

    @property
    def x0(self) -> float:
        """Where it begins."""
        return self.words[0].x0

    @property
    def x1(self) -> float:
        """Where it ends."""
        return max(word.x1 for word in self.words)

    @property
    def text(self) -> str:
        """The words with a blank wherever there is a distance between them."""
        parts = [self.words[0].text]
        for left, right in zip(self.words, self.words[1:], strict=False):
            gap = (right.x0 - left.x1) / max(left.size, right.size)
            is_parted = left.spaced or gap >= JOINED
            parts.append(" " if is_parted and not (gap < BETWEEN_SCRIPTS and _change_script(left, right)) else "")
            parts.append(right.text)
        return "".join(parts)

    def gaps(self, least: float) -> list[tuple[float, float]]:
        """The distances between words that are at least `least` em, as where they begin and end.

        The one behind the sign that begins an item is none, however far the item is indented.
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
        """The line cut where its words stand too far apart to be read on."""
        return self.cut([end for _, end in self.gaps(TABLE_GAP)])

    def cut(self, places: Iterable[float]) -> list["Line"]:
        """The line cut at the given places from left to right; nothing for where it has no word."""
        edges = [*places, float("inf")]
        parts: list[list[Word]] = [[] for _ in edges]
        for word in self.words:
            parts[next(place for place, edge in enumerate(edges) if word.x0 < edge)].append(word)
        return [Line(tuple(part), self.y, max(word.size for word in part)) for part in parts if part]


def begins_item(word: str) -> bool:
    """Whether a word is nothing but what an item of a list begins with."""
    if len(word) > BULLET_SIGNS:
        return False
    return BULLET.match(f"{word} x") is not None or (word[:-1].isdecimal() and word[-1] in ".)")


def _change_script(left: Word, right: Word) -> bool:
    """Whether a Korean letter and a Latin one or a digit meet."""
    return MEETING.fullmatch(left.text[-1] + right.text[0]) is not None


def lines_of(words: Iterable[Word]) -> list[Line]:
    """The lines that the words are, from top to bottom."""
    rows: list[list[Word]] = []
    for word in sorted(words, key=lambda word: (-word.y, word.x0)):
        row = next((row for row in reversed(rows[-2:]) if _is_level(row, word)), None)
        if row is None:
            rows.append([word])
        else:
            row.append(word)
    return [_line(row) for row in rows]


def usual_size(words: Sequence[Word]) -> float:
    """The size that most characters have, in points."""
    letters: dict[float, int] = {}
    for word in words:
        size = round(word.size * 2) / 2
        letters[size] = letters.get(size, 0) + len(word.text)
    return max(letters, key=lambda size: (letters[size], -size), default=0.0)


def once(words: Iterable[Word]) -> list[Word]:
    """The words without those that are drawn a second time in their place."""
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
    """The words, and a bullet for each dot that stands before one of them."""
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
    # The tallest word sets the line: what is raised beside it is measured from there.
    tallest = max(row, key=lambda other: other.size)
    return abs(tallest.y - word.y) <= SAME_LINE * min(tallest.size, word.size)


def _line(row: list[Word]) -> Line:
    row.sort(key=lambda word: word.x0)
    tallest = max(row, key=lambda word: word.size)
    return Line(tuple(row), tallest.y, tallest.size)
