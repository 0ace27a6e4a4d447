"""Questions of the technology packs, for technologies in claims, tech stacks and skill lists."""

from collections.abc import Iterator
from dataclasses import dataclass

from interview_service.questions.bank import AngleBank
from interview_service.questions.candidates.claims import is_askable
from interview_service.questions.candidates.models import Candidate, evidence_of
from interview_service.questions.models import Wish
from interview_service.questions.packs import Bank, PackQuestion
from shared.claims.models import Claim
from shared.profiles.profile import Profile
from shared.resumes.evidence import Evidence

IN_CLAIM, IN_STACK, LISTED = 16.0, 4.0, 0.0
OF_WEIGHT, OF_BEGINNER, OF_WANTED = 10.0, 14.0, 12.0
BEGINNERS = (None, "student", "junior")
STACKS = ("work_experiences", "personal_projects")


@dataclass(frozen=True, slots=True)
class Naming:
    """A place that names a technology."""

    skill: str
    words: str
    evidence: Evidence
    place: str | None
    claim: Claim | None
    rank: float


def of_packs(profile: Profile, wish: Wish, bank: AngleBank, packs: Bank, wanted: frozenset[str]) -> Iterator[Candidate]:
    """Yield every question of a pack whose technology is named. The role or posting requires the `wanted` ones."""
    known = {skill for shown in profile.competencies for skill in shown.competency.skills}
    for naming in _namings(profile):
        # For example, back-end questions about C# do not fit a game developer.
        if profile.profession is not None and naming.skill not in known | wanted:
            continue
        pack = packs.packs.get(naming.skill)
        for number, question in enumerate(pack.questions if pack is not None else ()):
            rank = naming.rank + OF_WANTED * (naming.skill in wanted)
            yield _candidate(profile, wish, bank, naming, question, f"{naming.skill}.{number}", rank)


def _candidate(
    profile: Profile, wish: Wish, bank: AngleBank, naming: Naming, question: PackQuestion, skeleton: str, rank: float
) -> Candidate:
    wording = question.wording(wish.language)
    lead_ins = bank.lead_ins.of(wish.language)
    variants = [one for one in lead_ins.skill if ("{place" in one) == (naming.place is not None)] or lead_ins.skill
    values = {"skill": naming.words, "place": naming.place or ""}
    skill = profile.skills.by_id[naming.skill]
    lead_in = variants[sum(map(ord, skeleton)) % len(variants)]
    about = f"{naming.evidence.pointer}#{naming.evidence.quote}"
    return Candidate(
        skeleton=skeleton,
        source="skill",
        about=about,
        type=question.type,
        difficulty=question.difficulty,
        topics=question.topics,
        lead_in=lead_in,
        asks=wording.question,
        digs=wording.follow_ups,
        intent=wording.intent,
        covers=wording.covers,
        evidence=(naming.evidence,),
        rank=rank,
        theme=naming.skill,
        lead_slots=values,
        readings={"skill": skill.reading_of(naming.words)},
    )


def _namings(profile: Profile) -> Iterator[Naming]:
    seen: set[str] = set()
    for claim in sorted(filter(is_askable, profile.claims), key=lambda claim: -claim.weight):
        for mention in claim.skills:
            seen.add(mention.id)
            place = claim.employer
            yield Naming(
                mention.id, mention.words, evidence_of(claim), place, claim, IN_CLAIM + OF_WEIGHT * claim.weight
            )
    beginner = OF_BEGINNER if profile.level in BEGINNERS else 0.0
    for section in STACKS:
        for number, _ in enumerate(profile.resume.entries(section)):
            pointer = f"/{section}/{number}"
            place = profile.resume.text(f"{pointer}/company")
            yield from _listed(profile, f"{pointer}/tech_stack", place, IN_STACK + beginner - number, seen)
    yield from _listed(profile, "/technical_skills", None, LISTED + beginner, seen)


def _listed(profile: Profile, below: str, place: str | None, rank: float, seen: set[str]) -> Iterator[Naming]:
    for pointer, text in profile.resume.texts(below):
        skill = profile.skills.named(text)
        if skill is not None and skill.id not in seen:
            seen.add(skill.id)
            yield Naming(skill.id, text, Evidence(pointer=pointer, quote=text), place, None, rank)
