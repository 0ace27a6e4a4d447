"""Words that stand on one baseline, as lines."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from resume_service.extraction.characters import BULLET
from resume_service.extraction.pdf.places import Word

SAME_LINE = 0.4
"""Distance of two baselines, in em of the smaller text, up to which they are one line: raised and lowered letters."""

JOINED = 0.16
"""Distance between two words, in em, below which they are one: a word that was drawn in pieces."""

DOUBLED = 0.2
"""Distance, in em, up to which the same word drawn twice is one that was made bold that way."""

TABLE_GAP = 1.5
"""Distance between two words, in em, from which they are no longer the same phrase."""

BULLET_SIGNS = 3
"""Most characters of a sign or number that begins an item: `-`, `1.`, `10)`."""


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
            gap = right.x0 - left.x1
            parts.append(" " if left.spaced or gap >= JOINED * max(left.size, right.size) else "")
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


def _is_level(row: list[Word], word: Word) -> bool:
    # The tallest word sets the line: what is raised beside it is measured from there.
    tallest = max(row, key=lambda other: other.size)
    return abs(tallest.y - word.y) <= SAME_LINE * min(tallest.size, word.size)


def _line(row: list[Word]) -> Line:
    row.sort(key=lambda word: word.x0)
    tallest = max(row, key=lambda word: word.size)
    return Line(tuple(row), tallest.y, tallest.size)
