"""Where something that must not leave stands in a text, and what it is."""

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
"""What a token says about the value it stands for. `IDNUMBER` is the number of a person or of a document of theirs,
`TEXT` what only looks like a token."""

KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class Spot:
    """Where something that must not leave stands in a text."""

    kind: Kind
    begin: int
    end: int
