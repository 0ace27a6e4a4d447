"""Questions about claims: the angles that a claim meets, and the probes of the trade that it belongs to."""

from collections.abc import Iterator, Sequence

from interview_service.questions.bank import SLOT, Angle, AngleBank
from interview_service.questions.candidates.models import Candidate, evidence_of, filled, quoted, slots_of
from interview_service.questions.models import Wish
from shared.claims.models import Claim
from shared.language.lexicon import Lexicon
from shared.professions.models import Competency, Probe, Profession
from shared.profiles.profile import Profile

PROBE, ANGLE = 60.0, 48.0
OF_WEIGHT, OF_MEASURE_KIND, OF_KIND, OF_SLOT, OF_ORDER = 26.0, 8.0, 3.0, 2.0, 2.5
OF_DIFFICULTY = {"easy": 0.0, "medium": 1.0, "hard": 1.0}
LEAST_WEIGHT = 0.15
"""Claims below it are titles and names: there is nothing in them to ask about."""

ZERO = ("0", "no ", "none", "zero", "무", "없")


def of_angles(profile: Profile, wish: Wish, bank: AngleBank) -> Iterator[Candidate]:
    """Every angle of every claim that meets it."""
    for claim in profile.claims:
        if claim.weight < LEAST_WEIGHT:
            continue
        kind = bank.measure_kind(claim.measure)
        slots = slots_of(claim)
        for angle in bank.angles:
            if not _meets(claim, kind, angle):
                continue
            wording = angle.of(wish.language)
            if not wording.slots <= slots.keys():
                continue
            rank = ANGLE + _worth(claim) + OF_SLOT * len(wording.slots) + OF_KIND * bool(angle.kinds)
            name = bank.measures[kind].name.of(wish.language) if kind is not None and angle.measures else None
            yield Candidate(
                skeleton=angle.id,
                source="claim",
                about=f"{claim.pointer}#{claim.text}",
                type=angle.type,
                difficulty=angle.difficulty,
                topics=_topics(name, claim),
                lead_in=_lead_in(claim, bank, wish, angle.id),
                core=filled(wording.question, slots),
                follow_ups=tuple(filled(text, slots) for text in wording.follow_ups),
                intent=wording.intent,
                covers=wording.covers,
                evidence=(evidence_of(claim),),
                rank=rank + OF_MEASURE_KIND * bool(angle.measures) + OF_DIFFICULTY[angle.difficulty],
                theme=angle.measures[0] if angle.measures else None,
            )


def of_probes(profile: Profile, wish: Wish, bank: AngleBank, known: Profession | None) -> Iterator[Candidate]:
    """Every probe of the trade, for each claim that holds one of its words."""
    if known is None:
        return
    probes = list(_probes(known))
    words = Lexicon((word, number) for number, (_, probe) in enumerate(probes) for word in probe.when.all)
    for claim in profile.claims:
        slots = slots_of(claim)
        for number in words.keys(claim.text):
            competency, probe = probes[number]
            wording = probe.of(wish.language)
            needed = set(SLOT.findall(" ".join((wording.question, *wording.follow_ups))))
            if not needed <= slots.keys():
                continue
            skeleton = f"{known.id}.{competency.id}.{competency.probes.index(probe)}"
            yield Candidate(
                skeleton=skeleton,
                source="claim",
                about=f"{claim.pointer}#{claim.text}",
                type=probe.type,
                difficulty=probe.difficulty,
                topics=(competency.name.of(wish.language),),
                lead_in=_lead_in(claim, bank, wish, skeleton),
                core=filled(wording.question, slots),
                follow_ups=tuple(filled(text, slots) for text in wording.follow_ups),
                intent=competency.looks_for.of(wish.language),
                covers=competency.good.of(wish.language)[:5],
                evidence=(evidence_of(claim),),
                rank=PROBE + _worth(claim) + OF_SLOT * len(needed) + OF_DIFFICULTY[probe.difficulty],
                theme=competency.id,
            )


def _probes(known: Profession) -> Iterator[tuple[Competency, Probe]]:
    for competency in known.competencies:
        for probe in competency.probes:
            yield competency, probe


def _meets(claim: Claim, measure_kind: str | None, angle: Angle) -> bool:
    if angle.kinds and claim.kind not in angle.kinds:
        return False
    if angle.measures and measure_kind not in angle.measures:
        return False
    if angle.zero != _is_zero(claim):
        return False
    if angle.own is not None and claim.own != angle.own:
        return False
    direction = claim.measure.direction if claim.measure is not None else None
    return angle.direction is None or direction == angle.direction


def _is_zero(claim: Claim) -> bool:
    measure = claim.measure
    return measure is not None and measure.start is None and (measure.end or "").casefold().startswith(ZERO)


def _worth(claim: Claim) -> float:
    return OF_WEIGHT * claim.weight - OF_ORDER * min(claim.order, 4)


def _lead_in(claim: Claim, bank: AngleBank, wish: Wish, skeleton: str) -> str:
    """Another way of citing for another pair of claim and question, and always the same for the same."""
    place = claim.employer or claim.project
    variants = [one for one in bank.lead_ins.of(wish.language).claim if place is not None or "{place" not in one]
    chosen = variants[sum(map(ord, skeleton + claim.pointer)) % len(variants)]
    return filled(chosen, {"quote": quoted(claim), "place": place or ""})


def _topics(name: str | None, claim: Claim) -> tuple[str, ...]:
    found: Sequence[str | None] = (name, *claim.terms[:1], *(mention.words for mention in claim.skills[:1]))
    return tuple(dict.fromkeys(topic for topic in found if topic))[:3] or (claim.kind,)
