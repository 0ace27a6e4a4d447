"""Characters as they are drawn become words."""

from dataclasses import dataclass, field
from math import hypot

from resume_service.imports.extraction.pdf.places import Matrix, Word, placed

WORD_GAP = 0.16
"""Distance between two characters, in em, from which they belong to two words though no space is between them."""

BACK = 0.5
"""How far, in em, a character may stand before the end of the one it follows: kerning, and letters with marks."""

OFF_LINE = 0.2
"""How far, in em, a character may stand above or below the one it follows in a word."""

SLANT = 0.05
"""Sine of the angle from which text counts as slanted, as watermarks are."""


@dataclass(slots=True)
class Growing:
    """A word while it is drawn."""

    degrees: int
    x0: float
    y: float
    size: float
    x1: float = 0.0
    letters: list[str] = field(default_factory=list[str])
    bold: bool = False

    def takes(self, at: tuple[float, float], size: float, spacing: float) -> bool:
        """Whether a character at this place goes on with the word."""
        em = max(size, self.size)
        gap = at[0] - self.x1 - spacing
        return -BACK * em <= gap < WORD_GAP * em and abs(at[1] - self.y) <= OFF_LINE * em

    def grow(self, text: str, end: float) -> None:
        """Add a character that ends there."""
        self.letters.append(text)
        self.x1 = max(end, self.x0)

    def word(self, order: int, *, space: bool) -> Word:
        """The whole word; `space`: one was drawn behind it."""
        return Word("".join(self.letters), self.x0, self.x1, self.y, self.size, order, space, self.bold)


def turned(shown: Matrix) -> int | None:
    """How text is turned, in degrees, or `None` for slanted text."""
    length = hypot(shown.a, shown.b)
    if not length:
        return None
    cosine, sine = shown.a / length, shown.b / length
    if abs(sine) < SLANT:
        return 0 if cosine > 0 else 180
    if abs(cosine) < SLANT:
        return 90 if sine > 0 else 270
    return None


def along(shown: Matrix, degrees: int, wide: float, rise: float) -> tuple[float, float]:
    """A place as it is seen when the page is held so that this text runs from left to right."""
    x, y = placed(shown, wide, rise)
    return {0: (x, y), 90: (y, -x), 180: (-x, -y)}.get(degrees, (-y, x))
