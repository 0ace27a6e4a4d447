"""Questions about two lines of one achievement: what was done, and what came of it."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from interview_service.questions.bank import AngleBank
from interview_service.questions.candidates.claims import WORK, is_zero, luck, may_be_told, worth
from interview_service.questions.candidates.models import Candidate, evidence_of, quoted
from interview_service.questions.models import Wish
from shared.claims.models import Claim
from shared.profiles.profile import Profile

TURN, RESULT = 84.0, 74.0
LEAST, MOST = 12, 130
"""Characters of the first line: what is read out before another line must say enough, and not too much."""

LEAST_OF_SECOND = 8
TURNS_WITHIN = re.compile(
    r"(?<=[가-힣]으나),? |(?<=[가-힣]지만),? |(?<=[가-힣]는데),? |(?<=[가-힣]다가),? "
    r"| (?:→|->|—|–|-) |;? ?,? (?:but|although|though|however),? "
)
"""Where one line turns within itself."""

OF_PART = re.compile(
    r"^(?:그 ?중|이 ?중|한 (?:건|곳|명|대|번)|두 (?:건|곳|명|대|번)|\d+(?:건|곳|명|대|번)[은는이가]"
    r"|one\b|two\b|three\b|some\b|of (?:which|these|those|them)\b)",
    re.IGNORECASE,
)
"""What begins a line that tells of some of what the line before counts."""

OF_BEFORE = re.compile(r"그 ?전|이전에는|예전에|\b(?:before (?:that|this|then)|previously|used to)\b", re.IGNORECASE)
NO_TURN = re.compile(
    r"\b(?:never|none|not|no one|nobody) (?:\w+ )?(?:lost|missed|failed|overturned|broke|late|stopped)\b", re.IGNORECASE
)
"""What sounds like a loss and is none."""

ACTS = frozenset(
    {"built", "improved", "automated", "migrated", "planned", "taught", "led", "resolved", "checked", "wrote"}
)
"""Kinds of what is done once and has a result; care, sales and running something have no such moment."""


def of_pairs(profile: Profile, wish: Wish, bank: AngleBank) -> Iterator[Candidate]:
    """Every question of every two lines that follow each other at one place."""
    variants = bank.lead_ins.of(wish.language).pair
    for first, second, about in _twos(profile):
        when = _kind(first, second, bank)
        if when is None:
            continue
        place = second.employer
        fitting = [one for one in variants if place is not None or "{place" not in one]
        for question in bank.pairs:
            if question.when != when:
                continue
            wording = question.of(wish.language)
            yield Candidate(
                skeleton=question.id,
                source="claim",
                about=f"{about.pointer}#{about.text}",
                type=question.type,
                difficulty=question.difficulty,
                topics=(first.terms[0] if first.terms else first.kind,),
                lead_in=fitting[sum(map(ord, question.id + second.pointer)) % len(fitting)],
                asks=wording.question,
                digs=wording.follow_ups,
                intent=wording.intent,
                covers=wording.covers,
                evidence=(evidence_of(first), evidence_of(second)),
                lead_slots={"first": quoted(first), "quote": quoted(second), "place": place or ""},
                rank=(RESULT if when == "result" else TURN) + worth(first) / 2 + luck(question.id, second) / 2,
                theme=f"pair.{when}",
            )


def _twos(profile: Profile) -> Iterator[tuple[Claim, Claim, Claim]]:
    """Each line with the one that follows it, and the two parts of each line that turns within itself; third, the line
    that a question about both is about.
    """
    yield from ((first, second, second) for first, second in pairwise(profile.claims))
    for claim in profile.claims:
        # What a measure came from and went to is no turn.
        if claim.measure is not None and claim.measure.start is not None:
            continue
        for turn in TURNS_WITHIN.finditer(claim.text):
            before, after = claim.text[: turn.start()].strip(" ,"), claim.text[turn.end() :].strip()
            yield replace(claim, text=before, count=None), replace(claim, text=after, measure=None), claim


def _kind(first: Claim, second: Claim, bank: AngleBank) -> Literal["event", "limit", "part", "result"] | None:
    """What the second line is to the first, where they belong together and may be asked about."""
    if first.pointer != second.pointer or first.section not in WORK:
        return None
    if not LEAST <= len(first.text) <= MOST or not LEAST_OF_SECOND <= len(second.text) <= MOST:
        return None
    if not (may_be_told(first) and may_be_told(second)) or bank.turn(first.text) is not None:
        return None
    if OF_BEFORE.search(second.text):
        return None
    turn = bank.turn(second.text)
    if turn is not None and NO_TURN.search(second.text) is None:
        return "part" if OF_PART.match(second.text) else turn
    measure = second.measure
    came = measure is not None and (measure.start is not None or measure.change is not None) and not is_zero(second)
    return "result" if came and first.measure is None and first.kind in ACTS else None
