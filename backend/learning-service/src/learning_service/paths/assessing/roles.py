"""Reads what a target role names besides the trade itself."""

import re
from collections.abc import Iterator

from shared.professions.titles import reading_of

BRACKETS = re.compile(r"\(([^()]*)\)")
BETWEEN = re.compile(r"\s*[·,/&]\s*")
EITHER = re.compile(r"또는|혹은|\bor\b", re.IGNORECASE)
"""Alternatives say where a person would like to work, not what they must learn."""

TERMS = re.compile(
    r"(?:primary|secondary|elementary|middle|high school|remote|hybrid|full[- ]time|part[- ]time|permanent|contract"
    r"|초등|중등|고등|신입|경력|정규직|계약직|재택|[\s/])+",
    re.IGNORECASE,
)
"""Terms of a job, and stages of a school, which cannot be learned."""


def named_by_role(role: str) -> Iterator[str]:
    """Yield what a role's brackets list, and what follows its comma: `Firmware Engineer, medical devices`."""
    for found in BRACKETS.finditer(role):
        if EITHER.search(found[1]) is None:
            yield from (words for words in BETWEEN.split(found[1]) if words and TERMS.fullmatch(words) is None)
    _, _, rest = BRACKETS.sub(" ", role).partition(",")
    if rest.strip() and EITHER.search(rest) is None and reading_of(rest) is None:
        yield rest.strip()
