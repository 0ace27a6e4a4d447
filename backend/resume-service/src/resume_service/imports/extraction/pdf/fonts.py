"""Decodes strings in a PDF and returns the width of each character."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pypdf.errors import LimitReachedError, PyPdfError

# pypdf has no public API for fonts. This is the only private API in use, and the version is pinned.
from pypdf.generic import DictionaryObject, _font  # pyright: ignore[reportPrivateUsage]

# With fontTools, pypdf reads encodings from embedded fonts. It is installed with the development tools but not with the
# service, so results would differ, and it imports modules after the process can no longer open files.
_font.HAS_FONTTOOLS = False  # pyright: ignore[reportConstantRedefinition] -- a constant of that module, not of ours

MALFORMED = (ArithmeticError, AttributeError, IndexError, KeyError, TypeError, ValueError)
"""Exceptions raised when a document does not conform to the standard."""

UNKNOWN = "\ufffd"
"""A glyph without a known character."""

EM = 1000
FULL, HALF = 1.0, 0.5
"""Widths in em for fonts that are described only by the name of an encoding."""

SPACE_CODE = 32
GLYPH_OF_ASCII = 31
"""Offset from glyph number to ASCII code in Adobe's Korean, Chinese and Japanese collections."""

UNUSED = dict.fromkeys("\x7f\x81\x8d\x8f\x90\x9d", "•")
"""Unused one-byte codes are bullets (ISO 32000-2, table D.2, note 3)."""

BLANK = (0.15, 0.4)
"""Widths in em of a blank, which some programs leave out of the map of a font."""

CODE_BYTES = 2

BOLD = re.compile(r"bold|black|heavy|demi|extrab|-medi(?:ital)?$|\+?(?:cm|sf|ec)bx|[-_]w[6-9]$", re.IGNORECASE)
"""In the name of a font that is drawn heavier than the others of its family."""

NAMED = {
    "KSC-EUC": "cp949",
    "KSCms-UHC": "cp949",
    "KSCms-UHC-HW": "cp949",
    "KSCpc-EUC": "cp949",
    "KSC-Johab": "johab",
    "GB-EUC": "gbk",
    "GBpc-EUC": "gbk",
    "GBK-EUC": "gbk",
    "GBKp-EUC": "gbk",
    "GBK2K": "gb18030",
    "B5pc": "cp950",
    "ETen-B5": "cp950",
    "ETenms-B5": "cp950",
    "HKscs-B5": "big5hkscs",
    "90ms-RKSJ": "cp932",
    "90msp-RKSJ": "cp932",
    "90pv-RKSJ": "cp932",
    "83pv-RKSJ": "cp932",
    "EUC": "euc_jp",
}
"""Predefined encodings of composite fonts (ISO 32000-2, table 116) with their codecs; `Uni…` is UTF-16."""

UTF16, UTF8, UTF32 = "utf-16-be", "utf-8", "utf-32-be"
WIDE = ("W", "F", "A")


@dataclass(frozen=True, slots=True)
class Glyph:
    """A drawn character (`UNKNOWN` if undetermined) and its width in em."""

    text: str
    width: float
    is_space_code: bool
    """Whether word spacing applies; only for the one-byte code 32."""


@dataclass(slots=True)
class Typeface:
    """A font of a document."""

    _font: _font.Font
    _composite: bool
    _codec: str | None
    """The codec of a predefined encoding."""

    _says: bool
    """Whether the font maps its codes to characters."""

    bold: bool = False
    """Whether its name says that it is a heavy one."""

    _glyphs: dict[str | int, Glyph] = field(default_factory=dict[str | int, Glyph])

    @classmethod
    def of(cls, resource: DictionaryObject) -> "Typeface":
        """Build the font of a resource; raises whatever pypdf raises for a broken one."""
        composite = resource.get("/Subtype") == "/Type0"
        has_map = "/ToUnicode" in resource
        encoding = resource.get("/Encoding")
        name = str(encoding).strip("/") if isinstance(encoding, str) else ""
        codec = _codec(name) if composite and not has_map else None
        font = _font.Font.from_font_resource(resource)
        says = has_map or (codec is not None if composite else font.interpretable)
        return cls(font, composite, codec, says, BOLD.search(str(resource.get("/BaseFont", ""))) is not None)

    @classmethod
    def none(cls) -> "Typeface":
        """Return the fallback for text drawn without a font."""
        return cls(_font.Font("Unknown", encoding={}), False, None, False)

    def glyphs(self, data: bytes) -> Iterator[Glyph]:
        """Yield the characters that `data` draws."""
        if self._codec is not None:
            for character in data.decode(self._codec, "replace"):
                yield self._named(character)
        elif self._composite:
            for at in range(0, len(data) - 1, CODE_BYTES):
                yield self._mapped(int.from_bytes(data[at : at + CODE_BYTES]))
        else:
            for code in data:
                yield self._simple(code)

    def _named(self, character: str) -> Glyph:
        known = self._glyphs.get(character)
        if known is None:
            known = self._glyphs[character] = Glyph(character, self._named_width(character), False)
        return known

    def _named_width(self, character: str) -> float:
        """Return the width in em. Widths are by glyph, and only ASCII has the same glyph numbers in all collections."""
        told: Any = (
            self._font.character_widths.get(chr(ord(character) - GLYPH_OF_ASCII)) if " " <= character <= "~" else None
        )
        if told is not None:
            return float(told) / EM
        return FULL if unicodedata.east_asian_width(character) in WIDE else HALF

    def _mapped(self, code: int) -> Glyph:
        known = self._glyphs.get(code)
        if known is None:
            text = self._font.character_map.get(chr(code)) if self._says else None
            width, sound = self._width(chr(code)), _sound(text)
            if sound == UNKNOWN and self._says and BLANK[0] <= width <= BLANK[1]:
                sound = " "
            known = self._glyphs[code] = Glyph(sound, width, False)
        return known

    def _simple(self, code: int) -> Glyph:
        known = self._glyphs.get(code)
        if known is None:
            raw = self._font.encoding.get(code, chr(code)) if isinstance(self._font.encoding, dict) else chr(code)
            text = self._font.character_map.get(raw, raw) if self._says else None
            if isinstance(text, str) and text.startswith("/") and len(text) > 1:
                text = None  # a glyph name instead of a character
            known = self._glyphs[code] = Glyph(
                _sound(UNUSED.get(text or "", text)), self._width(chr(code)), code == SPACE_CODE
            )
        return known

    def _width(self, raw: str) -> float:
        widths = self._font.character_widths
        width: Any = widths.get(raw, widths["default"])
        return float(width) / EM


def _sound(text: object) -> str:
    """Return the character that a document declares, unless it is a control character."""
    if not isinstance(text, str) or not text or text < " ":
        return " " if text in ("\t", "\r", "\n") else UNKNOWN
    return text


def _codec(name: str) -> str | None:
    base = name.removesuffix("-H").removesuffix("-V")
    if base.startswith("Uni"):
        return next((codec for mark, codec in (("UTF8", UTF8), ("UTF32", UTF32)) if base.endswith(mark)), UTF16)
    return NAMED.get(base)


class Faces:
    """Cache of the fonts of a document."""

    def __init__(self) -> None:
        self._known: dict[int, tuple[DictionaryObject, Typeface]] = {}

    def of(self, resource: DictionaryObject) -> Typeface:
        """Return the font of a resource."""
        # Keep a reference to the resource, so that its id is not reused.
        known = self._known.get(id(resource))
        if known is None:
            known = self._known[id(resource)] = (resource, _face(resource))
        return known[1]


def _face(resource: DictionaryObject) -> Typeface:
    """Return the font, or the fallback if it is broken, so that the rest of the document is read."""
    try:
        return Typeface.of(resource)
    except LimitReachedError:
        raise
    except (PyPdfError, *MALFORMED):
        return Typeface.none()
