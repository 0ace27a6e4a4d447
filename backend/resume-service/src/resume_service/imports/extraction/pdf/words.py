"""Builds words from drawn characters."""

from dataclasses import dataclass, field
from math import hypot

from resume_service.imports.extraction.pdf.places import Matrix, Word, placed

WORD_GAP = 0.16
"""Gap in em from which two characters belong to different words even without a space."""

BACK = 0.5
"""Maximum overlap in em with the previous character, for kerning and combining marks."""

OFF_LINE = 0.2
"""Maximum vertical offset in em from the previous character of a word."""

SLANT = 0.05
"""Sine of the angle from which text is slanted, such as a watermark."""


@dataclass(slots=True)
class Growing:
    """A word that is being drawn."""

    degrees: int
    x0: float
    y: float
    size: float
    x1: float = 0.0
    letters: list[str] = field(default_factory=list[str])

    def takes(self, at: tuple[float, float], size: float, spacing: float) -> bool:
        """Return whether a character at this position continues the word."""
        em = max(size, self.size)
        gap = at[0] - self.x1 - spacing
        return -BACK * em <= gap < WORD_GAP * em and abs(at[1] - self.y) <= OFF_LINE * em

    def grow(self, text: str, end: float) -> None:
        """Add a character that ends there."""
        self.letters.append(text)
        self.x1 = max(end, self.x0)

    def word(self, order: int, *, space: bool) -> Word:
        """Return the complete word; `space` means that a space was drawn after it."""
        return Word("".join(self.letters), self.x0, self.x1, self.y, self.size, order, space)


def turned(shown: Matrix) -> int | None:
    """Return the rotation of text in degrees, or `None` for slanted text."""
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
    """Return a position on the page rotated so that this text runs from left to right."""
    x, y = placed(shown, wide, rise)
    return {0: (x, y), 90: (y, -x), 180: (-x, -y)}.get(degrees, (-y, x))
