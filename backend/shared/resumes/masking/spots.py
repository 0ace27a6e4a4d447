"""Places of identifiers in a text, and their kinds."""

from dataclasses import dataclass
from typing import Literal, get_args

Kind = Literal[
    "NAME",
    "EMAIL",
    "PHONE",
    "ADDRESS",
    "BIRTHDAY",
    "IDNUMBER",
    "GITHUB",
    "LINKEDIN",
    "BLOG",
    "LINK",
    "HANDLE",
    "CONTACT",
    "TEXT",
]
"""The kind of a value, which its token shows. `IDNUMBER` is the number of a person or of a document of theirs, `TEXT`
only looks like a token."""

KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Spot:
    """The place of an identifier in a text."""

    kind: Kind
    begin: int
    end: int
