"""How the words of a paragraph look: how large they are, and whether they are bold."""

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree.ElementTree import Element

OFF = ("0", "false", "off", "none")
HALF_POINTS = 20.0
"""Size of text where nothing says any, in half points."""


@dataclass(frozen=True, slots=True)
class Face:
    """Size in half points, and weight."""

    size: float
    bold: bool


def face_of(paragraph: Element, layers: Iterable[Element]) -> Face:
    """The look of most letters of a paragraph; `layers` are the `rPr` of its style and of the styles below that."""
    inherited = list(layers)
    letters: dict[Face, int] = {}
    for run in paragraph.iter("r"):
        count = sum(len((text.text or "").strip()) for text in run.iter("t"))
        if count:
            face = _face([own, *inherited] if (own := run.find("rPr")) is not None else inherited)
            letters[face] = letters.get(face, 0) + count
    return max(letters, key=lambda face: letters[face], default=Face(HALF_POINTS, False))


def usual_size(faces: Iterable[tuple[Face, int]]) -> float:
    """The size that most letters have; `faces` are those of paragraphs, with how many letters each has."""
    letters: dict[float, int] = {}
    for face, count in faces:
        letters[face.size] = letters.get(face.size, 0) + count
    return max(letters, key=lambda size: letters[size], default=HALF_POINTS)


def _face(layers: list[Element]) -> Face:
    size = next((value for layer in layers if (value := _value(layer, "sz")) is not None), "")
    weight = next((found for layer in layers if (found := _weight(layer)) is not None), False)
    return Face(float(size) if size.isdecimal() else HALF_POINTS, weight)


def _weight(layer: Element) -> bool | None:
    found = layer.find("b")
    if found is not None:
        return found.get("val", "1") not in OFF
    return True if (_value(layer, "rStyle") or "").lower() in ("strong", "booktitle") else None


def _value(layer: Element, tag: str) -> str | None:
    found = layer.find(tag)
    return found.get("val") if found is not None else None
