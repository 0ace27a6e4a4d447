"""A question that could be asked, before any is chosen."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from interview_service.questions.models import Difficulty, QuestionType
from shared.claims.models import Claim, Measure
from shared.language.particles import fill
from shared.resumes.evidence import Evidence

Source = Literal["claim", "skill", "posting", "career", "situation"]

LONGEST_QUOTE = 170
LEAST_COUNT, MOST_COUNT = 3, 300
NUMBER = re.compile(r"\d+(?:,\d{3})*(?![\d.]*\d)")
BARE = re.compile(r"[\d.,]+")
FEW = {
    **{
        word: number
        for number, word in enumerate(("three", "four", "five", "six", "seven", "eight", "nine", "ten"), start=3)
    },
    **{word: number for number, word in enumerate(("세", "네", "다섯", "여섯", "일곱", "여덟", "아홉", "열"), start=3)},
}
UNCOUNTABLE = re.compile(
    r"\d\s?(?:[kKMGT]?(?:W|VA|V|B|Hz|bps|g|m|L|wh|Wh)|㎡|평|%|km|cm|mm|kg|톤|t|원|만|억|천|달러|USD|KRW|시간|분|초|일|주|개월|년"
    r"|hours?|hrs?|minutes?|mins?|days?|weeks?|months?|years?|percent|lines|miles|acres|sq|square|tonnes?|tons?|lbs?)"
    r"(?![A-Za-z])|[$€£₩]",
)


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


def countable(claim: Claim) -> str | None:
    """How many people or things there were, where these can be asked about one by one: not kilowatts, not one, not
    thousands.
    """
    if claim.count is None or claim.kind == "other" or UNCOUNTABLE.search(claim.count.text):
        return None
    found = NUMBER.search(claim.count.text)
    number = int(found[0].replace(",", "")) if found is not None else FEW.get(claim.count.text.split()[0].casefold(), 0)
    return claim.count.text if LEAST_COUNT <= number <= MOST_COUNT else None


def slots_of(claim: Claim) -> Mapping[str, str]:
    """What a claim fills into the slots of a template; a slot that it has nothing for is not there."""
    measure, change = claim.measure, claim.change
    found = {
        "subject": measure.subject if measure is not None else None,
        "from": measure.start if measure is not None else None,
        "to": _end(measure) if measure is not None and measure.start is not None else None,
        "change": measure.change if measure is not None and measure.start is None else None,
        "means": claim.means,
        "count": countable(claim),
        "employer": claim.employer,
        "project": claim.project,
        "place": claim.employer or claim.project,
        "role": claim.role,
        "old": change.start if change is not None else None,
        "new": change.end if change is not None else None,
        "term": claim.terms[0] if claim.terms else None,
    }
    return {name: value.strip() for name, value in found.items() if value is not None and value.strip()}


def _end(measure: Measure) -> str | None:
    """Where a measure came to; a bare number where its beginning has a unit would not be understood."""
    bare = BARE.fullmatch(measure.end or "") is not None
    return None if bare and BARE.fullmatch(measure.start or "") is None else measure.end


def quoted(claim: Claim) -> str:
    """The words of a claim, cut at a word where they are too long to be read out."""
    text = claim.text.strip().rstrip(".").strip()
    return text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE].rsplit(" ", 1)[0]


def evidence_of(claim: Claim) -> Evidence:
    """A claim as evidence."""
    return Evidence(pointer=claim.pointer, quote=quoted(claim))
