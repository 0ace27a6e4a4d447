"""A question that could be asked, before any is chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from interview_service.questions.models import Difficulty, QuestionType
from shared.claims.models import Claim
from shared.language.particles import fill
from shared.resumes.evidence import Evidence

Source = Literal["claim", "skill", "posting", "career", "situation"]

LONGEST_QUOTE = 170


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question with its rank. `skeleton` names the template, which serves a set once; `about` is what it stands on.

    `core` is the question without what cites the résumé: behind another lead-in it would still be the same question.
    """

    skeleton: str
    source: Source
    about: str
    type: QuestionType
    difficulty: Difficulty
    topics: tuple[str, ...]
    lead_in: str
    core: str
    follow_ups: tuple[str, ...]
    intent: str
    covers: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    rank: float
    on_posting: bool = False
    theme: str | None = None

    @property
    def question(self) -> str:
        """The whole question."""
        return f"{self.lead_in} {self.core}".strip()


def slots_of(claim: Claim) -> Mapping[str, str]:
    """What a claim fills into the slots of a template; a slot that it has nothing for is not there."""
    measure, change = claim.measure, claim.change
    found = {
        "subject": measure.subject if measure is not None else None,
        "from": measure.start if measure is not None else None,
        "to": measure.end if measure is not None and measure.start is not None else None,
        "change": measure.change if measure is not None and measure.start is None else None,
        "means": claim.means,
        "count": claim.count.text if claim.count is not None else None,
        "employer": claim.employer,
        "project": claim.project,
        "place": claim.employer or claim.project,
        "role": claim.role,
        "old": change.start if change is not None else None,
        "new": change.end if change is not None else None,
        "term": claim.terms[0] if claim.terms else None,
    }
    return {name: value.strip() for name, value in found.items() if value is not None and value.strip()}


def quoted(claim: Claim) -> str:
    """The words of a claim, cut at a word where they are too long to be read out."""
    text = claim.text.strip().rstrip(".").strip()
    return text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE].rsplit(" ", 1)[0]


def evidence_of(claim: Claim) -> Evidence:
    """A claim as evidence."""
    return Evidence(pointer=claim.pointer, quote=quoted(claim))


def filled(text: str, slots: Mapping[str, str]) -> str:
    """A template with its slots filled."""
    return fill(text, dict(slots))
