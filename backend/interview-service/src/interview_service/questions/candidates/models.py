"""Candidate questions."""

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
"""An object particle, which shows that a text is not a noun phrase: `보상 밴드를 첫 통화에서 공개`."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A ranked question. `skeleton` is the template's id, used at most once per set; `about` is what it is based on.

    The texts are templates. `slots` are the values for the question, `lead_slots` those for the sentence that cites the
    résumé. Only chosen candidates are rendered; hundreds are not chosen.
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
        """The question without the lead-in. With another lead-in it would be the same question."""
        return fill(self.asks, dict(self.slots))

    @property
    def follow_ups(self) -> tuple[str, ...]:
        """The rendered follow-ups."""
        return tuple(fill(text, dict(self.slots)) for text in self.digs)

    @property
    def question(self) -> str:
        """The rendered question with its lead-in."""
        return f"{fill(self.lead_in.strip(), dict(self.lead_slots), dict(self.readings))} {self.core}".strip()


def slots_of(claim: Claim) -> Mapping[str, str]:
    """Return the slot values that a claim provides, without slots that it cannot fill."""
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
    """Return what was measured if it is a noun, unlike `하루 7건쯤이던 게`."""
    return None if measure.subject is None or NO_NOUN.search(measure.subject) else measure.subject


def _is_means(means: str) -> bool:
    return OBJECT.search(means) is None and is_choice(means)


def _end(measure: Measure) -> str | None:
    """Return the final value of a measure, unless it lacks the unit that the initial value has."""
    bare = BARE.fullmatch(measure.end or "") is not None
    return None if bare and BARE.fullmatch(measure.start or "") is None else measure.end


def quoted(claim: Claim) -> str:
    """Return the text of a claim, cut at a word boundary if it is too long to be read out."""
    text = claim.text.strip().rstrip(".").strip()
    return text if len(text) <= MAX_QUOTE else text[:MAX_QUOTE].rsplit(" ", 1)[0]


def evidence_of(claim: Claim) -> Evidence:
    """Return a claim as evidence."""
    return Evidence(pointer=claim.pointer, quote=quoted(claim))
