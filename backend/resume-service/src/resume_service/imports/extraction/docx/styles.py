"""Properties of a paragraph: heading, list item, and spacing."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from xml.etree.ElementTree import Element

from resume_service.imports.extraction.docx.numbering import Numbering

MAX_CHAIN = 20
"""Maximum length of a chain of base styles; a longer one is a loop."""

HEADING_LEVELS = 9
BODY_LEVEL = "9"


@dataclass(frozen=True, slots=True)
class Look:
    """The combined properties of a paragraph and its style."""

    is_heading: bool
    number: tuple[str, int] | None
    """Id of the list, and level in it."""
    before: int
    after: int
    """Distances in twentieths of a point."""
    close_to_its_like: bool
    style: str
    left: int | None
    """Indentation in twentieths of a point, if set on the paragraph itself; it overrides the list."""
    style_left: int


@dataclass(slots=True)
class Styles:
    """The paragraph styles of a document."""

    styles: dict[str, Element] = field(default_factory=dict[str, Element])
    default: str = ""
    defaults: Element | None = None

    @classmethod
    def of(cls, root: Element | None) -> "Styles":
        """Build the styles from `styles.xml`; without that part there are none."""
        if root is None:
            return cls()
        paragraphs = [style for style in root.iter("style") if style.get("type", "paragraph") == "paragraph"]
        default = next((style.get("styleId", "") for style in paragraphs if style.get("default") in ("1", "true")), "")
        by_id = {style.get("styleId", ""): style for style in paragraphs}
        return cls(by_id, default, root.find("docDefaults/pPrDefault/pPr"))

    def look(self, properties: Element | None) -> Look:
        """Return the look of a paragraph with these properties."""
        chosen = properties.find("pStyle") if properties is not None else None
        style = (chosen.get("val", "") if chosen is not None else "") or self.default
        layers = [layer for layer in (properties, *self._chain(style), self.defaults) if layer is not None]
        level = _first(layers, "outlineLvl", "val")
        return Look(
            is_heading=(level is not None and level != BODY_LEVEL) or self._is_named_heading(style),
            number=_number(layers),
            before=_twentieths(_first(layers, "spacing", "before")),
            after=_twentieths(_first(layers, "spacing", "after")),
            close_to_its_like=_is_on(layers, "contextualSpacing"),
            style=style,
            left=_left(layers[:1]) if properties is not None else None,
            style_left=_left(layers) or 0,
        )

    def _chain(self, style: str) -> Iterator[Element]:
        for _ in range(MAX_CHAIN):
            found = self.styles.get(style)
            if found is None:
                return
            properties = found.find("pPr")
            if properties is not None:
                yield properties
            based = found.find("basedOn")
            style = based.get("val", "") if based is not None else ""

    def _is_named_heading(self, style: str) -> bool:
        found = self.styles.get(style)
        name = found.find("name") if found is not None else None
        return (name.get("val", "") if name is not None else style).lower().startswith(("heading", "title", "제목"))


class Blocks:
    """Splits paragraphs into blocks where the distance is larger than usual in the document."""

    def __init__(self, looks: list[Look]) -> None:
        gaps = Counter(_gap(above, below) for above, below in pairwise(looks))
        self._usual = max(gaps, key=gaps.__getitem__, default=0)

    def apart(self, above: Look, below: Look) -> bool:
        """Return whether a blank line separates the two."""
        return (below.is_heading and not above.is_heading) or _gap(above, below) > self._usual + NOTICEABLE


NOTICEABLE = 60
"""Three points."""


def _gap(above: Look, below: Look) -> int:
    if above.style == below.style and (above.close_to_its_like or below.close_to_its_like):
        return 0
    return max(above.after, below.before)


def _first(layers: list[Element], tag: str, attribute: str) -> str | None:
    for layer in layers:
        found = layer.find(tag)
        if found is not None and (value := found.get(attribute)) is not None:
            return value
    return None


def _is_on(layers: list[Element], tag: str) -> bool:
    found = next((found for layer in layers if (found := layer.find(tag)) is not None), None)
    return found is not None and found.get("val", "1") not in ("0", "false", "off")


def _number(layers: list[Element]) -> tuple[str, int] | None:
    number = _first(layers, "numPr/numId", "val")
    if number is None or number == Numbering.NONE:
        return None
    level = _first(layers, "numPr/ilvl", "val") or "0"
    return number, int(level) if level.isdecimal() else 0


def _left(layers: list[Element]) -> int | None:
    # The strict dialect uses `start`.
    found = [value for name in ("left", "start") if (value := _first(layers, "ind", name)) is not None]
    return _twentieths(found[0]) if found else None


def _twentieths(value: str | None) -> int:
    """Return a distance in twentieths of a point; the strict dialect may use a unit."""
    if value is None:
        return 0
    if value.endswith("pt"):
        value = str(round(float(value[:-2]) * 20))
    return int(value) if value.lstrip("-").isdecimal() else 0
