"""A question that could be asked, before any is chosen."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from interview_service.questions.models import Difficulty, QuestionType
from interview_service.questions.things import counted, is_choice, term
from shared.claims.models import Claim, Measure
from shared.language.particles import fill
from shared.resumes.evidence import Evidence

Source = Literal["claim", "skill", "posting", "career", "situation"]

MAX_QUOTE = 170
BARE = re.compile(r"[\d.,]+")
NO_NOUN = re.compile(r"(?:[은는던을ㄹ] ?)?(?:게|걸|것|거)\Z")
OBJECT = re.compile(r"[가-힣][을를] ")
"""What stands in no noun phrase: `보상 밴드를 첫 통화에서 공개` cannot take a particle of its own."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question with its rank. `skeleton` names the template, which serves a set once; `about` is what it stands on.

    The texts are templates; `slots` fills those of the question, `lead_slots` those of the sentence that cites the
    résumé. They are filled for what is chosen: hundreds are not.
    """

    skeleton: str
    source: Source
    about: str
    type: QuestionType
    difficulty: Difficulty
    topics: tuple[str, ...]
    lead_in: str
    asks: str
    digs: tuple[str, ...]
    intent: str
    covers: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    rank: float
    on_posting: bool = False
    theme: str | None = None
    fits_anything: bool = False
    slots: Mapping[str, str] = field(default_factory=dict[str, str])
    lead_slots: Mapping[str, str] = field(default_factory=dict[str, str])
    readings: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def core(self) -> str:
        """The question without what cites the résumé: behind another lead-in it would still be the same question."""
        return fill(self.asks, dict(self.slots))

    @property
    def follow_ups(self) -> tuple[str, ...]:
        """The follow-ups."""
        return tuple(fill(text, dict(self.slots)) for text in self.digs)

    @property
    def question(self) -> str:
        """The whole question."""
        return f"{fill(self.lead_in.strip(), dict(self.lead_slots), dict(self.readings))} {self.core}".strip()


def slots_of(claim: Claim) -> Mapping[str, str]:
    """What a claim fills into the slots of a template; a slot that it has nothing for is not there."""
    measure, change = claim.measure, claim.change
    found = {
        "subject": _subject(measure) if measure is not None else None,
        "from": measure.start if measure is not None else None,
        "to": _end(measure) if measure is not None and measure.start is not None else None,
        "change": measure.change if measure is not None and measure.start is None else None,
        "means": claim.means if claim.means is not None and _is_means(claim.means) else None,
        "count": number[0] if (number := counted(claim)) is not None else None,
        "employer": claim.employer,
        "project": claim.project,
        "place": claim.employer or claim.project,
        "role": claim.role,
        "old": change.start if change is not None else None,
        "new": change.end if change is not None else None,
        "term": term(claim),
    }
    return {name: value.strip() for name, value in found.items() if value is not None and value.strip()}


def _subject(measure: Measure) -> str | None:
    """What was measured, where it is a noun: not `하루 7건쯤이던 게`."""
    return None if measure.subject is None or NO_NOUN.search(measure.subject) else measure.subject


def _is_means(means: str) -> bool:
    return OBJECT.search(means) is None and is_choice(means)


def _end(measure: Measure) -> str | None:
    """Where a measure came to; a bare number where its beginning has a unit would not be understood."""
    bare = BARE.fullmatch(measure.end or "") is not None
    return None if bare and BARE.fullmatch(measure.start or "") is None else measure.end


def quoted(claim: Claim) -> str:
    """The words of a claim, cut at a word where they are too long to be read out."""
    text = claim.text.strip().rstrip(".").strip()
    return text if len(text) <= MAX_QUOTE else text[:MAX_QUOTE].rsplit(" ", 1)[0]


def evidence_of(claim: Claim) -> Evidence:
    """A claim as evidence."""
    return Evidence(pointer=claim.pointer, quote=quoted(claim))
