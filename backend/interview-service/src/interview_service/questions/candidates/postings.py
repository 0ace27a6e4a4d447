"""Questions based on the posting: supported lines are probed, unsupported ones ask how the person would do it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from interview_service.questions.bank import AngleBank
from interview_service.questions.candidates.claims import (
    WORK,
    is_askable,
    of_length,
    of_wordiness,
    probes_in,
    said_again,
    slots_in,
)
from interview_service.questions.candidates.models import Candidate, evidence_of, quoted
from interview_service.questions.candidates.presumed import is_met
from interview_service.questions.models import Wish
from interview_service.questions.topics import Topic, TopicBank, TopicProbe
from shared.claims.models import Claim
from shared.postings.matching import Wanted
from shared.postings.phrases import content_words, has_mark, years_in
from shared.professions.models import Competency, Probe, Profession
from shared.profiles.profile import Profile
from shared.relevance.words import Bag
from shared.resumes.evidence import Evidence

CARRIED, MISSING, PLAIN, POSTED = 60.0, 58.0, 48.0, 64.0
OF_WORDS, OF_APART, OF_ANGLE = 4.0, 22.0, 8.0
"""Penalties for a question about a claim that is not what the line is about, and for one that knows no topic."""

DOUBTFUL, OF_DOUBT = 64.0, 0.8
"""Rank below which a question about a claim is doubtful, for instance because it is told, and what each point costs."""

AMOUNT, OF_AMOUNT = re.compile(r"\d\s?[가-힣]{0,3}\s?이상|at least \d|\d\+ ?years?", re.IGNORECASE), 10.0
"""A line that only says how much of something is required, and the penalty: any claim would support it."""

OF_KIND = {"required": 6.0, "duty": 4.0, "preferred": 0.0, "other": -6.0}
OF_DUTIES = re.compile(r"맡|part of this job|duties", re.IGNORECASE)
"""Marks a lead-in that refers to duties instead of requirements."""

OF_STATE = {"have": 0.0, "partial": -8.0}
LACKED = ("duty", "required", "preferred")
OF_NEAR, OF_SAME_WORDS = 3.0, 5.0
MIN_WORDS, MIN_SHARED, OF_WEAK = 2, 2, 30.0
LISTS = re.compile(r";|,.*,")
NO_WORK = re.compile(
    r"[0-9O○]+\s?명\b|모집 ?(?:분야|부문|인원)|처우|(?:연봉|급여) ?(?:협의|조건|수준)|근무 ?(?:지|형태|조건)\b"
    r"|채용 ?절차|수습 ?기간|\bsalary\b|\bbenefits package|^재택"
    r"|^(?:hybrid|remote|on-?site)\b|\bper annum|\bpart[- ]time"
    r"|^posted\b|\bdays? ago\b|^(?:easy )?apply\b|\bapplicants?\b|접수 ?기간|지원 ?방법|제출 ?서류|전형 ?절차|문의처"
    r"|^[^.]{0,40}\b(?:environment|background|industry|sector)\Z"
    r"|first (?:weeks?|months?)|getting to know|join (?:a|our|the)\b",
    re.IGNORECASE,
)
"""Lines about the opening, its terms or the first weeks, which are not about experience."""

SAYS_HOW_LONG = re.compile(
    r"^(?:experience (?:on|in|of|with|as)|proven|strong|good|excellent|경험 ?(?:자|보유))", re.IGNORECASE
)

OF_PART = 14.0
"""Penalty for a part of an English line that is no duty by itself: `risk and contact centre teams`."""

A_DUTY = re.compile(r"[A-Z가-힣]|\w+ing\b")
"""How a phrase begins that stands for itself."""

BEST_OF_CLAIM = 2
"""Maximum number of questions about one claim that are offered per line."""


def of_carried(
    profile: Profile,
    wish: Wish,
    bank: AngleBank,
    topics: TopicBank,
    known: Profession | None,
    about_claims: Iterable[Candidate],
) -> Iterator[Candidate]:
    """Yield, for each line that a claim supports, the best questions about that claim, asked with the line."""
    by_claim: dict[str, list[Candidate]] = {}
    for candidate in sorted(about_claims, key=lambda one: -one.rank):
        by_claim.setdefault(candidate.about, []).append(candidate)
    for wanted in profile.wanted:
        if wanted.claim is None or wanted.state not in OF_STATE or NO_WORK.search(wanted.text):
            continue
        claim = wanted.claim
        variants = bank.lead_ins.of(wish.language).posting_and_claim
        lead_in = variants[wanted.line.number % len(variants)]
        own = by_claim.get(f"{claim.pointer}#{claim.text}", [])
        told = {asking.topic.id for asking in topics.about(wanted.text)} | {wanted.competency}
        told |= {competency.id for competency, _, _ in probes_in(wanted.text, known)}
        for candidate in sorted(own, key=lambda one: one.theme not in told)[:BEST_OF_CLAIM]:
            # A line and a claim can be near each other and the question about neither's common ground.
            apart = OF_APART * (candidate.theme not in told)
            yield replace(
                candidate,
                source="posting",
                lead_in=lead_in,
                lead_slots={"line": _line(wanted), "quote": quoted(claim)},
                evidence=(_evidence(wanted), *candidate.evidence),
                rank=CARRIED
                + OF_STATE[wanted.state]
                + OF_KIND.get(wanted.line.kind, 0.0)
                + candidate.rank / 10
                - apart
                - OF_ANGLE * ("." not in candidate.skeleton)
                - OF_DOUBT * max(0.0, DOUBTFUL - candidate.rank)
                - OF_AMOUNT * (years_in(wanted.text) is not None or AMOUNT.search(wanted.text) is not None),
                on_posting=True,
            )


def of_lines(profile: Profile, wish: Wish, bank: AngleBank, known: Profession | None) -> Iterator[Candidate]:
    """Yield questions for each unsupported line: they compare it with the nearest part of the résumé, or pose a
    situation about the same topic.
    """
    for wanted in profile.wanted:
        if wanted.line.kind not in LACKED or not may_be_asked(wanted):
            continue
        if wanted.state == "missing" and not _is_touched(profile, wanted):
            rank = MISSING + OF_KIND.get(wanted.line.kind, 0.0)
            yield from _of_line(profile, wanted, wish, bank, rank)
            if known is not None and wanted.competency is not None:
                yield from _situations(wanted, known.competency(wanted.competency), known.id, wish, bank, rank)
        elif wanted.line.kind == "duty" and len(content_words(wanted.text)) >= MIN_WORDS:
            yield from _of_line(profile, wanted, wish, bank, PLAIN)


def of_posted_topics(
    profile: Profile, wish: Wish, bank: AngleBank, topics: TopicBank, known: Profession | None
) -> Iterator[Candidate]:
    """For each line, the questions of the topics and of the trade that its words tell: asked about the time when it was
    done, or about what came closest.
    """
    trades = {known.id, known.family} if known is not None else set[str]()
    for wanted in profile.wanted:
        if wanted.line.kind not in LACKED or not may_be_asked(wanted):
            continue
        rank = POSTED + OF_KIND.get(wanted.line.kind, 0.0) - of_length(wanted.text) - OF_PART * _is_part(wanted)
        for asking in topics.about(wanted.text):
            if not asking.topic.first and not asking.topic.is_foreign(trades):
                skeleton = f"{asking.topic.id}.{asking.number}"
                surer = rank + OF_WORDS * (asking.words - 1)
                yield from _posted(wanted, asking.topic, asking.probe, skeleton, wish, bank, surer)
        for competency, probe, skeleton in probes_in(wanted.text, known):
            yield from _posted(wanted, competency, probe, skeleton, wish, bank, rank)


def _posted(
    wanted: Wanted,
    subject: Competency | Topic,
    probe: Probe | TopicProbe,
    skeleton: str,
    wish: Wish,
    bank: AngleBank,
    rank: float,
) -> Iterator[Candidate]:
    wording = probe.of(wish.language)
    if slots_in((wording.question, *wording.follow_ups)) or not is_met(wording.question, None):
        return
    variants = bank.lead_ins.of(wish.language).posting_nearest
    rank += said_again(wording.question, Bag([wanted.text])) - of_wordiness(wording.question, wish.language)
    yield Candidate(
        skeleton=skeleton,
        source="posting",
        about=wanted.line.pointer,
        type=probe.type,
        difficulty=probe.difficulty,
        topics=(subject.name.of(wish.language),),
        lead_in=variants[sum(map(ord, skeleton + wanted.line.pointer)) % len(variants)],
        asks=wording.question,
        digs=wording.follow_ups,
        intent=subject.looks_for.of(wish.language),
        covers=subject.good.of(wish.language)[:5],
        evidence=(_evidence(wanted),),
        lead_slots={"line": _line(wanted)},
        rank=rank,
        on_posting=True,
        theme=subject.id,
    )


def may_be_asked(wanted: Wanted) -> bool:
    """Return whether a phrase can be asked about: no years, certificate, trait, or list of three."""
    text = wanted.text
    if years_in(text) is not None or any(rule.search(text) for rule in (LISTS, SAYS_HOW_LONG, NO_WORK)):
        return False
    return not any(has_mark(text, mark) for mark in ("paper", "degree", "soft"))


def _is_touched(profile: Profile, wanted: Wanted) -> bool:
    """Return whether a phrase is too short for a requirement, or the résumé mentions part of it.

    In both cases it would be wrong to ask why it is missing.
    """
    words = content_words(wanted.text)
    if len(words) < MIN_WORDS and not wanted.skills:
        return True
    return any(word in profile.folded_text for word in words)


def _of_line(profile: Profile, wanted: Wanted, wish: Wish, bank: AngleBank, rank: float) -> Iterator[Candidate]:
    near, weakness = (wanted.claim, 0.0) if wanted.claim is not None else _near(profile, wanted)
    slots = {"line": _line(wanted), **({"quote": quoted(near)} if near is not None else {})}
    for question in bank.postings:
        wording = question.of(wish.language)
        if question.when != wanted.line.kind or not wording.slots <= slots.keys():
            continue
        cited = (evidence_of(near),) if question.near and near is not None else ()
        yield Candidate(
            skeleton=question.id,
            source="posting",
            about=wanted.line.pointer,
            type=question.type,
            difficulty=question.difficulty,
            topics=(_line(wanted),),
            lead_in="",
            asks=wording.question,
            digs=wording.follow_ups,
            intent=wording.intent,
            covers=wording.covers,
            evidence=(_evidence(wanted), *cited),
            rank=rank + OF_NEAR * bool(cited) - weakness,
            on_posting=True,
            theme="posting",
            slots=slots,
        )


def _near(profile: Profile, wanted: Wanted) -> tuple[Claim | None, float]:
    """Return the claim nearest to an unsupported line, by competency or shared words, and the penalty if it is weak."""
    own = (shown.claims for shown in profile.competencies if shown.competency.id == wanted.competency)
    of_competency = next((claim for claims in own for claim in claims if is_askable(claim)), None)
    if of_competency is not None:
        return of_competency, 0.0
    words = content_words(wanted.text)

    def shared(claim: Claim) -> int:
        return sum(word in claim.text.casefold() for word in words)

    at_work = [claim for claim in profile.claims if claim.section in WORK and is_askable(claim)]
    best = max(at_work, key=lambda claim: (shared(claim), claim.weight, -claim.order), default=None)
    if best is None or shared(best) == 0:
        return None, OF_WEAK
    return best, 0.0 if shared(best) >= MIN_SHARED else OF_WEAK


def _situations(
    wanted: Wanted, competency: Competency, profession: str, wish: Wish, bank: AngleBank, rank: float
) -> Iterator[Candidate]:
    words = content_words(wanted.text)
    for number, situation in enumerate(competency.situations):
        wording = situation.ko if wish.language == "ko" else situation.en
        told = " ".join((wording.question, *wording.follow_ups)).casefold()
        # The same competency is not enough: a case about ethics does not fit a line about cloud permissions.
        if not any(word in told for word in words):
            continue
        yield Candidate(
            skeleton=f"{profession}.{competency.id}.situation.{number}",
            source="posting",
            about=wanted.line.pointer,
            type="situational",
            difficulty=situation.difficulty,
            topics=(competency.name.of(wish.language),),
            lead_in=_lead_in(wanted, wish, bank),
            asks=wording.question,
            digs=wording.follow_ups,
            intent=competency.looks_for.of(wish.language),
            covers=competency.good.of(wish.language)[:5],
            evidence=(_evidence(wanted),),
            lead_slots={"line": _line(wanted)},
            rank=rank + OF_SAME_WORDS,
            on_posting=True,
            theme=competency.id,
        )


def _lead_in(wanted: Wanted, wish: Wish, bank: AngleBank) -> str:
    variants = bank.lead_ins.of(wish.language).posting
    if wanted.line.kind != "duty":
        variants = tuple(one for one in variants if not OF_DUTIES.search(one)) or variants
    return variants[wanted.line.number % len(variants)]


def _is_part(wanted: Wanted) -> bool:
    return wanted.text.strip() != wanted.line.text.strip(" -*•·") and A_DUTY.match(wanted.text) is None


def _line(wanted: Wanted) -> str:
    return wanted.text.rstrip(" .")


def _evidence(wanted: Wanted) -> Evidence:
    return Evidence(pointer=wanted.line.pointer, quote=wanted.text)
