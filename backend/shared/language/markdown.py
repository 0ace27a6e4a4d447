"""Escaping of user texts in Markdown (CommonMark)."""

import re

ALWAYS = re.compile(r"[\\`*<]|~(?=~)|\](?=[(\[:])|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])")
"""Characters that are special everywhere; an underscore within a word is not."""
AT_START = re.compile(
    r"^(?:(\d{1,9})([.)])(?=\s|$)|(?=[-+](?:\s|$)|#{1,6}(?:\s|$)|>|~~~|=+\s*$|-+\s*$|(?:[-_] *){3,}$))"
)
"""The beginning of a list item, heading, quote, fence, or heading underline."""


def escaped(text: str) -> str:
    """Escape one line of text so that Markdown renders it literally."""
    line = ALWAYS.sub(lambda found: f"\\{found[0]}", " ".join(text.split()))
    return AT_START.sub(lambda found: f"{found[1] or ''}\\{found[2] or ''}", line, count=1)
