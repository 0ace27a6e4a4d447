"""Models of an assessment: strengths and gaps, each about a topic."""

from dataclasses import dataclass, field
from typing import Literal, Self

from shared.claims.models import Claim
from shared.postings.matching import Wanted
from shared.professions.models import Competency
from shared.resumes.document import Language
from shared.resumes.evidence import Evidence
from shared.skills.index import Skill

Cause = Literal["required", "duty", "preferred", "other", "focus", "target", "role", "listed"]
"""The cause of a gap: a kind of posting line, a wish, a test of the profession, or an unused listed skill."""

State = Literal["missing", "partial", "named", "told"]
"""Not shown; something related is shown; only named; or the person states that it is missing."""

Practice = Literal["certificate", "language", "lead", "tool", "rule", "work", "build", "unwritten", "domain"]
"""How to prepare for a requirement that is in no profession's data."""


@dataclass(frozen=True, slots=True)
class Topic:
    """The topic of a step: a skill with a unit, a competency, or the words of a posting."""

    key: str
    name: str
    skill: Skill | None = None
    competency: Competency | None = None
    practice: Practice | None = None

    @classmethod
    def of(cls, competency: Competency, language: Language) -> Self:
        """Return a competency as a topic."""
        return cls(competency.id, competency.name.of(language), competency=competency)


@dataclass(slots=True)
class Gap:
    """A topic that is not shown, with its cause, evidence, and rank; a higher rank is more beneficial."""

    topic: Topic
    cause: Cause
    state: State
    rank: float
    evidence: list[Evidence]
    words: str = ""
    """The words of the posting, the focus, or the skill in the résumé."""

    claim: Claim | None = None
    lines: list[Wanted] = field(default_factory=list[Wanted])


@dataclass(frozen=True, slots=True)
class Strength:
    """A topic supported by a claim, or a skill that was used. `topic` is `None` if unknown."""

    topic: Topic | None
    claim: Claim | None
    evidence: tuple[Evidence, ...]
    focus: bool = False
    is_of_old_trade: bool = False
    """Whether it comes from a job in another family of trades than the one of the interview."""

    @property
    def is_measured(self) -> bool:
        """Whether its claim has a measure."""
        return self.claim is not None and self.claim.measure is not None


@dataclass(frozen=True, slots=True)
class Assessment:
    """Strengths and gaps, most important first, and claims that would benefit from a figure."""

    strengths: tuple[Strength, ...]
    gaps: tuple[Gap, ...]
    unmeasured: tuple[Claim, ...]
    stack: frozenset[str]
    """The languages and frameworks that the person works with, and their foundations."""


def evidence_of(claim: Claim) -> Evidence:
    """Return a claim as evidence."""
    return Evidence(pointer=claim.pointer, quote=claim.text)
