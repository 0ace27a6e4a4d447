"""What the readers of one language find in a clause, before it becomes a claim."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from shared.claims.figures import Figure
from shared.claims.models import Change, Count, Kind, Measure, Part

Span = tuple[int, int]


class Measured(NamedTuple):
    """A measure, the figures that it is made of, and where its subject is.

    `verb` and `agent` are the places among the words of an English clause of the verb that tells the change and of
    who or what made it.
    """

    measure: Measure
    begin: int
    end: int
    subject: Span | None = None
    figures: tuple[Figure, ...] = ()
    verb: int | None = None
    agent: Span | None = None

    @property
    def span(self) -> Span:
        """From the subject to the figures, whichever comes first."""
        if self.subject is None:
            return self.begin, self.end
        return min(self.begin, self.subject[0]), max(self.end, self.subject[1])


@dataclass(slots=True)
class Found:
    """What was found in a clause; `means`, `deed` and `terms` are places, the rest is as in a claim."""

    kind: Kind = "other"
    measured: Measured | None = None
    change: Change | None = None
    means: Span | None = None
    deed: Span | None = None
    count: Count | None = None
    own: Part | None = None
    terms: Sequence[Span] = field(default_factory=list[Span])
