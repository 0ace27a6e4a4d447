"""Texts as they are compared."""

import re
from unicodedata import normalize

SPACES = re.compile(r"\s+")


def comparable(text: str) -> str:
    """`text` so that white space, case and Unicode form do not count."""
    return SPACES.sub(" ", normalize("NFKC", text)).strip().casefold()
