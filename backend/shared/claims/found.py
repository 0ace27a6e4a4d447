"""The findings of the language-specific readers in a clause, before they become a claim."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from shared.claims.figures import Figure
from shared.claims.models import Change, Count, Kind, Measure, Part

Span = tuple[int, int]


class Measured(NamedTuple):
    """A measure, its figures, and the span of its subject.

    `verb` and `agent` are the word positions of the verb of change and of its agent in an English clause.
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
        """The span that covers the subject and the figures."""
        if self.subject is None:
            return self.begin, self.end
        return min(self.begin, self.subject[0]), max(self.end, self.subject[1])


@dataclass(slots=True)
class Found:
    """The findings in a clause; `means`, `deed` and `terms` are spans, the rest is the same as in a claim."""

    kind: Kind = "other"
    measured: Measured | None = None
    change: Change | None = None
    means: Span | None = None
    deed: Span | None = None
    count: Count | None = None
    own: Part | None = None
    terms: Sequence[Span] = field(default_factory=list[Span])
