"""What the readers of one language find in a clause, before it becomes a claim."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from shared.claims.figures import Figure
from shared.claims.models import Change, Count, Kind, Measure, Part

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Measured:
    """A measure, the figures that it is made of, and where its subject is."""

    measure: Measure
    begin: int
    end: int
    subject: Span | None = None
    figures: Sequence[Figure] = ()


@dataclass(slots=True)
class Found:
    """What was found in a clause; `means` and `subject` are places, the rest is as in a claim."""

    kind: Kind = "other"
    measured: Measured | None = None
    change: Change | None = None
    means: Span | None = None
    deed: Span | None = None
    count: Count | None = None
    own: Part | None = None
    terms: Sequence[Span] = field(default_factory=list[Span])
