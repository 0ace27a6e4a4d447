"""Degrees and other papers that a school gives."""

import re

from resume_service.imports.structuring.words.memory import remembered
from resume_service.imports.structuring.words.vocabulary import Vocabulary

IN = re.compile(r"(?: *[,:(]| +in\b| +of\b) *", re.IGNORECASE)
NAMED_DEGREE = re.compile(
    r"((?:(?:Short|Foundation|Evening|Postgraduate|Graduate|Advanced|Higher|National|Professional|Online) )*"
    r"(?:Certificate|Diploma|Course|Licencjat|Magister|Laurea|Apprenticeship|Traineeship))(?: in |, )(\S.{2,80})",
    re.IGNORECASE,
)
"""`Short course in indigo`: what was completed, and in what."""
EDGES = " \t|,;:·•/–—-"


@remembered
def degree_in(piece: str, words: Vocabulary) -> tuple[str, str] | None:
    """The degree in `piece` and what stands beside it: `B.S. in Physics`, `전산학 석사`, `Physics (BSc)`."""
    if (named := NAMED_DEGREE.fullmatch(piece)) is not None:
        return named[1], named[2]
    folded = piece.casefold()
    if not folded.startswith(words.degree_begins) and not folded.endswith(words.degree_ends):
        # Most pieces; this is told in one step.
        return None
    for degree, small in words.folded_degrees:
        size = len(degree)
        if folded.startswith(small) and not piece[size : size + 1].isalnum():
            rest = piece[size:]
            if (lead := IN.match(rest)) is not None:
                rest = rest[lead.end() :]
            rest = rest.strip(EDGES + "()")
            again = next((other for other in words.degrees if rest.startswith((f"{other}, ", f"{other} in "))), None)
            # `Bachelor of Science - BS, Mathematics`
            return piece[:size], rest[len(again) :].removeprefix(" in ").strip(EDGES) if again else rest
        if folded.endswith(small) and piece[-size - 1 : -size] in (" ", "(", ","):
            return piece[-size:], piece[:-size].strip(EDGES + "()")
        if folded.endswith(f"({small})"):
            return piece[-size - 1 : -1], piece[: -size - 2].strip(EDGES)
    return None
