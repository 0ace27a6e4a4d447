"""What an assessment says: strengths and gaps, each about something that can be learned."""

from dataclasses import dataclass, field
from typing import Literal, Self

from shared.claims.models import Claim
from shared.postings.matching import Wanted
from shared.professions.models import Competency
from shared.resumes.document import Language
from shared.resumes.evidence import Evidence
from shared.skills.index import Skill

Cause = Literal["required", "duty", "preferred", "other", "focus", "target", "role", "listed"]
"""What makes a gap matter: a kind of posting line, a wish, what interviews for the profession test, an empty claim."""

State = Literal["missing", "partial", "named", "told"]
"""Nothing is shown; something near it; it is named and no more; or the person says that it is missing."""

Practice = Literal["certificate", "language", "lead", "tool", "rule", "work", "build", "unwritten"]
"""How one gets ready for what a posting asks for and no profession's data holds."""


@dataclass(frozen=True, slots=True)
class Topic:
    """What a step is about: a skill that has a unit, a competency, or the words of a posting."""

    key: str
    name: str
    skill: Skill | None = None
    competency: Competency | None = None
    practice: Practice | None = None

    @classmethod
    def of(cls, competency: Competency, language: Language) -> Self:
        """A competency as something to learn."""
        return cls(competency.id, competency.name.of(language), competency=competency)


@dataclass(slots=True)
class Gap:
    """A topic that is not shown, why it matters, and the places that say so; the higher its rank the more it gains."""

    topic: Topic
    cause: Cause
    state: State
    rank: float
    evidence: list[Evidence]
    words: str = ""
    """The posting's words, the focus, or what the résumé names."""

    claim: Claim | None = None
    lines: list[Wanted] = field(default_factory=list[Wanted])


@dataclass(frozen=True, slots=True)
class Strength:
    """A topic that a claim carries, or a skill that was used; `topic` is `None` where no data knows what it is."""

    topic: Topic | None
    claim: Claim | None
    evidence: tuple[Evidence, ...]
    focus: bool = False

    @property
    def is_measured(self) -> bool:
        """Whether a measure carries it."""
        return self.claim is not None and self.claim.measure is not None


@dataclass(frozen=True, slots=True)
class Assessment:
    """Strengths and gaps, the weightiest first, and the claims that would tell more with a figure."""

    strengths: tuple[Strength, ...]
    gaps: tuple[Gap, ...]
    unmeasured: tuple[Claim, ...]
    stack: frozenset[str]
    """The languages and frameworks that the person works with, and what they build on."""


def evidence_of(claim: Claim) -> Evidence:
    """The place of a claim."""
    return Evidence(pointer=claim.pointer, quote=claim.text)
