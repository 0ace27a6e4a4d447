"""The figures as a picture: a bar for each, with its gate."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from eval.gates import Gate, missed
from eval.measures.base import Figure

WIDTH, ROW, TOP, MARGIN = 1200, 34, 70, 24
BARS, BAR, HEIGHT = 420, 620, 18
INK, PALE, GOOD, BAD, EMPTY, GATE = "#1f2933", "#52606d", "#4c9f70", "#d1495b", "#eef1f4", "#1f2933"
SCALE = 2


def draw(title: str, figures: Sequence[Figure], gates: Mapping[str, Gate], path: Path) -> None:
    """Draw the figures into a PNG; a dark line is the gate, and a figure that does not pass it is red."""
    height = TOP + ROW * len(figures) + MARGIN
    image = Image.new("RGB", (WIDTH * SCALE, height * SCALE), "white")
    pen = ImageDraw.Draw(image)
    failed = {one.figure.name for one in missed(figures, gates)}
    pen.text((MARGIN * SCALE, MARGIN * SCALE), title, INK, _font(20))
    for number, figure in enumerate(figures):
        top = TOP + ROW * number
        pen.text((MARGIN * SCALE, top * SCALE), figure.name, INK, _font(15))
        _bar(pen, top, figure, gates.get(figure.name), bad=figure.name in failed)
    image.save(path, optimize=True)


def _bar(pen: ImageDraw.ImageDraw, top: int, figure: Figure, gate: Gate | None, *, bad: bool) -> None:
    value = figure.value
    pen.rectangle(_box(BARS, top, BAR), EMPTY)
    if value is not None and value > 0:
        pen.rectangle(_box(BARS, top, value * BAR), BAD if bad else GOOD)
    bound = (gate.at_least if gate.at_least is not None else gate.at_most) if gate is not None else None
    if bound is not None:
        at = BARS + bound * BAR
        pen.line([at * SCALE, (top - 3) * SCALE, at * SCALE, (top + HEIGHT + 3) * SCALE], GATE, 3)
    said = "nothing to judge" if value is None else f"{value:.1%} of {figure.of}{', low is good' if figure.low else ''}"
    pen.text(((BARS + BAR + 12) * SCALE, (top + 1) * SCALE), said, PALE, _font(12))


def _box(left: float, top: float, width: float) -> tuple[float, float, float, float]:
    return left * SCALE, top * SCALE, (left + width) * SCALE, (top + HEIGHT) * SCALE


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size * SCALE)
