"""Reads text files after detecting their encoding."""

import re

from resume_service.imports.extraction.characters import clean, tidy, with_bullet
from resume_service.imports.extraction.encodings import decoded
from resume_service.imports.extraction.errors import BrokenDocument, DocumentTooComplex, EmptyDocument
from resume_service.imports.extraction.workers.frames import MAX_CHARACTERS

LEADING_TABS = re.compile(r"^( *)(\t+)", re.MULTILINE)
INNER_TABS = re.compile(r"(?<=\S) *\t[\t ]*(?=\S)")
FENCE = re.compile(r"^ {0,3}(```|~~~)")


def read_json(data: bytes) -> str:
    """Return the decoded document unchanged, because JSON strings must not be altered."""
    return _decoded(data)


def read_text(data: bytes) -> str:
    """Return a plain text; text after a tab becomes a cell."""
    text = INNER_TABS.sub(" | ", _indented(_decoded(data)))
    return _whole("\n".join(map(with_bullet, text.split("\n"))))


def read_markdown(data: bytes) -> str:
    """Return a Markdown text with uniform list signs; code blocks are unchanged."""
    lines: list[str] = []
    in_code = False
    for line in _indented(_decoded(data)).split("\n"):
        if FENCE.match(line):
            in_code = not in_code
        lines.append(line if in_code else with_bullet(line))
    return _whole("\n".join(lines))


def _decoded(data: bytes) -> str:
    text = decoded(data)
    if text is None:
        raise BrokenDocument("The encoding of the text is unknown. Save it as UTF-8 and send it again.")
    if len(text) > MAX_CHARACTERS:
        raise DocumentTooComplex("The document has more text than allowed for a résumé. Send less text.")
    if not text.strip():
        raise EmptyDocument
    return text


def _indented(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return LEADING_TABS.sub(lambda found: found[1] + "    " * len(found[2]), text)


def _whole(text: str) -> str:
    text = tidy(clean(text))
    if not text.strip():
        raise EmptyDocument
    return text
