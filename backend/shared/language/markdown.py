"""Text of people within Markdown (CommonMark)."""

import re

ALWAYS = re.compile(r"[\\`*<]|~(?=~)|\](?=[(\[:])|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])")
"""What means something wherever it stands; an underscore within a word does not."""
AT_START = re.compile(
    r"^(?:(\d{1,9})([.)])(?=\s|$)|(?=[-+](?:\s|$)|#{1,6}(?:\s|$)|>|~~~|=+\s*$|-+\s*$|(?:[-_] *){3,}$))"
)
"""What makes a line a list item, a heading, a quote, a fence, or what underlines a heading."""


def escaped(text: str) -> str:
    """One line of text so that Markdown shows it as it is."""
    line = ALWAYS.sub(lambda found: f"\\{found[0]}", " ".join(text.split()))
    return AT_START.sub(lambda found: f"{found[1] or ''}\\{found[2] or ''}", line, count=1)
