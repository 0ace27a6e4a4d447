"""Normalises characters for later stages: NFC, visible, and one character per meaning."""

import re
import unicodedata

NEWLINES = re.compile(r"\r\n?|[\x0b\x0c\x85\u2028\u2029]")
BLANKS = re.compile(r"[ \u00a0\u1680\u2000-\u200a\u202f\u205f\u2800\u3000\u3164\uffa0]")
SEEN_HYPHEN = re.compile(r"(?:(?<=\d)|(?<=\s))\xad+(?=[\s\dA-Z가-힣(])")
"""A soft hyphen between dates, which fonts draw although no line breaks there."""
MANY_BLANKS = re.compile(r" {2,}")
MANY_EMPTY_LINES = re.compile(r"\n{3,}")

_DROPPED = {
    # Control characters except tab and line feed, and noncharacters.
    **dict.fromkeys((*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0))),
    **dict.fromkeys((*range(0xD800, 0xE000), *range(0xFDD0, 0xFDF0), 0xFFFE, 0xFFFF)),
    # Soft hyphen, zero widths, directions, invisible operators, byte order mark, annotations, fillers, tags.
    **dict.fromkeys((0xAD, 0x34F, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F))),
    **dict.fromkeys((*range(0x2060, 0x2070), 0xFEFF, *range(0xFFF9, 0xFFFC))),
    **dict.fromkeys((0x115F, 0x1160, *range(0xFE00, 0xFE10), *range(0xE0000, 0xE1000))),
    # Private use: icon fonts such as Font Awesome.
    **dict.fromkeys(range(0xE000, 0xF900)),
}
_SAME_MEANING = {
    # Ligatures, full-width ASCII, and hyphens that only control line breaks.
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in (*range(0xFB00, 0xFB07), *range(0xFF01, 0xFF5F))},
    0x2010: "-",
    0x2011: "-",
    0xFFE6: "₩",
}
# Full NFKC would turn ① into 1, ㎡ into m2 and ㈜ into (주), losing information.
TABLE: dict[int, str | None] = {**_DROPPED, **_SAME_MEANING}

PRIVATE = r"\ue000-\uf8ff"
CERTAIN_BULLETS = rf"•‣▪▫○●◦∙⁃◘◙◾◽⚫⚬➢➤❖✓✔✦▸▹►▻{PRIVATE}"
BULLET = re.compile(
    rf"(?P<indent>[ \t]*)(?:[{CERTAIN_BULLETS}][ \t]*|[·‧・][ \t]*|[*+–—−ㆍ][ \t]+|-[ \t]+|-(?=[^\W\d]))(?=\S)"
)
"""The start of a list item. ■, ◆, ▶ and ① are kept: they mark headings and numbers in Korean résumés."""


def clean(text: str) -> str:
    """Return `text` in NFC, with uniform line ends and spaces, without invisible characters."""
    text = BLANKS.sub(" ", NEWLINES.sub("\n", text))
    text = SEEN_HYPHEN.sub("-", text).translate(TABLE)
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def with_bullet(line: str) -> str:
    """Return `line` with any bullet sign replaced by `- `. Call it before `clean`, which drops icons."""
    found = BULLET.match(line)
    return f"{found['indent']}- {line[found.end() :]}" if found is not None else line


def tidy(text: str) -> str:
    """Remove trailing spaces and bullets without text, and keep one empty line between blocks."""
    lines = [line.rstrip() for line in text.split("\n")]
    return MANY_EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip("\n")


def squeezed(line: str) -> str:
    """Return `line` with runs of spaces collapsed."""
    return MANY_BLANKS.sub(" ", line).strip()
