"""Rules for the characters of submitted texts: `SingleLine` and `MultiLine` for schemas, functions for others."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from unicodedata import normalize

from pydantic import BeforeValidator, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, ErrorDetails, core_schema

_CONTROLS = r"\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x84\x86-\x9F"
# These change the display order of everything that follows, even outside the text that contains them. Joiners and the
# marks U+200E and U+200F remain allowed: emoji and whole scripts need them.
_BIDI = r"\u202A-\u202E\u2066-\u2069"
_BREAKS = r"\t\n\r\x85\u2028\u2029"

MULTI_LINE = rf"^[^{_CONTROLS}{_BIDI}]*$"
"""Pattern of a text in which line breaks and tabs are allowed."""

SINGLE_LINE = rf"^[^{_CONTROLS}{_BIDI}{_BREAKS}]*$"

DETAILS = {
    MULTI_LINE: "Control characters are not allowed.",
    SINGLE_LINE: "Line breaks, tabs and other control characters are not allowed.",
}
"""The `detail` that a client gets when a text does not match its pattern."""

FORBIDDEN = re.compile(rf"[{_CONTROLS}{_BIDI}]+")
LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029]")
BREAKS = re.compile(rf" *[{_BREAKS}][ {_BREAKS}]*")
_INVISIBLE = (
    r"\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u2800\u3164"
    r"\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB\U000E0000-\U000E0FFF"
)
NOTHING_TO_SEE = re.compile(rf"[\s\u2028\u2029{_INVISIBLE}]*")
"""White space, the characters that Unicode displays as nothing, the Braille blank and the Hangul fillers."""

_NOBODYS = r"\uD800-\uDFFF\uE000-\uF8FF\uFDD0-\uFDEF\uFFFE\uFFFF\U000F0000-\U0010FFFF"
HIDDEN = re.compile(rf"[{_CONTROLS}{_INVISIBLE}{_NOBODYS}]+")
"""Characters that no model output needs, because readers do not see the same thing: control, bidi and invisible
characters, lone surrogates, and characters for private use."""


_SEEN = "[!-~\u00a1-\u00ac\u00ae-\u024f\uac00-\ud7a3\u4e00-\u9fff]"
VISIBLE_LINE = rf"^[^{_CONTROLS}{_BIDI}{_BREAKS}]*{_SEEN}[^{_CONTROLS}{_BIDI}{_BREAKS}]*$"
VISIBLE_LINES = rf"^[^{_CONTROLS}{_BIDI}]*{_SEEN}[^{_CONTROLS}{_BIDI}]*$"
"""JSON schema patterns that require a visible character. They name fewer characters than validation accepts, because no
ECMA-262 pattern without Unicode mode can name them all."""


@dataclass(frozen=True, slots=True)
class SingleLine:
    """Annotates a text on one line, such as a name. A text that is not empty must have a visible character."""

    max_length: int
    min_length: int = 0

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return Pydantic's core schema."""
        return _visible(_string(SINGLE_LINE, self.min_length, self.max_length))

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return the JSON schema; a required text gets the pattern for a visible character."""
        return {**handler(core), **({"pattern": VISIBLE_LINE} if self.min_length else {})}


@dataclass(frozen=True, slots=True)
class MultiLine:
    """Annotates a text with paragraphs. A required text must have a visible character."""

    max_length: int
    min_length: int = 0

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Return Pydantic's core schema."""
        string = _string(MULTI_LINE, self.min_length, self.max_length)
        return _visible(string) if self.min_length else string

    def __get_pydantic_json_schema__(self, core: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        """Return the JSON schema; a required text gets the pattern for a visible character."""
        return {**handler(core), **({"pattern": VISIBLE_LINES} if self.min_length else {})}


def _without_booleans(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("true and false are not numbers")  # noqa: TRY004  Pydantic turns it into a 422
    return value


NoBoolean = BeforeValidator(_without_booleans)
"""Annotates a number and rejects JSON's `true` and `false`, which Python treats as 1 and 0."""


def is_allowed(text: str) -> bool:
    """Whether `text` has only characters that are allowed in a multi-line text."""
    return FORBIDDEN.search(text) is None


def allowed(text: str) -> str:
    """Return `text` without the characters that are never allowed."""
    return FORBIDDEN.sub("", text)


def shown(text: str) -> str:
    """Return `text` as it is displayed: composed (NFC) and without invisible characters."""
    if text.isascii() and text.isprintable():
        return text.strip()
    lines = normalize("NFC", HIDDEN.sub("", text).replace("\x85", "\n"))
    return LINE_ENDS.sub("\n", lines).strip()


def on_one_line(text: str) -> str:
    """Return `text` as a valid single line: a blank for each line break, no forbidden characters."""
    return BREAKS.sub(" ", allowed(text)).strip()


def clean_refused(content: Any, errors: Sequence[ErrorDetails]) -> bool:
    """Clean the texts in `content` that `errors` rejects for their characters. Return whether there were any."""
    clean = {MULTI_LINE: allowed, SINGLE_LINE: on_one_line}
    refused = [(error["loc"], clean[pattern]) for error in errors if (pattern := _pattern(error)) in clean]
    for (*path, last), cleaned in refused:
        parent = content
        for part in path:
            parent = parent[part]
        parent[last] = cleaned(parent[last])
    return bool(refused)


def _pattern(error: ErrorDetails) -> str:
    return str(error.get("ctx", {}).get("pattern", ""))


def _string(pattern: str, min_length: int, max_length: int) -> CoreSchema:
    return core_schema.str_schema(strip_whitespace=True, min_length=min_length, max_length=max_length, pattern=pattern)


def _visible(string: CoreSchema) -> CoreSchema:
    return core_schema.no_info_after_validator_function(_require_visible, string)


def _require_visible(text: str) -> str:
    if text and NOTHING_TO_SEE.fullmatch(text):
        raise ValueError("at least one visible character is required")
    return text
