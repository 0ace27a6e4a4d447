"""Normalisation of texts for comparison."""

import re
from unicodedata import normalize

SPACES = re.compile(r"\s+")


def comparable(text: str) -> str:
    """Normalise `text` so that white space, case and Unicode form do not matter."""
    return SPACES.sub(" ", normalize("NFKC", text)).strip().casefold()
